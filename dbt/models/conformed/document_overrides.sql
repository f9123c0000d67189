with

overrides as (
    select * from {{ source('state', 'report_overrides') }}
),

final as (
    select
        document_id,
        max(value) filter (where field in ('municipality', 'municipality_code')) as municipality,
        max(value) filter (where field = 'board') as board,
        max(value) filter (where field = 'report_type') as report_type,
        max(try_cast(value as integer)) filter (where field = 'year') as year,
        max(try_cast(value as integer)) filter (where field = 'period_end_month') as period_end_month,
        max(value) filter (where field = 'title') as title,
        max(value) filter (where field = 'document_status') as document_status,
        max(value) filter (where field = 'case_number') as case_number
    from overrides
    group by document_id
)

select * from final
