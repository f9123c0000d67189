-- The parts of a message that need no further attempt: recipients of a mail, posts of a chat.
alter table alert_messages add column done text not null default '[]';
