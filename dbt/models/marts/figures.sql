with

figures as (
    select * from {{ ref('all_figures') }}
),

final as (
    select
        figure_id,
        report_id,
        file_name,
        domain,
        table_title,
        section,
        row_label,
        row_path,
        column_label,
        identifier,
        measure,
        scenario,
        of_scenario,
        against_scenario,
        budget_version,
        year,
        year_source,
        period_start,
        period_end,
        period_type,
        period_as_printed,
        value,
        unit,
        value_sek,
        decimals,
        half_unit,
        value_as_printed,
        is_missing,
        is_preliminary,
        target_operator,
        footnote,
        organization_id,
        scope_as_printed,
        scope_source,
        repair,
        text_source,
        aggregation_role,
        page_number,
        page_label,
        line_number,
        char_start,
        char_end,
        x0,
        top,
        x1,
        bottom,
        table_id,
        table_number,
        row_number,
        column_number
    from figures
    where is_current
)

select * from final
