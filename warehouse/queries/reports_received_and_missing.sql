-- Which reports have come, and which are late, missing or unreadable?
-- One row per municipality, board, type of report and period.
select
    municipality,
    board,
    report_type,
    period,
    expected_by,
    due_on,
    status,
    file_name
from marts.coverage
order by status = 'received', municipality, board, report_type, period, file_name;
