with

assignments as (
    select * from {{ source('staging', 'assignments') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('list_scopes') }}
),

statuses as (
    select * from {{ ref('assignment_statuses') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'assignment', 'assignments.item_number') }} as assignment_id,
        assignments.document_id,
        assignments.item_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        coalesce(scopes.organization_id, reports.organization_id) as organization_id,
        assignments.section,
        assignments.text,
        coalesce(statuses.status, 'unknown') as status,
        assignments.status_as_printed,
        assignments.comment,
        {{ place_columns('assignments') }}
    from assignments
    inner join reports on assignments.document_id = reports.document_id
    left join scopes
        on assignments.document_id = scopes.document_id and assignments.scope_as_printed = scopes.scope_as_printed
    left join statuses on {{ normalized_label('assignments.status_as_printed') }} = statuses.alias
)

select * from final
