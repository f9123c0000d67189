with

lines as (
    select
        figures.* exclude (  -- noqa: RF02
            measure, aggregation_role, scenario, of_scenario, against_scenario, budget_version -- noqa: RF02
        ),
        {{ conformed_scenario('figures.scenario') }} as scenario,
        {{ conformed_scenario('figures.of_scenario') }} as of_scenario,
        {{ conformed_scenario('figures.against_scenario') }} as against_scenario,
        {{ period_key('figures') }} as period_key,
        nullif(versions.version, 'change') as budget_version,
        versions.newest,
        amounts.line_item,
        amounts.account_group,
        amounts.measure,
        amounts.sign_convention,
        amounts.sign_factor,
        roles.aggregation_role,
        roles.table_place,
        figures.aggregation_role as printed_role,
        amounts.line_item is not null and amounts.measure != 'share' as may_be_primary
    from {{ ref('finance_amounts') }} as amounts
    inner join {{ ref('all_figures') }} as figures on amounts.figure_id = figures.figure_id
    inner join {{ ref('finance_roles') }} as roles on amounts.figure_id = roles.figure_id
    left join {{ ref('figure_versions') }} as versions on amounts.figure_id = versions.figure_id
    where
        figures.scenario not in ('deviation', 'change') or figures.scenario is null
        or not {{ concerns_forecast('figures') }}
),

activities as (
    select * from {{ ref('activities') }}
),

final as (
    select
        lines.figure_id,
        lines.report_id,
        lines.file_name,
        lines.organization_id,
        lines.account_group,
        case
            when lines.scope_source = 'row' then lines.row_label
            when lines.organization_kind = 'unit' then lines.organization_name
        end as appropriation_level,
        activities.activity,
        lines.line_item,
        lines.row_label,
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
        lines.sign_convention,
        lines.aggregation_role,
        lines.printed_role,
        lines.may_be_primary and row_number() over (
            partition by
                lines.report_id, lines.organization_id, lines.line_item, lines.measure, lines.scenario,
                lines.of_scenario, lines.against_scenario, lines.period_key, lines.may_be_primary
            order by {{ primary_order(newest='newest') }}
        ) = 1 as is_primary,
        {{ evidence_columns('lines') }},
        lines.is_missing,
        lines.is_preliminary,
        lines.table_id,
        lines.table_title,
        {{ place_columns('lines') }}
    from lines
    left join activities
        on
            activities.alias = case
                when lines.scope_source = 'row' then lines.label_key
                when lines.organization_kind = 'unit' then {{ normalized_label('lines.organization_name') }}
            end
)

select * from final
