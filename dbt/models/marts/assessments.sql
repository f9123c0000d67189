with

assessments as (
    select * from {{ ref('all_assessments') }}
    where is_current
),

goals as (
    select * from {{ ref('all_goals') }}
),

indicators as (
    select
        document_id,
        label_key,
        min(indicator_id) as indicator_id
    from {{ ref('indicator_figures') }}
    group by document_id, label_key
),

assignments as (
    select
        document_id,
        {{ normalized_label('text') }} as text_key,
        arg_min(assignment_id, item_number) as assignment_id
    from {{ ref('all_assignments') }}
    group by all
),

controls as (
    select
        document_id,
        {{ normalized_label('risk') }} as risk_key,
        arg_min(control_id, item_number) as control_id
    from {{ ref('all_internal_controls') }}
    group by all
),

final as (
    select
        assessments.assessment_id,
        assessments.report_id,
        assessments.file_name,
        assessments.organization_id,
        assessments.subject_type,
        assessments.subject,
        case assessments.subject_type
            when 'indicator' then indicators.indicator_id
            when 'assignment' then assignments.assignment_id
            when 'control' then controls.control_id
            else goals.goal_id
        end as subject_id,
        goals.goal_id,
        assessments.row_label,
        assessments.row_path,
        assessments.column_label,
        assessments.year,
        assessments.scenario,
        assessments.assessment,
        assessments.is_reached,
        assessments.trend,
        assessments.as_printed,
        {{ place_columns('assessments') }}
    from assessments
    left join goals
        on assessments.document_id = goals.document_id and assessments.goal_number = goals.goal_number
    left join indicators
        on
            assessments.document_id = indicators.document_id
            and {{ normalized_label('assessments.subject') }} = indicators.label_key
    left join assignments
        on
            assessments.document_id = assignments.document_id
            and {{ normalized_label('assessments.subject') }} = assignments.text_key
    left join controls
        on
            assessments.document_id = controls.document_id
            and {{ normalized_label('assessments.subject') }} = controls.risk_key
)

select * from final
