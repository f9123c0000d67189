select
    reports.municipality,
    organizations.name as organization,
    organizations.kind as organization_kind,
    organizations.parent as part_of,
    goals.name as goal,
    indicators.name as indicator,
    indicators.kolada_id,
    indicators.better,
    facts.scenario,
    facts.year,
    facts.period_type,
    facts.period_start,
    facts.period_end,
    facts.value,
    facts.unit,
    facts.target_operator,
    facts.is_inferred,
    facts.is_missing,
    reports.title as report,
    reports.report_type,
    reports.year as report_year,
    figures.table_title,
    facts.row_label,
    figures.column_label,
    figures.value_as_printed,
    facts.file_name,
    coalesce(facts.page_label, cast(facts.page_number as varchar)) as page,
    facts.line_number
from {{ ref('fct_indicator') }} as facts
inner join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
left join {{ ref('dim_organization') }} as organizations on facts.organization_id = organizations.organization_id
inner join {{ ref('figures') }} as figures on facts.figure_id = figures.figure_id
left join {{ ref('dim_indicator') }} as indicators on facts.indicator_id = indicators.indicator_id
left join {{ ref('fct_goal') }} as goals on facts.goal_id = goals.goal_id
