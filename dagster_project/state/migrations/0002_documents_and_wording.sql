-- Documents apart from their file names, and findings with their wording.
create table documents (
    document_id text primary key,
    outcome text check (outcome in ('read', 'quarantined')),
    reason text,
    detail text,
    attempts integer not null default 0,
    first_seen_at text not null,
    last_read_at text,
    last_run_id text,
    reading_version text,
    is_archived integer not null default 0,
    report_id text,
    superseded_by text
);

create table files (
    file_name text not null,
    document_id text not null references documents (document_id),
    size_bytes integer not null,
    modified_ns integer not null,
    removed_at text,
    primary key (file_name, document_id)
);

insert into documents (
    document_id, outcome, reason, detail, attempts, first_seen_at, last_read_at, reading_version, is_archived
)
select
    document_id, max(case status when 'staged' then 'read' when 'quarantined' then 'quarantined' end), max(reason),
    max(detail), max(attempts), min(first_seen_at), max(last_read_at), max(reading_version), max(accepted)
from ledger
group by document_id;

insert into files
select
    file_name, document_id, size_bytes, modified_ns, case when not in_raw then coalesce(last_read_at, first_seen_at) end
from ledger;

drop table ledger;

create view ledger as
select
    documents.document_id,
    (
        select file_name from files
        where files.document_id = documents.document_id
        order by removed_at is not null, removed_at desc, file_name limit 1
    ) as file_name,
    seen.copies,
    seen.copies > 0 as in_raw,
    seen.size_bytes,
    seen.modified_ns,
    case
        when documents.superseded_by is not null then 'superseded'
        when seen.copies = 0 then 'removed'
        else coalesce(documents.outcome, 'arrived')
    end as status,
    documents.outcome,
    documents.reason,
    documents.detail,
    documents.attempts,
    documents.first_seen_at,
    documents.last_read_at,
    documents.last_run_id,
    case when seen.copies = 0 then seen.removed_at end as removed_at,
    documents.reading_version,
    documents.is_archived,
    documents.report_id,
    documents.superseded_by
from documents
inner join (
    select
        document_id, sum(removed_at is null) as copies, max(size_bytes) as size_bytes, min(modified_ns) as modified_ns,
        max(removed_at) as removed_at
    from files
    group by document_id
) as seen on documents.document_id = seen.document_id;

alter table finding_history add column cause_id text;
alter table finding_history add column report_id text;
alter table finding_history add column document_id text;
alter table finding_history add column file_name text;
alter table finding_history add column kind text;
alter table finding_history add column severity text;
alter table finding_history add column title text;
alter table finding_history add column detail text;
alter table finding_history add column title_sv text;
alter table finding_history add column detail_sv text;
alter table finding_history add column table_title text;
alter table finding_history add column row_label text;
alter table finding_history add column row_path text;
alter table finding_history add column column_label text;
alter table finding_history add column stated text;
alter table finding_history add column computed text;
alter table finding_history add column difference text;
alter table finding_history add column unit text;
alter table finding_history add column difference_in_last_digits text;
alter table finding_history add column relative_difference text;
alter table finding_history add column hint text;
alter table finding_history add column is_rounding integer;
alter table finding_history add column believed text;
alter table finding_history add column page_number integer;
alter table finding_history add column page_label text;
alter table finding_history add column line_number integer;
alter table finding_history add column resolved_at text;
alter table finding_history add column resolution text;
