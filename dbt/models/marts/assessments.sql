with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

printed as (
    select * from {{ source('staging', 'assessments') }}
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
        min(item_number) as item_number
    from {{ source('staging', 'assignments') }}
    group by all
),

controls as (
    select
        document_id,
        {{ normalized_label('risk') }} as risk_key,
        min(item_number) as item_number
    from {{ source('staging', 'internal_controls') }}
    group by all
),

final as (
    select
        {{ hashed(['reports.report_id', "'assessment'", 'printed.assessment_number']) }} as assessment_id,
        reports.report_id,
        reports.file_name,
        reports.organization_id,
        printed.subject_type,
        printed.subject,
        case
            when printed.goal_number is not null and printed.subject_type not in ('indicator', 'assignment', 'control')
                then goals.goal_id
            when printed.subject_type = 'indicator' then indicators.indicator_id
            when printed.subject_type = 'assignment'
                then {{ item_key('reports.report_id', 'assignment', 'assignments.item_number') }}
            when printed.subject_type = 'control'
                then {{ item_key('reports.report_id', 'control', 'controls.item_number') }}
        end as subject_id,
        goals.goal_id,
        printed.row_label,
        printed.row_path,
        printed.column_label,
        cast(coalesce(printed.year, reports.year) as integer) as year,
        printed.scenario,
        printed.assessment,
        case
            when printed.assessment = 'achieved' then true
            when printed.assessment in ('high_degree', 'partly', 'on_track', 'not_achieved') then false
        end as is_reached,
        printed.trend,
        printed.as_printed,
        {{ place_columns('printed') }}
    from printed
    inner join reports on printed.document_id = reports.document_id
    left join goals on printed.document_id = goals.document_id and printed.goal_number = goals.goal_number
    left join indicators
        on
            printed.document_id = indicators.document_id
            and {{ normalized_label('printed.subject') }} = indicators.label_key
    left join assignments
        on
            printed.document_id = assignments.document_id
            and {{ normalized_label('printed.subject') }} = assignments.text_key
    left join controls
        on
            printed.document_id = controls.document_id
            and {{ normalized_label('printed.subject') }} = controls.risk_key
)

select * from final
