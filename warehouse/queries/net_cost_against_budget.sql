-- What did each board cost, against its budget, year by year, in kronor?
-- Costs are negative; a deviation is positive when better than budget. Parts of a board are left out.
select
    reports.municipality,
    reports.board,
    finance.year,
    reports.year as reported_in,
    max(finance.amount_sek) filter (where finance.scenario = 'budget') as budget_sek,
    max(finance.amount_sek) filter (where finance.scenario = 'forecast') as forecast_sek,
    max(finance.amount_sek) filter (where finance.scenario = 'actual') as actual_sek,
    actual_sek - budget_sek as deviation_sek
from marts.fct_finance as finance
inner join marts.dim_report as reports
    on finance.report_id = reports.report_id and finance.organization_id = reports.organization_id
where finance.line_item = 'net_cost' and finance.measure = 'net_cost' and finance.is_primary
group by all
order by all;
