{{ config(alias='dim_report') }}

with

reports as (
    select
        documents.*,
        readings.share_resolved,
        readings.is_partial,
        readings.partial_reasons
    from {{ ref('reports') }} as documents
    inner join {{ ref('report_readings') }} as readings on documents.document_id = readings.document_id
)

select {{ contract_columns() }}
from reports
