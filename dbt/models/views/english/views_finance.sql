select
    reports.municipality,
    organizations.name as organization,
    organizations.kind as organization_kind,
    organizations.parent as part_of,
    facts.line_item,
    line_items.name as line_item_name,
    facts.account_group,
    facts.measure,
    facts.scenario,
    facts.of_scenario,
    facts.against_scenario,
    facts.budget_version,
    facts.year,
    facts.period_type,
    facts.period_start,
    facts.period_end,
    facts.amount_sek,
    facts.value,
    facts.unit,
    facts.is_primary,
    facts.is_inferred,
    facts.aggregation_role,
    facts.is_missing,
    reports.title as report,
    reports.report_type,
    reports.year as report_year,
    facts.table_title,
    facts.row_label,
    figures.column_label,
    figures.value_as_printed,
    facts.file_name,
    coalesce(facts.page_label, cast(facts.page_number as varchar)) as page,
    facts.line_number
from {{ ref('fct_finance') }} as facts
inner join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
left join {{ ref('dim_organization') }} as organizations on facts.organization_id = organizations.organization_id
inner join {{ ref('figures') }} as figures on facts.figure_id = figures.figure_id
left join {{ ref('dim_line_item') }} as line_items on facts.line_item = line_items.line_item
