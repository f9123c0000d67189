with recursive

reports as (
    select * from {{ ref('report_metadata') }}
),

-- The first document with an id keeps it even if its metadata change. A later one keeps it until its municipality,
-- organization, type or period becomes another.
kept as (
    select
        *,
        first(occasion) over (partition by given_report_id order by arrival) as first_occasion,
        row_number() over (partition by given_report_id order by arrival) as place
    from reports
    where given_report_id is not null
),

given as (
    select
        document_id,
        given_report_id as report_id
    from kept
    where place = 1 or coalesce(occasion = first_occasion, true)
),

-- A document revises the earliest document with the same key of which it repeats at least half of the rows.
revised as (
    select
        document_id,
        earlier_document_id
    from {{ ref('report_pairs') }}
    where is_revision
    qualify row_number() over (partition by document_id order by earlier_arrival) = 1
),

named_alike as (
    select
        *,
        row_number() over (partition by told_report_id order by arrival) as place
    from reports
),

-- Documents without an id that revise nothing: the first with a key gets it as id, the others get one of their bytes.
founders as (
    select
        named_alike.document_id,
        case
            when
                named_alike.told_report_id is null or named_alike.place > 1
                or named_alike.told_report_id in (select given.report_id from given)
                then {{ hashed(["'document'", 'named_alike.document_id']) }}
            else named_alike.told_report_id
        end as report_id
    from named_alike
    where
        named_alike.document_id not in (select given.document_id from given)
        and named_alike.document_id not in (select revised.document_id from revised)
),

identified as (
    select
        document_id,
        report_id
    from given
    union all
    select
        document_id,
        report_id
    from founders
    union all
    select
        revised.document_id,
        identified.report_id
    from revised
    inner join identified on revised.earlier_document_id = identified.document_id
    where revised.document_id not in (select given.document_id from given)
),

separated as (
    select
        identified.report_id,
        reports.*
    from reports
    inner join identified on reports.document_id = identified.document_id
),

final as (
    select
        report_id,
        document_id,
        file_name,
        municipality_code,
        municipality,
        municipality_kind,
        municipality_as_printed,
        organization_id,
        organization_name,
        organization_kind,
        organization_source,
        own_municipality,
        board,
        board_as_printed,
        administration,
        report_type,
        cast(year as integer) as year,
        period,
        title,
        document_status,
        case_number,
        pages,
        producer,
        reader,
        cast(share_read as decimal(9, 6)) as share_read,
        has_unread_pages,
        has_unread_pictures,
        cast(row_number() over (partition by report_id order by arrival) as integer) as revision,
        in_raw and row_number() over (partition by report_id order by in_raw desc, arrival desc) = 1 as is_current,
        nullif(
            concat_ws(
                ', ',
                case when municipality_code is null then 'municipality' end,
                case when board is null then 'board' end,
                case when report_type is null then 'report_type' end,
                case when year is null then 'year' end,
                case when title is null then 'title' end
            ),
            ''
        ) as missing_fields,
        first_seen_at
    from separated
)

select * from final
