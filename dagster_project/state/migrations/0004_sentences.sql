-- The sentences of a finding's detail, each kind in a column: of former findings the whole detail is the first.
alter table finding_history add column detail_sum text;
alter table finding_history add column detail_hint text;
alter table finding_history add column detail_doubt text;
alter table finding_history add column detail_sum_sv text;
alter table finding_history add column detail_hint_sv text;
alter table finding_history add column detail_doubt_sv text;
alter table finding_history add column rounding text;
update finding_history set detail_sum = detail, detail_sum_sv = detail_sv;

alter table alert_told rename to alert_notified;
alter table alert_notified rename column told_at to notified_at;
