with

pictures as (
    select * from {{ source('staging', 'pictures') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        pictures.document_id || ':' || pictures.picture_number as picture_id,
        reports.report_id,
        pictures.document_id,
        reports.file_name,
        reports.is_current,
        pictures.page_number,
        pictures.line_number,
        pictures.x0,
        pictures.top,
        pictures.x1,
        pictures.bottom,
        pictures.text_source
    from pictures
    inner join reports on pictures.document_id = reports.document_id
)

select * from final
