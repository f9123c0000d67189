-- Printed numbers that reading gave no role: they are not figures and nothing else either.

select
    numbers.number_id,
    reports.report_id,
    numbers.document_id,
    reports.file_name,
    numbers.token,
    numbers.context,
    numbers.page_number,
    numbers.page_label,
    numbers.line_number,
    numbers.char_start,
    numbers.char_end,
    numbers.x0,
    numbers.top,
    numbers.x1,
    numbers.bottom
from {{ source('staging', 'numbers') }} as numbers
inner join {{ ref('dim_report') }} as reports on numbers.document_id = reports.document_id
where numbers.role = 'unread'
