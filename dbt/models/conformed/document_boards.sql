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
        printed.mentions,
        least(printed.mentions, 5) * case printed.position
            when 'override' then 1000
            when 'front_page' then 10
            when 'page_header' then 8
            when 'page_footer' then 8
            when 'heading' then 2
            when 'url' then 0
            else 0.2
        end as weight
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
        sum(mentions) as mentions
    from mentions
    where kind in ('board', 'administration')
    group by document_id, organization_name, kind
),

ranked as (
    select
        *,
        row_number() over (partition by document_id, kind order by score desc, organization_name) as place,
        lead(score) over (partition by document_id, kind order by score desc, organization_name) as next_score
    from scores
),

documents as (
    select document_id from {{ source('staging', 'documents') }}
),

-- A board that is only mentioned in passing, or beside another one, is not the board of the report.
boards as (
    select * from ranked
    where kind = 'board' and place = 1 and score >= 4 and score >= 1.3 * coalesce(next_score, 0)
),

administrations as (
    select * from ranked
    where kind = 'administration' and place = 1
),

final as (
    select
        documents.document_id,
        boards.organization_name as board,
        boards.name_as_printed as board_as_printed,
        boards.method as board_method,
        administrations.organization_name as administration
    from documents
    left join boards on documents.document_id = boards.document_id
    left join administrations on documents.document_id = administrations.document_id
)

select * from final
