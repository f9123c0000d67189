with

lines as (
    select
        figures.* exclude (measure, aggregation_role), -- noqa: RF02
        amounts.row_is_measure,
        amounts.measure,
        amounts.sign_factor,
        roles.project_key,
        roles.project_status,
        roles.aggregation_role,
        roles.table_place,
        figures.aggregation_role as printed_role
    from {{ ref('investment_amounts') }} as amounts
    inner join {{ ref('all_figures') }} as figures on amounts.figure_id = figures.figure_id
    inner join {{ ref('investment_roles') }} as roles on amounts.figure_id = roles.figure_id
),

final as (
    select
        lines.figure_id,
        lines.report_id,
        lines.file_name,
        lines.organization_id,
        case when lines.row_is_measure then null else lines.row_label end as project,
        lines.row_path as project_path,
        lines.identifier as project_number,
        lines.project_status,
        lines.measure,
        lines.scenario,
        lines.of_scenario,
        lines.against_scenario,
        lines.budget_version,
        lines.year,
        lines.period_type,
        cast(lines.value_sek * lines.sign_factor as decimal(28, 2)) as amount_sek,
        lines.value,
        lines.unit,
        lines.aggregation_role,
        lines.printed_role,
        lines.measure != 'share' and row_number() over (
            partition by
                lines.report_id, lines.organization_id, lines.project_key, lines.measure, lines.scenario, lines.year
            order by {{ primary_order() }}
        ) = 1 as is_primary,
        lines.is_missing,
        lines.is_preliminary,
        lines.table_id,
        lines.table_title,
        {{ place_columns('lines') }}
    from lines
)

select * from final
