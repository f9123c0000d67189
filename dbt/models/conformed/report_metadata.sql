with

documents as (
    select
        *,
        {{ normalized_label('title') }} as title_key,
        {{ normalized_label('report_type_as_printed') }} as type_key,
        {{ normalized_label('document_status_as_printed') }} as status_key
    from {{ source('staging', 'documents') }}
),

ledger as (
    select * from {{ ref('document_ledger') }}
),

overrides as (
    select * from {{ ref('document_overrides') }}
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

-- A municipality that no list holds is known by a genitive beside 'kommun' or 'stad' in a title or heading, or by a
-- title that says whose it is: 'Vasa stads bokslut'.
unlisted_municipalities as (
    select
        mentions.document_id,
        first(
            mentions.name_as_printed
            order by
                case mentions.position when 'front_page' then 1 when 'heading' then 3 else 2 end,
                mentions.mentions desc, mentions.name_as_printed
        ) as municipality
    from {{ source('staging', 'name_mentions') }} as mentions
    inner join documents on mentions.document_id = documents.document_id
    where
        mentions.kind = 'municipality'
        and mentions.position in ('front_page', 'page_header', 'page_footer', 'heading')
        and (
            regexp_matches(mentions.name_as_printed, '^[A-ZÅÄÖ][a-zåäöé]+s$')
            or regexp_matches(
                {{ words('documents.title') }},
                ' ' || lower(nfc_normalize(mentions.name_as_printed)) || ' (stads|kommuns) '
            )
        )
        and mentions.document_id not in (select document_municipalities.document_id from document_municipalities)
    group by mentions.document_id
),

-- A report that names nobody is of a municipality when its columns are of one: 'Kommunen | Koncernen'.
columns_of_municipalities as (
    select distinct scopes.document_id
    from (
        select distinct
            document_id,
            scope_as_printed
        from {{ source('staging', 'figures') }}
        where scope_source = 'column'
    ) as scopes
    inner join {{ ref('organization_names') }} as names
        on {{ organization_label('scopes.scope_as_printed') }} = names.name_key
    where names.kind in ('municipality', 'group')
),

unread_pages as (
    select distinct document_id
    from {{ source('staging', 'pages') }}
    where text_source = 'unread'
),

unread_pictures as (
    select distinct document_id
    from {{ source('staging', 'pictures') }}
    where text_source = 'unread'
),

-- The title before other words, then the longest words: 'investeringsbudget' is more specific than 'budget'.
printed_types as (
    select
        documents.document_id,
        types.report_type
    from documents
    inner join {{ ref('report_types') }} as types
        on
            contains(documents.title_key, types.alias)
            or documents.type_key = types.alias
            or contains(documents.type_key, types.alias)
    qualify
        row_number() over (
            partition by documents.document_id
            order by
                contains(documents.title_key, types.alias) desc,
                length(types.alias) desc, types.alias
        ) = 1
),

printed_statuses as (
    select
        documents.document_id,
        statuses.document_status
    from documents
    inner join {{ ref('document_statuses') }} as statuses
        on contains(documents.status_key, statuses.alias)
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
        coalesce(document_municipalities.name_as_printed, unlisted_municipalities.municipality)
            as municipality_as_printed,
        unlisted_municipalities.municipality as unlisted_municipality,
        columns_of_municipalities.document_id is not null as has_columns_of_municipality,
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
        unread_pictures.document_id is not null as has_unread_pictures,
        documents.digits_read,
        documents.digits_independent,
        ledger.in_raw,
        ledger.given_report_id,
        ledger.first_seen_at,
        ledger.modified_at
    from documents
    inner join ledger on documents.document_id = ledger.document_id
    left join unread_pages on documents.document_id = unread_pages.document_id
    left join unread_pictures on documents.document_id = unread_pictures.document_id
    left join overrides on documents.document_id = overrides.document_id
    left join document_municipalities on documents.document_id = document_municipalities.document_id
    left join municipalities on document_municipalities.municipality_code = municipalities.municipality_code
    left join document_boards on documents.document_id = document_boards.document_id
    left join unlisted_municipalities on documents.document_id = unlisted_municipalities.document_id
    left join columns_of_municipalities on documents.document_id = columns_of_municipalities.document_id
    left join printed_types on documents.document_id = printed_types.document_id
    left join printed_statuses on documents.document_id = printed_statuses.document_id
),

-- 'Kommunen' is the municipality that the report names, known from the list or not.
municipal as (
    select
        *,
        coalesce(
            municipality, unlisted_municipality,
            case when has_columns_of_municipality then 'Kommunen' end
        ) as own_municipality
    from resolved
),

named as (
    select
        *,
        coalesce(board, own_municipality) as organization_name,
        case when board is not null then 'board' when own_municipality is not null then 'municipality' end
            as organization_kind,
        case
            when coalesce(board, municipality, unlisted_municipality) is not null then 'report'
            when own_municipality is not null then 'prior'
        end as organization_source,
        {{ report_period('year', 'period_end_month') }} as period
    from municipal
),

final as (
    select
        *,
        case
            when organization_name is not null
                then {{ organization_key(
                    'municipality_code', 'document_id', 'organization_name', 'organization_kind'
                ) }}
        end as organization_id,
        case
            when
                municipality_code is not null and organization_name is not null
                and report_type is not null and period is not null
                then {{ hashed(['municipality_code', 'organization_name', 'report_type', 'period']) }}
        end as occasion,
        case
            when
                municipality_code is not null and organization_name is not null
                and report_type is not null and period is not null
                then {{ hashed([
                    'municipality_code', 'organization_name', 'report_type', 'period', normalized_label('title')
                ]) }}
        end as told_report_id,
        -- Of documents that arrived together, the one further along in the decision process is the later one.
        cast(row_number() over (
            order by
                first_seen_at,
                case document_status when 'adopted_by_council' then 3 when 'decided_by_board' then 2 else 1 end,
                modified_at, document_id
        ) as integer) as arrival
    from named
)

select * from final
