with

terms as (
    select * from {{ source('staging', 'relation_terms') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        terms.relation_id,
        terms.term_number,
        terms.document_id,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        terms.role,
        terms.weight,
        terms.figure_id,
        terms.claim_id,
        terms.value,
        terms.unit
    from terms
    inner join reports on terms.document_id = reports.document_id
)

select * from final
