{{ config(alias='dim_report') }}

with

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        report_id,
        document_id,
        file_name,
        municipality_code,
        municipality,
        municipality_as_printed,
        organization_id,
        board,
        board_as_printed,
        report_type,
        year,
        period,
        title,
        document_status,
        case_number,
        pages,
        producer,
        reader,
        share_read,
        is_partial,
        not_told,
        revision,
        is_current,
        first_seen_at
    from reports
)

select * from final
