with

lines as (
    select
        figures.* exclude (  -- noqa: RF02
            measure, aggregation_role, scenario, of_scenario, against_scenario, -- noqa: RF02
            budget_version, year, year_source
        ),
        {{ conformed_scenario('figures.scenario') }} as scenario,
        {{ conformed_scenario('figures.of_scenario') }} as of_scenario,
        {{ conformed_scenario('figures.against_scenario') }} as against_scenario,
        nullif(versions.version, 'change') as budget_version,
        versions.newest,
        -- What is accumulated over several years has a year only where one is printed for it.
        case
            when
                amounts.measure not in ('accumulated', 'estimated_total')
                or figures.year_source in ('cell', 'row', 'column')
                then figures.year
        end as year,
        case
            when
                amounts.measure not in ('accumulated', 'estimated_total')
                or figures.year_source in ('cell', 'row', 'column')
                then figures.year_source
        end as year_source,
        {{ period_key('figures') }} as period_key,
        amounts.measure,
        amounts.sign_factor,
        roles.project,
        roles.project_key,
        roles.project_status,
        roles.aggregation_role,
        roles.table_place,
        figures.aggregation_role as printed_role
    from {{ ref('investment_amounts') }} as amounts
    inner join {{ ref('all_figures') }} as figures on amounts.figure_id = figures.figure_id
    inner join {{ ref('investment_roles') }} as roles on amounts.figure_id = roles.figure_id
    left join {{ ref('figure_versions') }} as versions on amounts.figure_id = versions.figure_id
),

final as (
    select
        lines.figure_id,
        lines.report_id,
        lines.file_name,
        lines.organization_id,
        lines.project,
        lines.row_label,
        lines.row_path as project_path,
        lines.identifier as project_number,
        lines.project_status,
        lines.measure,
        lines.scenario,
        lines.of_scenario,
        lines.against_scenario,
        lines.budget_version,
        lines.year,
        lines.period_start,
        lines.period_end,
        lines.period_type,
        cast(lines.value_sek * lines.sign_factor as decimal(28, 2)) as amount_sek,
        lines.value,
        lines.unit,
        lines.aggregation_role,
        lines.printed_role,
        lines.measure not in ('share', 'unspecified') and row_number() over (
            partition by
                lines.report_id, lines.organization_id, lines.project_key, lines.measure, lines.scenario,
                lines.of_scenario, lines.against_scenario, lines.period_key
            order by {{ primary_order(newest='newest') }}
        ) = 1 as is_primary,
        {{ evidence_columns('lines') }},
        lines.is_missing,
        lines.is_preliminary,
        lines.table_id,
        lines.table_title,
        {{ place_columns('lines') }}
    from lines
)

select * from final
