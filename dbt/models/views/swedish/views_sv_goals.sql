select
    {{ view_organization_sv() }},
    {{ in_swedish('facts.level') }} as nivå,
    facts.number as nummer,
    facts.goal as mål,
    facts.parent_goal as överordnat_mål,
    facts.goal_text as måltext,
    facts.agenda_2030,
    {{ in_swedish('facts.assessment') }} as bedömning,
    facts.is_reached as är_uppnått,
    {{ in_swedish('facts.trend') }} as trend,
    facts.assessment_as_printed as tryckt_bedömning,
    {{ view_report_sv() }},
    {{ view_place_sv() }}
from {{ view_from_sv('views_goals') }}
