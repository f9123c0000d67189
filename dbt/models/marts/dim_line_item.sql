with

line_items as (
    select * from {{ ref('line_items') }}
),

calculations as (
    select * from {{ ref('calculations') }}
),

final as (
    select
        line_items.line_item,
        line_items.line_item_name as name,
        line_items.account_group,
        line_items.measure,
        line_items.natural_sign,
        calculations.parent as parent_line_item
    from line_items
    left join calculations on line_items.line_item = calculations.child
)

select * from final
