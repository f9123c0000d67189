with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

claims as (
    select * from {{ source('staging', 'claims') }}
),

terms as (
    select
        relation_id,
        claim_id,
        figure_id
    from {{ source('staging', 'relation_terms') }}
),

-- A claim that a relation compares with figures speaks of them; with exactly one, the link is certain.
linked as (
    select
        claim_terms.claim_id,
        min(figure_terms.figure_id) as figure_id,
        count(distinct figure_terms.figure_id) as figures
    from terms as claim_terms
    inner join terms as figure_terms
        on claim_terms.relation_id = figure_terms.relation_id and figure_terms.figure_id is not null
    where claim_terms.claim_id is not null
    group by claim_terms.claim_id
),

final as (
    select
        claims.claim_id,
        reports.report_id,
        reports.file_name,
        reports.organization_id,
        linked.figure_id,
        claims.section,
        claims.quote,
        claims.value_as_printed,
        cast(claims.value as decimal(28, 6)) as value,
        claims.unit,
        cast(claims.half_unit as decimal(28, 6)) as half_unit,
        cast(claims.year as integer) as year,
        claims.kind,
        claims.direction,
        claims.hedge,
        claims.subject,
        case
            when linked.figure_id is null then 'unlinked'
            when linked.figures = 1 then 'linked'
            else 'ambiguous'
        end as link_status,
        cast(case when linked.figure_id is not null then 1.0 / linked.figures end as decimal(5, 4)) as confidence,
        {{ place_columns('claims') }}
    from claims
    inner join reports on claims.document_id = reports.document_id
    left join linked on claims.claim_id = linked.claim_id
)

select * from final
