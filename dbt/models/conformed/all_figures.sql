with

unresolved_years as (
    select distinct figure_id
    from {{ source('staging', 'unresolved') }}
    where attribute = 'year'
),

figures as (
    select
        *,
        -- Not where a period of no single year is printed for the figure, or contradictory years.
        year is null and period_start is null and period_end is null
        and figure_id not in (select unresolved_years.figure_id from unresolved_years) as takes_report_year
    from {{ source('staging', 'figures') }}
),

-- Each label once: an archive prints the same ones again and again.
labels as (
    select
        row_label,
        {{ normalized_label('row_label') }} as label_key
    from (select distinct row_label from {{ source('staging', 'figures') }}) as distinct_labels
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('figure_scopes') }}
),

tables as (
    select
        document_id,
        table_id,
        deviation_sign
    from {{ source('staging', 'tables') }}
),

shapes as (
    select * from {{ ref('table_shapes') }}
),

line_items as (
    select label_key from {{ ref('line_item_labels') }}
),

units as (
    select * from {{ ref('units') }}
),

final as (
    select
        figures.figure_id,
        figures.document_id,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        reports.municipality_code,
        figures.domain,
        figures.table_title,
        figures.section,
        figures.row_label,
        figures.row_path,
        figures.column_label,
        labels.label_key,
        line_items.label_key is not null as is_line_item,
        shapes.shape as table_shape,
        tables.deviation_sign,
        figures.identifier,
        figures.measure,
        figures.measure_source,
        figures.scenario,
        figures.scenario_source,
        figures.of_scenario,
        figures.against_scenario,
        figures.budget_version,
        cast(case when figures.takes_report_year then reports.year else figures.year end as integer) as year,
        case
            when not figures.takes_report_year then figures.year_source
            when reports.year is not null then 'report'
        end as year_source,
        try_cast(figures.period_start as date) as period_start,
        try_cast(figures.period_end as date) as period_end,
        figures.period_type,
        figures.period_as_printed,
        cast(figures.value as decimal(28, 6)) as value,
        figures.unit,
        figures.unit_source,
        units.kind as unit_kind,
        cast(
            cast(figures.value as decimal(27, 6)) * cast(units.sek_factor as decimal(10, 0)) as decimal(28, 2)
        ) as value_sek,
        cast(figures.half_unit as decimal(28, 6)) as half_unit,
        cast(figures.decimals as integer) as decimals,
        figures.value_as_printed,
        figures.is_missing,
        figures.is_preliminary,
        figures.target_operator,
        figures.footnote,
        figures.aggregation_role,
        scopes.organization_name,
        scopes.organization_kind,
        scopes.organization_id,
        scopes.owner_id,
        scopes.entity_id,
        scopes.organization_source,
        figures.scope_as_printed,
        scopes.organization_source as scope_source,
        figures.scope_source as printed_scope_source,
        figures.repair,
        figures.text_source,
        {{ place_columns('figures') }},
        figures.table_id,
        figures.table_number,
        figures.row_number,
        figures.column_number
    from figures
    inner join reports on figures.document_id = reports.document_id
    inner join scopes on figures.figure_id = scopes.figure_id
    left join labels on figures.row_label = labels.row_label
    left join tables on figures.document_id = tables.document_id and figures.table_id = tables.table_id
    left join shapes on figures.document_id = shapes.document_id and figures.table_id = shapes.table_id
    left join line_items on labels.label_key = line_items.label_key
    left join units on lower(figures.unit) = lower(units.unit)
)

select
    *,
    coalesce('prior' in (unit_source, scenario_source, year_source, organization_source), false) as is_inferred
from final
