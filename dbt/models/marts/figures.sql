select {{ contract_columns() }}
from {{ ref('all_figures') }}
where is_current
