with

figures as (
    select * from {{ ref('all_figures') }}
    where domain in ('finance', 'investment') and is_current
),

-- A statement shows each krona once. Among other tables, the most detailed one is the least likely to omit any.
final as (
    select
        table_id,
        entity_id,
        cast(row_number() over (
            partition by any_value(report_id), entity_id, any_value(domain)
            order by
                -- A table of key figures repeats some of the money of others.
                count(*) filter (where unit_kind not in ('money', 'foreign_money')) * 3 > count(*),
                case any_value(table_shape) when 'statement' then 1 when 'organizations' then 2 else 3 end,
                count(distinct row_number) filter (where aggregation_role = 'leaf') desc,
                min(table_number), table_id
        ) as integer) as table_place
    from figures
    group by table_id, entity_id
)

select * from final
