with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

remarks as (
    select * from {{ source('staging', 'evaluation_remarks') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'remark', 'remarks.item_number') }} as remark_id,
        reports.report_id,
        reports.file_name,
        reports.organization_id,
        remarks.area,
        remarks.kind,
        remarks.text,
        {{ place_columns('remarks') }}
    from remarks
    inner join reports on remarks.document_id = reports.document_id
)

select * from final
