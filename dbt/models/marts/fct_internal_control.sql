select {{ contract_columns() }}
from {{ ref('all_internal_controls') }}
where is_current
