-- The first schema had no version, so its statements do nothing to a file that has its tables.
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
);

create table if not exists finding_history (
    finding_id text primary key,
    values_hash text not null,
    state text not null,
    first_seen_at text not null,
    last_seen_at text not null
);

create table if not exists builds (
    inputs text primary key,
    started_at text not null,
    published_at text,
    release text
);
