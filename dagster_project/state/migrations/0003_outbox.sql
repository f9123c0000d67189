-- Which channel was notified of what, and the messages that wait.
create table alert_subjects (
    subject_id text primary key,
    source text not null,
    cause_id text not null,
    message_group text not null,
    severity text not null,
    state text not null check (state in ('open', 'accepted', 'resolved')),
    content text not null,
    opened integer not null
);

create table alert_told (
    subject_id text not null,
    event text not null check (event in ('open', 'resolved')),
    opened integer not null,
    channel text not null,
    told_at text not null,
    digest_at text,
    primary key (subject_id, event, opened, channel)
);

create table alert_messages (
    message_id text primary key,
    channel text not null,
    content text not null,
    created_at text not null,
    next_attempt_at text not null,
    attempts integer not null default 0,
    last_error text,
    claimed_until text,
    sent_at text
);

create table alert_status (
    id integer primary key check (id = 1),
    release text,
    new integer not null,
    resolved integer not null,
    sent integer not null,
    problem text
);
