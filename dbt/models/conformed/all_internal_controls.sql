with

controls as (
    select * from {{ source('staging', 'internal_controls') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('list_scopes') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'control', 'controls.item_number') }} as control_id,
        controls.document_id,
        controls.item_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        coalesce(scopes.organization_id, reports.organization_id) as organization_id,
        controls.section,
        controls.risk,
        controls.description,
        controls.control,
        controls.assessment_as_printed,
        controls.result,
        controls.action,
        {{ place_columns('controls') }}
    from controls
    inner join reports on controls.document_id = reports.document_id
    left join scopes
        on controls.document_id = scopes.document_id and controls.scope_as_printed = scopes.scope_as_printed
)

select * from final
