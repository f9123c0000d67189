with

controls as (
    select * from {{ source('staging', 'internal_controls') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'control', 'controls.item_number') }} as control_id,
        controls.document_id,
        controls.item_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
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
