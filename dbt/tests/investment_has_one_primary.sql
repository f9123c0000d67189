select
    investments.report_id,
    investments.organization_id,
    roles.project_key,
    investments.measure,
    investments.scenario,
    investments.year
from {{ ref('fct_investment') }} as investments
inner join {{ ref('investment_roles') }} as roles on investments.figure_id = roles.figure_id
where investments.measure != 'share'
group by
    investments.report_id,
    investments.organization_id,
    roles.project_key,
    investments.measure,
    investments.scenario,
    investments.year
having count(*) filter (where investments.is_primary) != 1
