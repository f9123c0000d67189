with

words as (
    select map_from_entries(list((code, swedish))) as swedish
    from {{ ref('swedish_words') }}
)

select
    facts.municipality as kommun,
    facts.organization as organisation,
    {{ in_swedish('facts.organization_kind') }} as organisationstyp,
    facts.part_of as del_av,
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
    facts.report as rapport,
    {{ in_swedish('facts.report_type') }} as rapporttyp,
    facts.report_year as rapportår,
    facts.file_name as fil,
    facts.page as sida,
    facts.line_number as rad
from {{ ref('views_goals') }} as facts
cross join words
