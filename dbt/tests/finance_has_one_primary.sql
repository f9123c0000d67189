select
    report_id,
    organization_id,
    line_item,
    measure,
    scenario,
    year,
    count(*) filter (where is_primary) as primary_rows
from {{ ref('fct_finance') }}
where line_item is not null and measure != 'share'
group by report_id, organization_id, line_item, measure, scenario, year
having count(*) filter (where is_primary) != 1
