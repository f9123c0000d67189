with

figures as (
    select
        figures.*,
        indicator_figures.indicator_id,
        indicator_figures.goal_number,
        indicator_figures.goal_source
    from {{ ref('indicator_figures') }} as indicator_figures
    inner join {{ ref('all_figures') }} as figures on indicator_figures.figure_id = figures.figure_id
),

goals as (
    select * from {{ ref('all_goals') }}
),

final as (
    select
        figures.figure_id,
        figures.report_id,
        figures.file_name,
        figures.organization_id,
        goals.goal_id,
        figures.goal_source,
        figures.indicator_id,
        figures.row_label,
        figures.row_path,
        figures.column_label,
        figures.scenario,
        figures.year,
        figures.period_start,
        figures.period_end,
        figures.period_type,
        figures.period_as_printed,
        figures.value,
        figures.unit,
        figures.target_operator,
        {{ evidence_columns('figures') }},
        figures.is_missing,
        figures.is_preliminary,
        figures.table_id,
        {{ place_columns('figures') }}
    from figures
    left join goals on figures.document_id = goals.document_id and figures.goal_number = goals.goal_number
)

select * from final
