with

figures as (
    select
        figures.*,
        coalesce(line_items.measure = 'balance', false) as is_balance
    from {{ ref('all_figures') }} as figures
    left join {{ ref('line_item_labels') }} as labels on figures.label_key = labels.label_key
    left join {{ ref('line_items') }} as line_items on labels.line_item = line_items.line_item
    where figures.domain in ('finance', 'investment') and figures.is_current
),

-- A statement shows each krona once. Among other tables, the most detailed one is the least likely to omit any.
final as (
    select
        table_id,
        entity_id,
        cast(row_number() over (
            partition by any_value(report_id), entity_id, any_value(domain)
            order by
                -- A table of key figures repeats some of the money of others, a balance sheet their result.
                count(*) filter (where unit_kind not in ('money', 'foreign_money')) * 3 > count(*),
                count(*) filter (where is_balance) * 2 >= count(*),
                case any_value(table_shape) when 'statement' then 1 when 'organizations' then 2 else 3 end,
                count(distinct row_number) filter (where aggregation_role = 'leaf') desc,
                min(table_number), table_id
        ) as integer) as table_place
    from figures
    group by table_id, entity_id
)

select * from final
