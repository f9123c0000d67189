-- Figures of broken relations, and the effect of changing that one figure: how many broken relations it closes, how
-- many it breaks that hold. Where rows and columns cross, this finds the faulty cell.

with judged as (
    select
        terms.reconciliation_id,
        terms.figure_id,
        terms.role,
        terms.weight,
        -- A denominator of weight -1 is taken without its sign.
        case terms.role when 'denominator' then cast(terms.weight as integer) else 1 end
        * terms.comparable_value as comparable_value,
        terms.comparable_half_unit,
        relations.form,
        verdicts.status,
        verdicts.base_factor,
        -- The result of a ratio has another unit than its terms.
        terms.base_factor as own_factor,
        verdicts.computed_low,
        verdicts.computed_high,
        verdicts.stated_low,
        verdicts.stated_high
    from {{ ref('reconciliation_terms') }} as terms
    inner join {{ ref('reconciliation_verdicts') }} as verdicts on terms.reconciliation_id = verdicts.reconciliation_id
    inner join {{ ref('relations') }} as relations on terms.reconciliation_id = relations.reconciliation_id
    where
        verdicts.status in ('consistent', 'unlikely', 'inconsistent')
        and relations.form != 'bound'
        -- The text is not evidence of which cell of a table is at fault.
        and coalesce(relations.axis, '') != 'prose'
        and terms.figure_id is not null
        and terms.comparable_value is not null
),

-- The open interval of changes (in SEK where money) that lets the relation hold.
changes as (
    select
        figure_id,
        reconciliation_id,
        status,
        case when role = 'stated' or weight < 0 then computed_low - stated_high else stated_low - computed_high end
        * base_factor as change_low,
        case when role = 'stated' or weight < 0 then computed_high - stated_low else stated_high - computed_low end
        * base_factor as change_high
    from judged
    where role = 'stated' or (form in ('sum', 'difference', 'equal') and abs(weight) = 1)
    union all
    select
        numerators.figure_id,
        numerators.reconciliation_id,
        numerators.status,
        ({{ quotient_down(
            'numerators.stated_low * cast(denominators.comparable_value as decimal(28, 6))',
            'cast(numerators.weight as ' ~ exact() ~ ')'
        ) }} - numerators.comparable_value - numerators.comparable_half_unit) * numerators.own_factor as change_low,
        ({{ quotient_up(
            'numerators.stated_high * cast(denominators.comparable_value as decimal(28, 6))',
            'cast(numerators.weight as ' ~ exact() ~ ')'
        ) }} - numerators.comparable_value + numerators.comparable_half_unit) * numerators.own_factor as change_high
    from judged as numerators
    inner join judged as denominators on numerators.reconciliation_id = denominators.reconciliation_id
    where
        numerators.form = 'ratio'
        and numerators.role = 'numerator'
        and numerators.weight > 0
        and denominators.role = 'denominator'
        and denominators.comparable_value > 0
),

demands as (
    select
        figure_id,
        max(change_low) as change_low,
        min(change_high) as change_high,
        bool_or(change_low = change_high) as is_exact,
        count(distinct reconciliation_id) as broken
    from changes
    where status = 'inconsistent'
    group by figure_id
),

closing as (
    select *
    from demands
    where change_low < change_high or (change_low = change_high and is_exact)
),

damages as (
    select
        closing.figure_id,
        count(distinct changes.reconciliation_id) as holds,
        count(distinct changes.reconciliation_id) filter (
            where changes.change_low >= closing.change_high or changes.change_high <= closing.change_low
        ) as breaks
    from closing
    inner join changes on closing.figure_id = changes.figure_id
    where changes.status != 'inconsistent'
    group by closing.figure_id
)

select
    closing.figure_id,
    closing.broken as closes,
    coalesce(damages.breaks, 0) as breaks,
    coalesce(damages.holds, 0) as holds,
    cast(closing.change_low as {{ exact() }}) as change_low,
    cast(closing.change_high as {{ exact() }}) as change_high
from closing
left join damages on closing.figure_id = damages.figure_id
