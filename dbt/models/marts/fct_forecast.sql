with

figures as (
    select * from {{ ref('all_figures') }}
    where domain = 'forecast' and is_current
),

labels as (
    select * from {{ ref('line_item_labels') }}
),

final as (
    select
        figures.figure_id,
        figures.report_id,
        figures.file_name,
        figures.organization_id,
        case when labels.line_item is null then figures.row_label end as occasion,
        labels.line_item,
        figures.row_label,
        figures.row_path,
        figures.column_label,
        figures.scenario,
        figures.of_scenario,
        figures.against_scenario,
        figures.year,
        figures.value,
        figures.unit,
        figures.value_sek as amount_sek,
        figures.deviation_sign,
        figures.is_missing,
        figures.table_id,
        figures.table_title,
        {{ place_columns('figures') }}
    from figures
    left join labels on figures.label_key = labels.label_key
)

select * from final
