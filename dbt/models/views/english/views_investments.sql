select
    {{ view_organization() }},
    facts.project,
    facts.project_number,
    facts.project_status,
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
    {{ view_print() }}
from {{ view_from('fct_investment') }}
inner join {{ ref('figures') }} as figures on facts.figure_id = figures.figure_id
