with

figures as (
    select * from {{ ref('all_figures') }}
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
        year,
        line_item,
        aggregation_role = 'memo' as is_memo
    from placed
    where
        line_item is not null and not is_missing
        and conformed_measure not in ('share', 'net_budget', 'budget_deviation')
),

-- Income and cost printed beside their net, or lines beside their sum, without a mark of which is the sum. A memo row
-- is not a part.
with_parts as (
    select distinct placed.figure_id
    from placed
    inner join covered
        on
            placed.report_id = covered.report_id
            and placed.table_id = covered.table_id
            and placed.organization_id is not distinct from covered.organization_id
            and placed.scenario is not distinct from covered.scenario
            and placed.year is not distinct from covered.year
    inner join ancestors on covered.line_item = ancestors.line_item and placed.line_item = ancestors.ancestor
    where placed.aggregation_role = 'leaf' and not covered.is_memo
),

-- The same money, broken down again in a later table.
broken_down_before as (
    select distinct placed.figure_id
    from placed
    inner join covered
        on
            placed.report_id = covered.report_id
            and placed.entity_id is not distinct from covered.entity_id
            and placed.scenario is not distinct from covered.scenario
            and placed.year is not distinct from covered.year
            and placed.table_place > covered.table_place
    left join ancestors as above on covered.line_item = above.line_item and placed.line_item = above.ancestor
    left join ancestors as below on placed.line_item = below.line_item and covered.line_item = below.ancestor
    where
        placed.aggregation_role = 'leaf'
        and (
            placed.line_item = covered.line_item or above.line_item is not null or below.line_item is not null
        )
),

roles as (
    select
        placed.*,
        case
            when placed.aggregation_role != 'leaf' then placed.aggregation_role
            when
                placed.conformed_measure in (
                    'share', 'net_budget', 'budget_deviation', 'balance', 'balance_requirement'
                ) then 'memo'
            when with_parts.figure_id is not null then 'subtotal'
            when broken_down_before.figure_id is not null then 'memo'
            else 'leaf'
        end as role
    from placed
    left join with_parts on placed.figure_id = with_parts.figure_id
    left join broken_down_before on placed.figure_id = broken_down_before.figure_id
),

-- A table may show several measures of one line item; only the first is counted.
counted as (
    select distinct
        report_id,
        entity_id,
        organization_id,
        table_id,
        scenario,
        year,
        line_item,
        first_value(conformed_measure) over (
            partition by report_id, entity_id, organization_id, table_id, scenario, year, line_item
            order by row_number, column_number
        ) as conformed_measure
    from roles
    where role = 'leaf' and line_item is not null and not is_missing
),

final as (
    select
        roles.figure_id,
        roles.table_place,
        case
            when counted.conformed_measure != roles.conformed_measure then 'memo'
            else roles.role
        end as aggregation_role
    from roles
    left join counted
        on
            roles.role = 'leaf'
            and roles.report_id = counted.report_id
            and roles.entity_id is not distinct from counted.entity_id
            and roles.organization_id is not distinct from counted.organization_id
            and roles.table_id = counted.table_id
            and roles.scenario is not distinct from counted.scenario
            and roles.year is not distinct from counted.year
            and roles.line_item = counted.line_item
)

select * from final
