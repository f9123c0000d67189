with

figures as (
    select * from {{ ref('all_figures') }}
    where domain = 'feedback' and is_current
),

final as (
    select
        figures.figure_id,
        figures.report_id,
        figures.file_name,
        figures.organization_id,
        figures.row_label as category,
        figures.row_path,
        figures.column_label,
        figures.scenario,
        figures.year,
        figures.value,
        figures.unit,
        figures.aggregation_role,
        figures.is_missing,
        figures.table_id,
        {{ place_columns('figures') }}
    from figures
)

select * from final
