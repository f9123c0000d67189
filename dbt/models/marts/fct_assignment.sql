with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

assignments as (
    select
        *,
        {{ normalized_label('status_as_printed') }} as status_key
    from {{ source('staging', 'assignments') }}
),

statuses as (
    select * from {{ ref('assignment_statuses') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'assignment', 'assignments.item_number') }} as assignment_id,
        reports.report_id,
        reports.file_name,
        reports.organization_id,
        assignments.section,
        assignments.text,
        coalesce(statuses.status, 'unknown') as status,
        assignments.status_as_printed,
        assignments.comment,
        {{ place_columns('assignments') }}
    from assignments
    inner join reports on assignments.document_id = reports.document_id
    left join statuses on assignments.status_key = statuses.alias
)

select * from final
