select {{ contract_columns() }}
from {{ ref('reports') }}
where is_current
