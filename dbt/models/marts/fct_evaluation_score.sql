with

figures as (
    select * from {{ ref('all_figures') }}
    where domain = 'score' and is_current
),

final as (
    select
        figures.figure_id,
        figures.report_id,
        figures.file_name,
        figures.organization_id,
        case
            when contains(figures.row_path, ' > ') then list_extract(string_split(figures.row_path, ' > '), 1)
            else nullif(figures.table_title, '')
        end as area,
        figures.identifier as question_number,
        figures.row_label as question,
        figures.column_label,
        figures.measure,
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
