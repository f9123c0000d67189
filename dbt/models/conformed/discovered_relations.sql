with

relations as (
    select * from {{ source('staging', 'relations') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        relations.relation_id,
        relations.document_id,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        relations.kind,
        relations.form,
        relations.axis,
        relations.expectation,
        relations.reason,
        relations.basis,
        relations.stated_figure_id,
        relations.table_id,
        relations.description,
        relations.confidence
    from relations
    inner join reports on relations.document_id = reports.document_id
)

select * from final
