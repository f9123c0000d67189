select {{ contract_columns() }}
from {{ ref('all_unread_numbers') }}
where is_current
