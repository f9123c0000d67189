select
    reports.municipality,
    organizations.name as organization,
    organizations.kind as organization_kind,
    organizations.parent as part_of,
    facts.quote,
    facts.value_as_printed,
    facts.value,
    facts.unit,
    facts.year,
    facts.kind,
    facts.direction,
    facts.subject,
    facts.link_status,
    figures.row_label as figure_row,
    figures.column_label as figure_column,
    figures.value as figure_value,
    figures.unit as figure_unit,
    reports.title as report,
    reports.report_type,
    reports.year as report_year,
    facts.file_name,
    coalesce(facts.page_label, cast(facts.page_number as varchar)) as page,
    facts.line_number
from {{ ref('fct_claim') }} as facts
inner join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
left join {{ ref('dim_organization') }} as organizations on facts.organization_id = organizations.organization_id
left join {{ ref('figures') }} as figures on facts.figure_id = figures.figure_id
