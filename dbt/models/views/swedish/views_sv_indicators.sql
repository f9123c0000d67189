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
    facts.goal as mål,
    facts.indicator as indikator,
    facts.kolada_id,
    {{ in_swedish('facts.better') }} as bättre_är,
    {{ in_swedish('facts.scenario') }} as utfall_eller_mål,
    facts.year as år,
    {{ in_swedish('facts.period_type') }} as periodtyp,
    facts.period_start as period_från,
    facts.period_end as period_till,
    facts.value as värde,
    {{ in_swedish('facts.unit') }} as enhet,
    {{ in_swedish('facts.target_operator') }} as målvillkor,
    facts.is_inferred as är_antagen,
    facts.is_missing as saknas,
    facts.report as rapport,
    {{ in_swedish('facts.report_type') }} as rapporttyp,
    facts.report_year as rapportår,
    facts.table_title as tabell,
    facts.row_label as radrubrik,
    facts.column_label as kolumnrubrik,
    facts.value_as_printed as tryckt_värde,
    facts.file_name as fil,
    facts.page as sida,
    facts.line_number as rad
from {{ ref('views_indicators') }} as facts
cross join words
