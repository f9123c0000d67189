with

amounts as (
    select
        figures.* exclude (measure), -- noqa: RF02
        investment_amounts.measure
    from {{ ref('investment_amounts') }} as investment_amounts
    inner join {{ ref('all_figures') }} as figures on investment_amounts.figure_id = figures.figure_id
),

label_counts as (
    select
        document_id,
        table_id,
        label_key,
        count(distinct row_number) as label_rows
    from amounts
    group by document_id, table_id, label_key
),

-- A project is known by its label; by its whole path where a table prints the label more than once.
named as (
    select
        amounts.*,
        case
            when label_counts.label_rows = 1 then amounts.label_key
            else {{ normalized_label('amounts.row_path') }}
        end as project_key,
        coalesce(statuses.project_status, section_statuses.project_status) as project_status
    from amounts
    inner join label_counts
        on
            amounts.document_id = label_counts.document_id
            and amounts.table_id = label_counts.table_id
            and amounts.label_key = label_counts.label_key
    left join {{ ref('project_statuses') }} as statuses
        on {{ normalized_label("list_extract(string_split(amounts.row_path, ' > '), -2)") }} = statuses.alias
    left join {{ ref('project_statuses') }} as section_statuses
        on {{ normalized_label("list_extract(string_split(amounts.section, ' > '), -1)") }} = section_statuses.alias
),

table_places as (
    select * from {{ ref('table_places') }}
),

placed as (
    select
        named.*,
        table_places.table_place
    from named
    inner join table_places
        on
            named.table_id = table_places.table_id
            and named.entity_id is not distinct from table_places.entity_id
),

-- Two tables with the same total are one sum of money, broken down twice.
sums as (
    select
        report_id,
        entity_id,
        table_id,
        table_place,
        measure,
        scenario,
        year,
        sum(value_sek) filter (where aggregation_role = 'leaf') as leaf_sum,
        max(value_sek) filter (where aggregation_role = 'total') as printed_total
    from placed
    group by report_id, entity_id, table_id, table_place, measure, scenario, year
),

repeated as (
    select distinct
        later.report_id,
        later.entity_id,
        later.table_id,
        later.measure,
        later.scenario,
        later.year
    from sums as later
    inner join sums as earlier
        on
            later.report_id = earlier.report_id
            and later.entity_id is not distinct from earlier.entity_id
            and later.measure = earlier.measure
            and later.scenario is not distinct from earlier.scenario
            and later.year is not distinct from earlier.year
            and later.table_place > earlier.table_place
            and coalesce(later.printed_total, later.leaf_sum) = coalesce(earlier.printed_total, earlier.leaf_sum)
            and coalesce(later.printed_total, later.leaf_sum) != 0
),

final as (
    select
        placed.figure_id,
        placed.project_key,
        placed.project_status,
        placed.table_place,
        case
            when placed.aggregation_role = 'leaf' and (placed.measure = 'share' or repeated.table_id is not null)
                then 'memo'
            else placed.aggregation_role
        end as aggregation_role
    from placed
    left join repeated
        on
            placed.report_id = repeated.report_id
            and placed.entity_id is not distinct from repeated.entity_id
            and placed.table_id = repeated.table_id
            and placed.measure = repeated.measure
            and placed.scenario is not distinct from repeated.scenario
            and placed.year is not distinct from repeated.year
)

select * from final
