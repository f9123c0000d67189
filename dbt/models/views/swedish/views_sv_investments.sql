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
    facts.project as projekt,
    facts.project_number as projektnummer,
    {{ in_swedish('facts.project_status') }} as projektstatus,
    {{ in_swedish('facts.measure') }} as mått,
    {{ in_swedish('facts.scenario') }} as utfall_eller_budget,
    {{ in_swedish('facts.of_scenario') }} as avvikelse_av,
    {{ in_swedish('facts.against_scenario') }} as avvikelse_mot,
    {{ in_swedish('facts.budget_version') }} as budgetversion,
    facts.year as år,
    {{ in_swedish('facts.period_type') }} as periodtyp,
    facts.period_start as period_från,
    facts.period_end as period_till,
    facts.amount_sek as belopp_kronor,
    facts.value as värde,
    {{ in_swedish('facts.unit') }} as enhet,
    facts.is_primary as är_primär,
    facts.is_inferred as är_antagen,
    {{ in_swedish('facts.aggregation_role') }} as summeringsroll,
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
from {{ ref('views_investments') }} as facts
cross join words
