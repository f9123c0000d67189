"""The schema of `state.sqlite`, as the steps that lead to it: an older file is brought up to it, a newer one refused.

A step that has been released is never changed: what comes after is a new one. What the tables mean is known in
`ledger.py` and `state.py`; nothing here reads them.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dagster_project.warehouse.folder import WarehouseError

# The first schema had no version: its statements do nothing to a file that has its tables.
_FIRST = (
    """
create table if not exists ledger (
    file_name text not null,
    document_id text not null,
    size_bytes integer not null,
    modified_ns integer not null,
    status text not null check (status in ('pending', 'staged', 'quarantined')),
    reason text,
    detail text,
    first_seen_at text not null,
    last_read_at text,
    attempts integer not null default 0,
    reading_version text,
    in_raw integer not null default 1,
    accepted integer not null default 0,
    primary key (file_name, document_id)
)
""",
    """
create table if not exists finding_history (
    finding_id text primary key,
    values_hash text not null,
    state text not null,
    first_seen_at text not null,
    last_seen_at text not null
)
""",
    """
create table if not exists builds (
    inputs text primary key,
    started_at text not null,
    published_at text,
    release text
)
""",
)

# Contents apart from the names they go by, and findings with the wording they had.
_CONTENTS_AND_WORDING = (
    """
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
)
""",
    """
create table files (
    file_name text not null,
    document_id text not null references documents (document_id),
    size_bytes integer not null,
    modified_ns integer not null,
    removed_at text,
    primary key (file_name, document_id)
)
""",
    """
insert into documents (
    document_id, outcome, reason, detail, attempts, first_seen_at, last_read_at, reading_version, is_archived
)
select
    document_id, max(case status when 'staged' then 'read' when 'quarantined' then 'quarantined' end), max(reason),
    max(detail), max(attempts), min(first_seen_at), max(last_read_at), max(reading_version), max(accepted)
from ledger
group by document_id
""",
    """
insert into files
select
    file_name, document_id, size_bytes, modified_ns, case when not in_raw then coalesce(last_read_at, first_seen_at) end
from ledger
""",
    "drop table ledger",
    """
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
) as seen on documents.document_id = seen.document_id
""",
    *(
        f"alter table finding_history add column {column}"
        for column in (
            "cause_id text",
            "report_id text",
            "document_id text",
            "file_name text",
            "kind text",
            "severity text",
            "title text",
            "detail text",
            "title_sv text",
            "detail_sv text",
            "table_title text",
            "row_label text",
            "row_path text",
            "column_label text",
            "stated text",
            "computed text",
            "difference text",
            "unit text",
            "difference_in_last_digits text",
            "relative_difference text",
            "hint text",
            "is_rounding integer",
            "believed text",
            "page_number integer",
            "page_label text",
            "line_number integer",
            "resolved_at text",
            "resolution text",
        )
    ),
)

# What has been told of findings, and the messages that wait.
_OUTBOX = (
    """
create table alert_subjects (
    subject_id text primary key,
    source text not null,
    cause_id text not null,
    message_group text not null,
    severity text not null,
    state text not null check (state in ('open', 'accepted', 'resolved')),
    content text not null,
    opened integer not null
)
""",
    """
create table alert_told (
    subject_id text not null,
    event text not null check (event in ('open', 'resolved')),
    opened integer not null,
    channel text not null,
    told_at text not null,
    digest_at text,
    primary key (subject_id, event, opened, channel)
)
""",
    """
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
)
""",
    """
create table alert_status (
    id integer primary key check (id = 1),
    release text,
    new integer not null,
    resolved integer not null,
    sent integer not null,
    problem text
)
""",
)

# The sentences of a finding's detail apart; of findings that are found no more, the whole detail is the first.
_SENTENCES = (
    *(
        f"alter table finding_history add column {column}"
        for column in (
            "detail_sum text",
            "detail_hint text",
            "detail_doubt text",
            "detail_sum_sv text",
            "detail_hint_sv text",
            "detail_doubt_sv text",
            "rounding text",
        )
    ),
    "update finding_history set detail_sum = detail, detail_sum_sv = detail_sv",
    "alter table alert_told rename to alert_notified",
    "alter table alert_notified rename column told_at to notified_at",
)

MIGRATIONS = (_FIRST, _CONTENTS_AND_WORDING, _OUTBOX, _SENTENCES)
"""The steps in order; the version of a file is the number of steps it has taken."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Take the steps that the file at `path` has not taken, each in one transaction.

    Raises WarehouseError for a file of a newer program.
    """
    while (version := _version(connection)) < len(MIGRATIONS):
        connection.execute("begin immediate")
        try:
            # Another process may have taken the step while this one waited.
            if _version(connection) == version:
                for statement in MIGRATIONS[version]:
                    connection.execute(statement)
                connection.execute(f"pragma user_version = {version + 1}")
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    if version > len(MIGRATIONS):
        raise WarehouseError(
            f"{path} was written by a newer version of this program (schema {version}, this one knows "
            f"{len(MIGRATIONS)}). Update the program, or work in another warehouse folder."
        )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("pragma user_version").fetchone()
    return int(version)
