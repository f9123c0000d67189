select {{ contract_columns() }}
from {{ ref('all_contract_reviews') }}
where is_current
