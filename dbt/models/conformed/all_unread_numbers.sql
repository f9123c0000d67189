with

numbers as (
    select * from {{ source('staging', 'numbers') }}
    where role = 'unread'
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        numbers.number_id,
        numbers.document_id,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        numbers.token,
        numbers.context,
        {{ place_columns('numbers') }}
    from numbers
    inner join reports on numbers.document_id = reports.document_id
)

select * from final
