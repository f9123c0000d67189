select {{ contract_columns() }}
from {{ ref('all_pictures') }}
where is_current and text_source = 'unread'
