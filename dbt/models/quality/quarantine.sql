-- Files that could not be read, with the reason; the file itself is untouched.

select
    file_name,
    document_id,
    reason,
    detail,
    first_seen_at
from {{ ref('document_ledger') }}
where status = 'quarantined'
