select {{ contract_columns() }}
from {{ ref('municipalities') }}
