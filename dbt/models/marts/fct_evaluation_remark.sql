select {{ contract_columns() }}
from {{ ref('all_evaluation_remarks') }}
where is_current
