-- How has each indicator moved over the years, and how far is it from its target?
select
    reports.municipality,
    organizations.name as organization,
    indicators.name as indicator,
    string_agg(
        rtrim(rtrim(cast(figures.value as varchar), '0'), '.') || ' in ' || figures.year, ', ' order by figures.year
    )
    filter (where figures.scenario = 'actual' and figures.year < reports.year) as earlier,
    reports.year,
    max(figures.value) filter (where figures.scenario = 'actual' and figures.year = reports.year) as actual,
    max(figures.value) filter (where figures.scenario = 'target' and figures.year = reports.year) as target,
    actual - target as from_target,
    max(indicators.better) as better
from marts.fct_indicator as figures
inner join marts.dim_report as reports on figures.report_id = reports.report_id
inner join marts.dim_indicator as indicators on figures.indicator_id = indicators.indicator_id
left join marts.dim_organization as organizations on figures.organization_id = organizations.organization_id
where not figures.is_missing
group by
    reports.municipality, reports.report_id, reports.year, organizations.organization_id, organizations.name,
    indicators.indicator_id, indicators.name
having actual is not null and target is not null
order by reports.municipality, reports.year, organization, indicator;
