with

figures as (
    select * from {{ ref('all_figures') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select
        figure_id,
        municipality_code
    from {{ ref('figure_scopes') }}
),

of_reports as (
    select
        organization_id,
        municipality_code,
        document_id,
        organization_name,
        organization_kind,
        cast(null as varchar) as whole_id
    from reports
    where organization_id is not null
    union all
    select
        {{ organization_key('municipality_code', 'document_id', 'own_municipality', "'municipality'") }}
            as organization_id,
        municipality_code,
        document_id,
        own_municipality as organization_name,
        'municipality' as organization_kind,
        cast(null as varchar) as whole_id
    from reports
    where own_municipality is not null
),

of_figures as (
    select distinct
        figures.organization_id,
        scopes.municipality_code,
        figures.document_id,
        figures.organization_name,
        figures.organization_kind,
        nullif(figures.owner_id, figures.organization_id) as whole_id
    from figures
    inner join scopes on figures.figure_id = scopes.figure_id
    where figures.organization_id is not null
),

of_lists as (
    select
        organization_id,
        municipality_code,
        document_id,
        organization_name,
        organization_kind,
        cast(null as varchar) as whole_id
    from {{ ref('list_scopes') }}
),

of_administrations as (
    select
        {{ organization_key('municipality_code', 'document_id', 'administration', "'administration'") }}
            as organization_id,
        municipality_code,
        document_id,
        administration as organization_name,
        'administration' as organization_kind,
        case when organization_kind = 'board' then organization_id end as whole_id
    from reports
    where administration is not null
),

named as (
    select * from of_reports
    union all
    select * from of_figures
    union all
    select * from of_lists
    union all
    select * from of_administrations
),

grouped as (
    select
        organization_id,
        min(municipality_code) as municipality_code,
        min(document_id) as document_id,
        mode(organization_name order by organization_name) as organization,
        min(organization_kind) as kind,
        min(whole_id) as whole_id
    from named
    group by organization_id
),

municipality_organizations as (
    select
        municipality_code,
        min(organization_id) as organization_id
    from grouped
    where kind = 'municipality' and municipality_code is not null
    group by municipality_code
),

final as (
    select
        grouped.organization_id,
        grouped.municipality_code,
        grouped.organization,
        grouped.kind,
        coalesce(
            grouped.whole_id,
            case when grouped.kind not in ('municipality', 'group') then municipality_organizations.organization_id end
        ) as parent_organization_id
    from grouped
    left join municipality_organizations
        on grouped.municipality_code = municipality_organizations.municipality_code
)

select * from final
