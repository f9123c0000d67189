with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

goals as (
    select * from {{ ref('all_goals') }}
    where is_current
),

-- Of several verdicts on a goal, the first one printed for the report's own year is used.
verdicts as (
    select
        assessments.goal_id,
        assessments.assessment,
        assessments.is_reached,
        assessments.as_printed
    from {{ ref('assessments') }} as assessments
    inner join reports on assessments.report_id = reports.report_id
    where
        assessments.subject_id = assessments.goal_id
        and assessments.assessment is not null
    qualify
        row_number() over (
            partition by assessments.goal_id
            order by
                assessments.assessment = 'unknown', assessments.year is distinct from reports.year,
                assessments.page_number, assessments.line_number, assessments.assessment_id
        ) = 1
),

trends as (
    select
        goal_id,
        trend
    from {{ ref('assessments') }}
    where subject_id = goal_id and trend is not null
    qualify row_number() over (partition by goal_id order by page_number, line_number, assessment_id) = 1
),

final as (
    select
        goals.goal_id,
        goals.report_id,
        goals.file_name,
        goals.organization_id,
        goals.parent_goal_id,
        goals.level,
        goals.level_as_printed,
        goals.number,
        goals.name,
        goals.formulation,
        goals.text,
        goals.agenda_2030,
        coalesce(verdicts.assessment, 'unknown') as assessment,
        verdicts.is_reached,
        trends.trend,
        verdicts.as_printed as assessment_as_printed,
        {{ place_columns('goals') }}
    from goals
    left join verdicts on goals.goal_id = verdicts.goal_id
    left join trends on goals.goal_id = trends.goal_id
)

select * from final
