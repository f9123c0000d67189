with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

controls as (
    select * from {{ source('staging', 'internal_controls') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'control', 'controls.item_number') }} as control_id,
        reports.report_id,
        reports.file_name,
        reports.organization_id,
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
)

select * from final
