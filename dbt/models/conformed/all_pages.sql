with

pages as (
    select * from {{ source('staging', 'pages') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        pages.document_id,
        pages.page_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        pages.page_label,
        pages.text_source
    from pages
    inner join reports on pages.document_id = reports.document_id
)

select * from final
