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
    facts.quote as citat,
    facts.value_as_printed as tryckt_värde,
    facts.value as värde,
    {{ in_swedish('facts.unit') }} as enhet,
    facts.year as år,
    {{ in_swedish('facts.kind') }} as slag,
    {{ in_swedish('facts.direction') }} as riktning,
    facts.subject as ämne,
    {{ in_swedish('facts.link_status') }} as stämmer,
    facts.figure_row as tabellrad,
    facts.figure_column as tabellkolumn,
    facts.figure_value as tabellvärde,
    facts.figure_unit as tabellenhet,
    facts.report as rapport,
    {{ in_swedish('facts.report_type') }} as rapporttyp,
    facts.report_year as rapportår,
    facts.file_name as fil,
    facts.page as sida,
    facts.line_number as rad
from {{ ref('views_claims') }} as facts
cross join words
