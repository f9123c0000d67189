with

alternatives as (
    select * from {{ source('staging', 'alternatives') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        alternatives.alternative_id,
        alternatives.figure_id,
        alternatives.document_id,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        alternatives.kind,
        alternatives.value,
        alternatives.unit,
        alternatives.evidence,
        alternatives.is_chosen
    from alternatives
    inner join reports on alternatives.document_id = reports.document_id
)

select * from final
