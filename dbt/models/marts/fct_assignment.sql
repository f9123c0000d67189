select {{ contract_columns() }}
from {{ ref('all_assignments') }}
where is_current
