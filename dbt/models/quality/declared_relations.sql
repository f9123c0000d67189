-- Declared relations; their terms are in declared_relation_terms.

select distinct
    relation_id,
    document_id,
    kind,
    form,
    axis,
    'expected' as expectation,
    cast(null as varchar) as reason,
    'meaning+arithmetic' as basis,
    stated_figure_id,
    table_id,
    case kind
        when 'row_formula' then 'a line item is the sum of its printed parts'
        else 'the figure is the difference of two others in its row'
    end as description
from {{ ref('declared_relation_terms') }}
