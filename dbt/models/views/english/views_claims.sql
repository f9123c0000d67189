select
    {{ view_organization() }},
    facts.quote,
    facts.value_as_printed,
    facts.value,
    facts.unit,
    facts.year,
    facts.kind,
    facts.direction,
    facts.subject,
    facts.link_status,
    figures.row_label as figure_row,
    figures.column_label as figure_column,
    figures.value as figure_value,
    figures.unit as figure_unit,
    {{ view_report() }},
    {{ view_place() }}
from {{ view_from('fct_claim') }}
left join {{ ref('figures') }} as figures on facts.figure_id = figures.figure_id
