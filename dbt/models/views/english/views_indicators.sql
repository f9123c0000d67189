select
    {{ view_organization() }},
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
    {{ view_print(table='figures') }}
from {{ view_from('fct_indicator') }}
inner join {{ ref('figures') }} as figures on facts.figure_id = figures.figure_id
left join {{ ref('dim_indicator') }} as indicators on facts.indicator_id = indicators.indicator_id
left join {{ ref('fct_goal') }} as goals on facts.goal_id = goals.goal_id
