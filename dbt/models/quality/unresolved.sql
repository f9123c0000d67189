select {{ contract_columns() }}
from {{ ref('all_unresolved') }}
where is_current
