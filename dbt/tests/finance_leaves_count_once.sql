with

leaves as (
    select
        figures.figure_id,
        finance.report_id,
        figures.entity_id,
        finance.organization_id,
        finance.table_id,
        finance.scenario,
        finance.of_scenario,
        finance.against_scenario,
        {{ period_key('finance') }} as period_key,
        finance.line_item
    from {{ ref('fct_finance') }} as finance
    inner join {{ ref('all_figures') }} as figures on finance.figure_id = figures.figure_id
    where finance.is_primary and finance.aggregation_role = 'leaf' and not finance.is_missing
),

ancestors as (
    select * from {{ ref('line_item_ancestors') }}
),

-- Two leaves with the same money: a line and a sum that contains it, or the same line in another table.
final as (
    select
        part.figure_id,
        whole.figure_id as other_figure_id,
        part.line_item,
        whole.line_item as other_line_item
    from leaves as part
    inner join leaves as whole
        on
            part.report_id = whole.report_id
            and part.entity_id is not distinct from whole.entity_id
            and part.scenario is not distinct from whole.scenario
            and part.of_scenario is not distinct from whole.of_scenario
            and part.against_scenario is not distinct from whole.against_scenario
            and part.period_key = whole.period_key
            and part.figure_id != whole.figure_id
            and (part.table_id != whole.table_id or part.organization_id is not distinct from whole.organization_id)
    left join ancestors
        on part.line_item = ancestors.line_item and whole.line_item = ancestors.ancestor
    where part.line_item = whole.line_item or ancestors.ancestor is not null
)

select * from final
