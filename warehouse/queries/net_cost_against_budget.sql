-- What did each board cost, against its budget, year by year, in kronor?
-- Costs are negative; a deviation is positive when better than budget. A part of a year is a line of its own.
-- Parts of a board are left out.
select
    reports.municipality,
    boards.name as board,
    finance.year,
    finance.period_type as period,
    reports.year as reported_in,
    max(finance.amount_sek) filter (where finance.scenario = 'budget') as budget_sek,
    max(finance.amount_sek) filter (where finance.scenario = 'forecast') as forecast_sek,
    max(finance.amount_sek) filter (where finance.scenario = 'actual') as actual_sek,
    actual_sek - budget_sek as deviation_sek
from marts.fct_finance as finance
inner join marts.dim_report as reports on finance.report_id = reports.report_id
inner join marts.dim_organization as boards
    on finance.organization_id = boards.organization_id and boards.kind = 'board'
where
    finance.line_item = 'net_cost' and finance.measure = 'net_cost' and finance.is_primary
    and finance.scenario in ('budget', 'forecast', 'actual') and finance.amount_sek is not null
group by all
order by all;
