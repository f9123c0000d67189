select
    {{ view_organization_sv() }},
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
    {{ view_report_sv() }},
    {{ view_place_sv() }}
from {{ view_from_sv('views_claims') }}
