-- Where on the page is a number?
-- Here: the net cost of each board in the year reported.
-- The box is in PDF points from the upper left corner of the page; a text file has line and characters.
select
    reports.municipality,
    boards.name as board,
    finance.scenario,
    finance.amount_sek,
    figures.value_as_printed as printed,
    figures.unit,
    figures.file_name,
    figures.page_number as page,
    figures.line_number as line,
    format('{:.0f},{:.0f}-{:.0f},{:.0f}', figures.x0, figures.top, figures.x1, figures.bottom) as box,
    figures.row_label || ' / ' || figures.column_label as cell
from marts.fct_finance as finance
inner join marts.figures as figures on finance.figure_id = figures.figure_id
inner join marts.dim_report as reports on finance.report_id = reports.report_id and finance.year = reports.year
inner join marts.dim_organization as boards
    on finance.organization_id = boards.organization_id and boards.kind = 'board'
where
    finance.line_item = 'net_cost' and finance.measure = 'net_cost' and finance.scenario in ('actual', 'budget')
    and finance.is_primary
order by reports.municipality, board, finance.scenario, figures.file_name;
