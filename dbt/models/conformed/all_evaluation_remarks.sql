with

remarks as (
    select * from {{ source('staging', 'evaluation_remarks') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'remark', 'remarks.item_number') }} as remark_id,
        remarks.document_id,
        remarks.item_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        reports.organization_id,
        remarks.area,
        remarks.kind,
        remarks.text,
        {{ place_columns('remarks') }}
    from remarks
    inner join reports on remarks.document_id = reports.document_id
)

select * from final
