with

documents as (
    select * from {{ source('staging', 'documents') }}
),

ledger as (
    select
        document_id,
        min(first_seen_at) as first_seen_at
    from {{ source('state', 'ledger') }}
    group by document_id
),

overrides as (
    select
        document_id,
        max(value) filter (where field = 'report_type') as report_type,
        max(try_cast(value as integer)) filter (where field = 'year') as year,
        max(try_cast(value as integer)) filter (where field = 'period_end_month') as period_end_month,
        max(value) filter (where field = 'title') as title,
        max(value) filter (where field = 'document_status') as document_status,
        max(value) filter (where field = 'case_number') as case_number
    from {{ source('state', 'report_overrides') }}
    group by document_id
),

document_municipalities as (
    select * from {{ ref('document_municipalities') }}
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

document_boards as (
    select * from {{ ref('document_boards') }}
),

unread_pages as (
    select distinct document_id
    from {{ source('staging', 'pages') }}
    where text_source = 'unread'
),

-- The longest words win: 'investeringsbudget' says more than 'budget'. The title is asked first.
printed_types as (
    select
        documents.document_id,
        types.report_type
    from documents
    inner join {{ ref('report_types') }} as types
        on
            contains({{ normalized_label('documents.title') }}, types.alias)
            or {{ normalized_label('documents.report_type_as_printed') }} = types.alias
            or contains({{ normalized_label('documents.report_type_as_printed') }}, types.alias)
    qualify
        row_number() over (
            partition by documents.document_id
            order by
                contains({{ normalized_label('documents.title') }}, types.alias) desc,
                length(types.alias) desc, types.alias
        ) = 1
),

printed_statuses as (
    select
        documents.document_id,
        statuses.document_status
    from documents
    inner join {{ ref('document_statuses') }} as statuses
        on contains({{ normalized_label('documents.document_status_as_printed') }}, statuses.alias)
    qualify
        row_number() over (
            partition by documents.document_id order by length(statuses.alias) desc, statuses.alias
        ) = 1
),

resolved as (
    select
        documents.document_id,
        documents.file_name,
        document_municipalities.municipality_code,
        municipalities.municipality,
        municipalities.kind as municipality_kind,
        document_municipalities.name_as_printed as municipality_as_printed,
        document_boards.board,
        document_boards.board_as_printed,
        document_boards.administration,
        coalesce(overrides.report_type, printed_types.report_type) as report_type,
        coalesce(overrides.year, documents.year) as year,
        coalesce(overrides.period_end_month, documents.period_end_month) as period_end_month,
        coalesce(overrides.title, documents.title) as title,
        coalesce(overrides.document_status, printed_statuses.document_status, 'unknown') as document_status,
        coalesce(overrides.case_number, documents.case_number) as case_number,
        documents.pages,
        documents.producer,
        documents.reader,
        documents.share_read,
        unread_pages.document_id is not null as has_unread_pages,
        documents.digits_read,
        documents.digits_independent,
        coalesce(ledger.first_seen_at, timestamp '1970-01-01') as first_seen_at
    from documents
    left join ledger on documents.document_id = ledger.document_id
    left join unread_pages on documents.document_id = unread_pages.document_id
    left join overrides on documents.document_id = overrides.document_id
    left join document_municipalities on documents.document_id = document_municipalities.document_id
    left join municipalities on document_municipalities.municipality_code = municipalities.municipality_code
    left join document_boards on documents.document_id = document_boards.document_id
    left join printed_types on documents.document_id = printed_types.document_id
    left join printed_statuses on documents.document_id = printed_statuses.document_id
),

named as (
    select
        *,
        coalesce(board, municipality) as organization_name,
        case when board is not null then 'board' when municipality is not null then 'municipality' end
            as organization_kind,
        cast(year as varchar)
        || case when period_end_month < 12 then '-' || lpad(cast(period_end_month as varchar), 2, '0') else '' end
            as period
    from resolved
),

identified as (
    select
        *,
        case
            when organization_name is not null
                then {{ organization_key(
                    'municipality_code', 'document_id', 'organization_name', 'organization_kind'
                ) }}
        end as organization_id,
        case
            when municipality_code is null or organization_name is null or report_type is null or period is null
                then {{ hashed(["'document'", 'document_id']) }}
            else {{ hashed([
                'municipality_code', 'organization_name', 'report_type', 'period', normalized_label('title')
            ]) }}
        end as candidate_id,
        row_number() over (order by first_seen_at, document_id) as arrival
    from named
),

printed_rows as (
    select distinct
        document_id,
        {{ normalized_label('table_title') }} as table_key,
        {{ normalized_label('row_label') }} as label_key
    from {{ source('staging', 'figures') }}
),

row_counts as (
    select
        document_id,
        count(*) as printed_rows
    from printed_rows
    group by document_id
),

firsts as (
    select
        candidate_id,
        document_id,
        arrival
    from identified
    qualify row_number() over (partition by candidate_id order by arrival) = 1
),

shared as (
    select
        identified.document_id,
        count(first_rows.document_id) as shared_rows
    from identified
    inner join firsts on identified.candidate_id = firsts.candidate_id and identified.arrival > firsts.arrival
    inner join printed_rows on identified.document_id = printed_rows.document_id
    left join printed_rows as first_rows
        on
            firsts.document_id = first_rows.document_id
            and printed_rows.table_key = first_rows.table_key
            and printed_rows.label_key = first_rows.label_key
    group by identified.document_id
),

-- A later document that shares few rows with the first is another report under the same title: both stay current.
separated as (
    select
        identified.*,
        case
            when identified.arrival > firsts.arrival and coalesce(shared.shared_rows, 0) * 2 < least(
                coalesce(own_counts.printed_rows, 0), coalesce(first_counts.printed_rows, 0)
            ) then {{ hashed(["'document'", 'identified.document_id']) }}
            else identified.candidate_id
        end as report_id
    from identified
    inner join firsts on identified.candidate_id = firsts.candidate_id
    left join shared on identified.document_id = shared.document_id
    left join row_counts as own_counts on identified.document_id = own_counts.document_id
    left join row_counts as first_counts on firsts.document_id = first_counts.document_id
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
        has_unread_pages or coalesce(share_read < {{ var('share_read_floor') }}, false) as is_partial,
        cast(row_number() over (partition by report_id order by arrival) as integer) as revision,
        row_number() over (partition by report_id order by arrival desc) = 1 as is_current,
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
        ) as not_told,
        first_seen_at
    from separated
)

select * from final
