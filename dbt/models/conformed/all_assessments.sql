with

assessments as (
    select * from {{ source('staging', 'assessments') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('list_scopes') }}
),

final as (
    select
        {{ hashed(['reports.report_id', "'assessment'", 'assessments.assessment_number']) }} as assessment_id,
        assessments.document_id,
        assessments.assessment_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        coalesce(scopes.organization_id, reports.organization_id) as organization_id,
        assessments.subject_type,
        assessments.subject,
        assessments.goal_number,
        assessments.row_label,
        assessments.row_path,
        assessments.column_label,
        cast(coalesce(assessments.year, reports.year) as integer) as year,
        assessments.scenario,
        assessments.assessment,
        case
            when assessments.assessment = 'achieved' then true
            when assessments.assessment in ('high_degree', 'partly', 'on_track', 'not_achieved') then false
        end as is_reached,
        assessments.trend,
        assessments.as_printed,
        {{ place_columns('assessments') }}
    from assessments
    inner join reports on assessments.document_id = reports.document_id
    left join scopes
        on assessments.document_id = scopes.document_id and assessments.scope_as_printed = scopes.scope_as_printed
)

select * from final
