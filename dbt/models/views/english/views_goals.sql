select
    {{ view_organization() }},
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
    {{ view_report() }},
    {{ view_place() }}
from {{ view_from('fct_goal') }}
left join {{ ref('fct_goal') }} as parents on facts.parent_goal_id = parents.goal_id
