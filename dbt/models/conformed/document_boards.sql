with

names as (
    select * from {{ ref('organization_names') }}
),

overrides as (
    select
        document_id,
        board as name_as_printed,
        'override' as position,
        1 as mentions
    from {{ ref('document_overrides') }}
    where board is not null
),

printed as (
    select
        document_id,
        name_as_printed,
        position,
        mentions
    from {{ source('staging', 'name_mentions') }}
    where kind = 'organization'
    union all
    select * from overrides
),

mentions as (
    select
        printed.document_id,
        printed.name_as_printed,
        names.organization_name,
        names.kind,
        names.method,
        printed.position,
        printed.mentions,
        {{ prominence('printed.mentions', 'printed.position', {
            'override': 1000, 'front_page': 10, 'page_header': 8, 'page_footer': 8, 'heading': 2, 'body': 0.2, 'url': 0
        }) }} as weight
    from printed
    inner join names on {{ normalized_label('printed.name_as_printed') }} = names.name_key
),

scores as (
    select
        document_id,
        organization_name,
        kind,
        first(name_as_printed order by weight desc, name_as_printed) as name_as_printed,
        first(method order by weight desc, name_as_printed) as method,
        cast(sum(weight) as decimal(10, 1)) as score,
        bool_or(position in ('override', 'front_page', 'page_header', 'page_footer')) as is_of_report,
        sum(mentions) as mentions
    from mentions
    where kind in ('board', 'administration')
    group by document_id, organization_name, kind
),

-- Chapters are of other organizations too: only the front page and running heads name the report's own.
board_scores as (
    select * from scores
    where kind = 'board'
),

-- A board that is only mentioned in passing, or beside another one, is not the board of the report.
boards as (
    {{ most_prominent('board_scores', 'document_id', 'organization_name', least=4, times_next=1.3) }}
),

administration_scores as (
    select * from scores
    where kind = 'administration'
),

-- One that is mentioned as often as another may be anybody's.
administrations as (
    {{ most_prominent('administration_scores', 'document_id', 'organization_name', least=0.2, times_next=1.3) }}
),

documents as (
    select document_id from {{ source('staging', 'documents') }}
),

final as (
    select
        documents.document_id,
        boards.organization_name as board,
        boards.name_as_printed as board_as_printed,
        boards.method as board_method,
        administrations.organization_name as administration
    from documents
    left join boards on documents.document_id = boards.document_id and boards.is_of_report
    left join administrations on documents.document_id = administrations.document_id
)

select * from final
