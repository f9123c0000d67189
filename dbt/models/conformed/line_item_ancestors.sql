with recursive

calculations as (
    select * from {{ ref('calculations') }}
),

ancestry as (
    select
        child as line_item,
        parent as ancestor,
        1 as distance
    from calculations
    union all
    select
        ancestry.line_item,
        calculations.parent as ancestor,
        ancestry.distance + 1 as distance
    from ancestry
    inner join calculations on ancestry.ancestor = calculations.child
),

final as (
    select
        line_item,
        ancestor,
        min(distance) as distance
    from ancestry
    group by line_item, ancestor
)

select * from final
