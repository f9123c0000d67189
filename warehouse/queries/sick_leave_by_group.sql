-- How high is sick leave, in percent of ordinary working time, in each group, and how has it changed?
select
    reports.municipality,
    organizations.name as organization,
    coalesce(
        nullif(
            concat_ws(
                ', ', personnel.occupation, personnel.employment_type, personnel.sex, 'age ' || personnel.age_group,
                'day ' || personnel.duration
            ), ''
        ), 'all'
    ) as employees,
    reports.year,
    max(personnel.value)
    filter (where personnel.scenario = 'actual' and personnel.year = reports.year - 1) as year_before,
    max(personnel.value)
    filter (where personnel.scenario = 'actual' and personnel.year = reports.year) as this_year,
    max(personnel.value) filter (where personnel.scenario = 'change') as printed_change
from marts.fct_personnel as personnel
inner join marts.dim_report as reports on personnel.report_id = reports.report_id
left join marts.dim_organization as organizations on personnel.organization_id = organizations.organization_id
where
    personnel.measure = 'sick_leave' and personnel.base = 'ordinary_working_time' and personnel.is_primary
    and not personnel.is_missing
group by
    reports.report_id, reports.municipality, reports.year, organizations.organization_id, organizations.name,
    personnel.period_type, employees
order by reports.municipality, reports.year, organization, employees;
