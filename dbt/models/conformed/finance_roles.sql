with

figures as (
    select
        *,
        {{ period_key('read_figures') }} as period_key
    from {{ ref('all_figures') }} as read_figures
),

amounts as (
    select
        figures.*,
        finance_amounts.line_item,
        finance_amounts.measure as conformed_measure
    from {{ ref('finance_amounts') }} as finance_amounts
    inner join figures on finance_amounts.figure_id = figures.figure_id
),

ancestors as (
    select * from {{ ref('line_item_ancestors') }}
),

-- Line items that hold some of the same money: one another's parts, and itself.
related_items as (
    select
        line_item,
        ancestor as related_item
    from ancestors
    union all
    select
        ancestor as line_item,
        line_item as related_item
    from ancestors
    union all
    select
        line_item,
        line_item as related_item
    from {{ ref('line_items') }}
),

table_places as (
    select * from {{ ref('table_places') }}
),

placed as (
    select
        amounts.*,
        table_places.table_place
    from amounts
    inner join table_places
        on
            amounts.table_id = table_places.table_id
            and amounts.entity_id is not distinct from table_places.entity_id
),

covered as (
    select distinct
        report_id,
        entity_id,
        organization_id,
        table_id,
        table_place,
        scenario,
        of_scenario,
        against_scenario,
        period_key,
        line_item,
        aggregation_role = 'memo' as is_memo
    from placed
    where
        line_item is not null and not is_missing
        and conformed_measure not in ('share', 'net_budget', 'budget_change', 'budget_deviation')
),

-- Sums of which the table prints a part too. A memo row is not a part.
sums_of_parts as (
    select distinct
        covered.table_id,
        covered.organization_id,
        covered.scenario,
        covered.of_scenario,
        covered.against_scenario,
        covered.period_key,
        ancestors.ancestor as line_item
    from covered
    inner join ancestors on covered.line_item = ancestors.line_item
    where not covered.is_memo
),

-- The first table that prints a line item.
shown as (
    select
        report_id,
        entity_id,
        scenario,
        of_scenario,
        against_scenario,
        period_key,
        line_item,
        min(table_place) as table_place
    from covered
    group by all
),

-- Only a figure in a later table can be in an earlier one too.
asked as (
    select distinct
        report_id,
        entity_id,
        scenario,
        of_scenario,
        against_scenario,
        period_key,
        line_item
    from placed
    where line_item is not null and aggregation_role = 'leaf' and table_place > 1
),

-- The first table that shows the money of a line item, whole or in part.
first_shown as (
    select
        asked.report_id,
        asked.entity_id,
        asked.scenario,
        asked.of_scenario,
        asked.against_scenario,
        asked.period_key,
        asked.line_item,
        min(shown.table_place) as table_place
    from asked
    inner join related_items on asked.line_item = related_items.line_item
    inner join shown
        on
            asked.report_id = shown.report_id
            and related_items.related_item = shown.line_item
            and asked.period_key = shown.period_key
            and asked.entity_id is not distinct from shown.entity_id
            and asked.scenario is not distinct from shown.scenario
            and asked.of_scenario is not distinct from shown.of_scenario
            and asked.against_scenario is not distinct from shown.against_scenario
    group by all
),

roles as (
    select
        placed.*,
        case
            when placed.aggregation_role != 'leaf' then placed.aggregation_role
            when
                placed.conformed_measure in (
                    'share', 'net_budget', 'budget_change', 'budget_deviation', 'balance', 'balance_requirement'
                ) then 'memo'
            when sums_of_parts.table_id is not null then 'subtotal'
            when first_shown.table_place < placed.table_place then 'memo'
            else 'leaf'
        end as role
    from placed
    left join sums_of_parts
        on
            placed.table_id = sums_of_parts.table_id
            and placed.line_item = sums_of_parts.line_item
            and placed.organization_id is not distinct from sums_of_parts.organization_id
            and placed.period_key = sums_of_parts.period_key
            and placed.scenario is not distinct from sums_of_parts.scenario
            and placed.of_scenario is not distinct from sums_of_parts.of_scenario
            and placed.against_scenario is not distinct from sums_of_parts.against_scenario
    left join first_shown
        on
            placed.report_id = first_shown.report_id
            and placed.line_item = first_shown.line_item
            and placed.entity_id is not distinct from first_shown.entity_id
            and placed.period_key = first_shown.period_key
            and placed.scenario is not distinct from first_shown.scenario
            and placed.of_scenario is not distinct from first_shown.of_scenario
            and placed.against_scenario is not distinct from first_shown.against_scenario
),

-- A table may show several measures of one line item; only the first is counted.
final as (
    select
        figure_id,
        table_place,
        case
            when
                role = 'leaf' and line_item is not null
                and conformed_measure != first_value(conformed_measure) over (
                    partition by
                        report_id, entity_id, organization_id, table_id, scenario, of_scenario, against_scenario,
                        period_key, line_item, role = 'leaf'
                    order by is_missing, row_number, column_number
                )
                then 'memo'
            else role
        end as aggregation_role
    from roles
)

select * from final
