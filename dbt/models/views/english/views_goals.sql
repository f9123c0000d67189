select
    reports.municipality,
    organizations.name as organization,
    organizations.kind as organization_kind,
    organizations.parent as part_of,
    facts.level,
    facts.number,
    facts.name as goal,
    parents.name as parent_goal,
    facts.text as goal_text,
    facts.agenda_2030,
    facts.assessment,
    facts.is_reached,
    facts.trend,
    facts.assessment_as_printed,
    reports.title as report,
    reports.report_type,
    reports.year as report_year,
    facts.file_name,
    coalesce(facts.page_label, cast(facts.page_number as varchar)) as page,
    facts.line_number
from {{ ref('fct_goal') }} as facts
inner join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
left join {{ ref('dim_organization') }} as organizations on facts.organization_id = organizations.organization_id
left join {{ ref('fct_goal') }} as parents on facts.parent_goal_id = parents.goal_id
