with

printed as (
    select
        document_id,
        scope_as_printed,
        {{ organization_label('scope_as_printed') }} as name_key
    from {{ ref('printed_scopes') }}
),

reports as (
    select * from {{ ref('reports') }}
),

names as (
    select * from {{ ref('organization_names') }}
),

-- Goals of 'Kommunen' in a report are those of its municipality.
named as (
    select
        printed.document_id,
        printed.scope_as_printed,
        names.kind as organization_kind,
        coalesce(names.municipality_code, reports.municipality_code) as municipality_code,
        case
            when names.kind = 'municipality' and names.municipality_code is null
                then coalesce(reports.own_municipality, names.organization_name)
            else names.organization_name
        end as organization_name
    from printed
    inner join reports on printed.document_id = reports.document_id
    inner join names on printed.name_key = names.name_key
    where names.kind != 'unit'
),

final as (
    select
        document_id,
        scope_as_printed,
        municipality_code,
        organization_name,
        organization_kind,
        {{ organization_key(
            'municipality_code', 'document_id', 'organization_name', 'organization_kind'
        ) }} as organization_id
    from named
)

select * from final
