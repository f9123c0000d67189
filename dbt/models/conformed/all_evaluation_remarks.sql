with

remarks as (
    select * from {{ source('staging', 'evaluation_remarks') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('list_scopes') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'remark', 'remarks.item_number') }} as remark_id,
        remarks.document_id,
        remarks.item_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        coalesce(scopes.organization_id, reports.organization_id) as organization_id,
        remarks.area,
        remarks.kind,
        remarks.text,
        {{ place_columns('remarks') }}
    from remarks
    inner join reports on remarks.document_id = reports.document_id
    left join scopes
        on remarks.document_id = scopes.document_id and remarks.scope_as_printed = scopes.scope_as_printed
)

select * from final
