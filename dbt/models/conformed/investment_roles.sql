with

total_words as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

total_list as (
    select {{ longest_first() }} as words
    from total_words
),

amounts as (
    select
        figures.* exclude (measure), -- noqa: RF02
        investment_amounts.measure,
        investment_amounts.row_is_measure,
        investment_amounts.label_rest,
        investment_amounts.is_note,
        {{ period_key('figures') }} as period_key,
        list_extract(string_split(figures.row_path, ' > '), -2) as parent_label,
        figures.label_key in (select total_words.prefix from total_words) as is_only_total_word
    from {{ ref('investment_amounts') }} as investment_amounts
    inner join {{ ref('all_figures') }} as figures on investment_amounts.figure_id = figures.figure_id
),

-- A group row is one that is none of the headings above the table.
grouped as (
    select
        *,
        case
            when
                parent_label != table_title
                and not contains(' > ' || section || ' > ', ' > ' || parent_label || ' > ')
                then parent_label
        end as group_label
    from amounts
),

label_rows as (
    select
        table_id,
        organization_id,
        label_key,
        count(distinct row_number) as label_rows
    from grouped
    group by table_id, organization_id, label_key
),

-- A note on assets has the asset in its title, group rows or closing rows. A label that a table prints more than once
-- has its group row in its name. A total has no project.
named as (
    select
        grouped.*,
        case
            when grouped.label_rest is not null then grouped.label_rest
            when grouped.row_is_measure and grouped.is_note then coalesce(grouped.group_label, grouped.table_title)
            when grouped.row_is_measure then grouped.group_label
            when grouped.aggregation_role = 'total' or grouped.is_only_total_word then null
            when label_rows.label_rows > 1 and grouped.group_label is not null
                then grouped.group_label || ' > ' || grouped.row_label
            else grouped.row_label
        end as project,
        coalesce(statuses.project_status, section_statuses.project_status) as project_status
    from grouped
    inner join label_rows
        on
            grouped.table_id = label_rows.table_id
            and grouped.organization_id is not distinct from label_rows.organization_id
            and grouped.label_key = label_rows.label_key
    left join {{ ref('project_statuses') }} as statuses
        on {{ normalized_label('grouped.parent_label') }} = statuses.alias
    left join {{ ref('project_statuses') }} as section_statuses
        on {{ normalized_label("list_extract(string_split(grouped.section, ' > '), -1)") }} = section_statuses.alias
),

table_places as (
    select * from {{ ref('table_places') }}
),

-- The closing balance of an asset is no sum over assets. A row of a cash flow statement is one over all projects.
placed as (
    select
        named.* exclude (aggregation_role),
        table_places.table_place,
        case
            when named.domain = 'finance' and named.aggregation_role = 'leaf' then 'total'
            when named.is_note and named.row_is_measure and named.aggregation_role != 'memo'
                then if({{ begins_with('lower(named.label_rest)', 'total_list.words') }}, 'total', 'leaf')
            else named.aggregation_role
        end as aggregation_role
    from named
    cross join total_list
    inner join table_places
        on
            named.table_id = table_places.table_id
            and named.entity_id is not distinct from table_places.entity_id
),

sums as (
    select
        report_id,
        entity_id,
        table_id,
        table_place,
        measure,
        scenario,
        period_key,
        coalesce(
            max(value_sek) filter (where aggregation_role = 'total'),
            sum(value_sek) filter (where aggregation_role = 'leaf')
        ) as total_sek
    from placed
    where domain = 'investment'
    group by report_id, entity_id, table_id, table_place, measure, scenario, period_key
),

-- Two tables with the same total are one sum of money, broken down twice. The first is used.
repeated as (
    select
        table_id,
        entity_id,
        measure,
        scenario,
        period_key
    from sums
    where total_sek != 0
    qualify
        row_number() over (
            partition by report_id, entity_id, measure, scenario, period_key, total_sek order by table_place
        ) > 1
),

final as (
    select
        placed.figure_id,
        placed.project,
        {{ normalized_label('placed.project') }} as project_key,
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
            placed.table_id = repeated.table_id
            and placed.entity_id is not distinct from repeated.entity_id
            and placed.measure = repeated.measure
            and placed.scenario is not distinct from repeated.scenario
            and placed.period_key = repeated.period_key
)

select * from final
