select
    figure_id,
    row_label
from {{ ref('fct_finance') }}
where is_primary and line_item is null
