with

lines as (
    select
        figures.* exclude (measure, unit), -- noqa: RF02
        personnel.measure,
        personnel.unit,
        personnel.employment_type,
        personnel.sex,
        personnel.age_group,
        personnel.duration,
        personnel.base,
        personnel.occupation,
        personnel.variant,
        personnel.has_unit_of_measure,
        {{ period_key('figures') }} as period_key
    from {{ ref('personnel_figures') }} as personnel
    inner join {{ ref('all_figures') }} as figures on personnel.figure_id = figures.figure_id
),

{%- set whole = [
    'report_id', 'organization_id', 'measure', 'employment_type', 'sex', 'age_group', 'duration', 'base', 'scenario',
    'of_scenario', 'against_scenario', 'period_key'
] %}

-- Where a report prints the whole, its division by occupation or variant is the same employees again.
divided as (
    select
        *,
        bool_or(has_unit_of_measure and not is_missing and coalesce(occupation, variant) is null)
            over (partition by {{ whole | join(', ') }}) as has_whole
    from lines
),

eligible as (
    select
        *,
        has_unit_of_measure and (coalesce(occupation, variant) is null or not has_whole) as may_be_primary
    from divided
),

final as (
    select
        eligible.figure_id,
        eligible.report_id,
        eligible.file_name,
        eligible.organization_id,
        eligible.row_label,
        eligible.row_path,
        eligible.column_label,
        eligible.measure,
        eligible.employment_type,
        eligible.sex,
        eligible.age_group,
        eligible.duration,
        eligible.base,
        eligible.occupation,
        eligible.variant,
        eligible.scenario,
        eligible.of_scenario,
        eligible.against_scenario,
        eligible.year,
        eligible.period_start,
        eligible.period_end,
        eligible.period_type,
        eligible.period_as_printed,
        eligible.value,
        eligible.unit,
        eligible.aggregation_role,
        eligible.may_be_primary and row_number() over (
            partition by
                {{ whole | join(', ') }},
                eligible.occupation, eligible.variant, eligible.may_be_primary
            order by {{ primary_order('table_number') }}
        ) = 1 as is_primary,
        {{ evidence_columns('eligible') }},
        eligible.is_missing,
        eligible.is_preliminary,
        eligible.table_id,
        eligible.table_title,
        {{ place_columns('eligible') }}
    from eligible
)

select * from final
