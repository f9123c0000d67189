-- The terms of every relation with comparable values: the amounts of one relation are counted in their finest unit
-- (TSEK beside MSEK in TSEK), so that only exact multiplication is needed.

with relation_terms as (
    select
        relation_id,
        term_number,
        role,
        weight,
        figure_id,
        claim_id,
        value,
        unit
    from {{ ref('discovered_relation_terms') }}
    union all
    select
        relation_id,
        term_number,
        role,
        weight,
        figure_id,
        null as claim_id,
        null as value,
        null as unit
    from {{ ref('declared_relation_terms') }}
),

printed as (
    select
        figure_id as amount_id,
        table_id,
        row_number,
        column_number,
        row_label,
        column_label,
        value,
        unit,
        half_unit,
        decimals,
        value_as_printed,
        is_missing
    from {{ ref('all_figures') }}
    union all
    select
        claim_id as amount_id,
        null as table_id,
        null as row_number,
        null as column_number,
        quote as row_label,
        null as column_label,
        value,
        unit,
        -- A hedged number ("ca 9,2") has twice the half unit.
        cast(half_unit * case when hedge is null then 1 else 2 end as decimal(28, 6)) as half_unit,
        decimals,
        value_as_printed,
        false as is_missing
    from {{ ref('all_claims') }}
),

terms as (
    select
        relations.reconciliation_id,
        relations.form,
        relation_terms.term_number,
        relation_terms.role,
        relation_terms.weight,
        relation_terms.figure_id,
        relation_terms.claim_id,
        printed.table_id,
        printed.row_number,
        printed.column_number,
        printed.row_label,
        printed.column_label,
        coalesce(printed.value, relation_terms.value) as value,
        coalesce(printed.unit, relation_terms.unit) as unit,
        cast(case when relation_terms.value is null then printed.half_unit else 0 end as decimal(28, 6)) as half_unit,
        cast(case when relation_terms.value is null then printed.decimals else 0 end as bigint) as decimals,
        coalesce(printed.value_as_printed, cast(cast(relation_terms.value as bigint) as varchar)) as value_as_printed,
        coalesce(printed.is_missing, false) as is_missing,
        -- The result of a ratio and a number of rows have a unit of their own; all other terms must be of one quantity.
        relation_terms.role = 'stated' and relations.form in ('ratio', 'growth', 'count') as is_quotient,
        cast(units.sek_factor as bigint) as money_factor
    from relation_terms
    inner join {{ ref('relations') }} as relations on relation_terms.relation_id = relations.reconciliation_id
    left join printed on coalesce(relation_terms.figure_id, relation_terms.claim_id) = printed.amount_id
    left join {{ ref('units') }} as units on printed.unit = units.unit
),

quantities as (
    select
        reconciliation_id,
        is_quotient,
        min(unit) != max(unit) as are_several,
        count(*) = count(money_factor) as are_money,
        bool_and(unit in ('percent', 'percentage_point')) as are_percent,
        min(money_factor) as finest_factor
    from terms
    where value is not null and unit is not null
    group by reconciliation_id, is_quotient
),

scaled as (
    select
        terms.*,
        case
            -- Without units, the values are compared as they are.
            when quantities.reconciliation_id is null or not quantities.are_several then 1
            when quantities.are_money then terms.money_factor // quantities.finest_factor
            when quantities.are_percent then 1
        end as comparable_factor,
        case when quantities.are_money then quantities.finest_factor else 1 end as base_factor
    from terms
    left join quantities
        on
            terms.reconciliation_id = quantities.reconciliation_id
            and terms.is_quotient = quantities.is_quotient
),

judged as (
    select
        *,
        case
            when is_missing then 'missing'
            when value is null then 'in_words'
            when half_unit is null then 'unknown_precision'
            when comparable_factor is null then 'units_differ'
            when abs(value) * comparable_factor >= 1000000000000000 then 'out_of_range'
            when half_unit * comparable_factor >= 1000000000000 then 'out_of_range'
        end as obstacle
    from scaled
)

select
    reconciliation_id,
    term_number,
    role,
    weight,
    figure_id,
    claim_id,
    table_id,
    row_number,
    column_number,
    row_label,
    column_label,
    value,
    unit,
    half_unit,
    decimals,
    value_as_printed,
    coalesce(comparable_factor, 1) as comparable_factor,
    coalesce(base_factor, 1) as base_factor,
    case when obstacle is null then cast(value * comparable_factor as {{ exact() }}) end as comparable_value,
    case when obstacle is null then cast(half_unit * comparable_factor as {{ exact() }}) end as comparable_half_unit,
    obstacle
from judged
