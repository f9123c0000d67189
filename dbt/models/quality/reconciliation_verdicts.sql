-- One verdict per relation: the interval that its terms allow against the interval that the stated figure allows.

with terms as (
    select
        *,
        role not in ('stated', 'numerator', 'current', 'denominator', 'previous') as is_part
    from {{ ref('reconciliation_terms') }}
),

measures as (
    select
        reconciliation_id,
        max(comparable_value) filter (where role = 'stated') as stated,
        max(comparable_half_unit) filter (where role = 'stated') as stated_half,
        max(comparable_factor) filter (where role = 'stated') as stated_factor,
        max(base_factor) filter (where role = 'stated') as base_factor,
        max(unit) filter (where role = 'stated') as unit,
        cast(coalesce(sum(weight * comparable_value) filter (where is_part), 0) as {{ exact() }}) as total,
        cast(coalesce(sum(abs(weight) * comparable_half_unit) filter (where is_part), 0) as {{ exact() }})
            as total_half,
        sum(
            cast(abs(weight) * comparable_half_unit as {{ exact() }})
            * cast(abs(weight) * comparable_half_unit as {{ exact() }})
        ) filter (where is_part or role = 'stated') as squares,
        count(*) filter (where is_part) as parts,
        count(comparable_value) filter (where is_part) as given_parts,
        min(weight) filter (where role = 'limit') as direction,
        max(weight) filter (where role in ('numerator', 'current')) as scale,
        max(comparable_value) filter (where role in ('numerator', 'current')) as numerator,
        max(comparable_half_unit) filter (where role in ('numerator', 'current')) as numerator_half,
        -- A percentage may be of the amount without its sign: the denominator then has the weight -1.
        max(cast(weight as integer) * comparable_value) filter (where role in ('denominator', 'previous'))
            as denominator,
        max(comparable_half_unit) filter (where role in ('denominator', 'previous')) as denominator_half,
        min(obstacle) filter (where role = 'stated') as stated_obstacle,
        min(obstacle) filter (where obstacle != 'missing') as obstacle,
        count(*) filter (where obstacle = 'missing' and role != 'stated') as missing_terms
    from terms
    group by reconciliation_id
),

obstacles as (
    select
        measures.*,
        relations.form,
        case
            when relations.expectation != 'expected' then relations.expectation
            when measures.stated_obstacle is not null or measures.obstacle is not null then 'blocked'
            when measures.stated is null then 'not_assessed'
            when relations.form in ('sum', 'count') and measures.parts = 0 then 'not_assessed'
            when relations.form = 'sum' and measures.given_parts = 0 then 'not_assessed'
            when relations.form not in ('sum', 'count') and measures.missing_terms > 0 then 'blocked'
            when relations.form in ('ratio', 'growth')
                then
                    case
                        when measures.numerator is null or measures.denominator is null then 'not_assessed'
                        when abs(measures.denominator) <= measures.denominator_half then 'not_assessed'
                    end
            when relations.form != 'count' and measures.given_parts = 0 then 'not_assessed'
        end as early_status,
        case
            when relations.expectation != 'expected' then relations.reason
            when measures.stated_obstacle is not null then 'stated_' || measures.stated_obstacle
            when measures.obstacle is not null then 'term_' || measures.obstacle
            when measures.stated is null then 'no_stated_figure'
            when relations.form not in ('sum', 'count') and measures.missing_terms > 0 then 'term_missing'
            when abs(measures.denominator) <= measures.denominator_half then 'denominator_may_be_zero'
            when relations.form in ('sum', 'count') and measures.given_parts = 0 then 'no_term_printed'
        end as reason
    from measures
    inner join {{ ref('relations') }} as relations on measures.reconciliation_id = relations.reconciliation_id
),

quotients as (
    select
        reconciliation_id,
        {{ quotient_low('scale * numerator', 'scale * numerator_half', 'denominator', 'denominator_half') }} as low,
        {{ quotient_high('scale * numerator', 'scale * numerator_half', 'denominator', 'denominator_half') }} as high,
        {{ quotient_down('scale * numerator', 'denominator') }} as middle,
        case form when 'growth' then scale else 0 end as subtracted
    from obstacles
    where early_status is null and form in ('ratio', 'growth')
),

computed as (
    select
        obstacles.*,
        cast(case
            when obstacles.form in ('ratio', 'growth') then quotients.middle - quotients.subtracted
            when obstacles.form = 'count' then obstacles.parts
            when obstacles.form = 'bound' then obstacles.total * obstacles.direction
            else obstacles.total
        end as {{ exact() }}) as computed,
        cast(case
            when obstacles.form in ('ratio', 'growth') then quotients.low - quotients.subtracted
            when obstacles.form = 'count' then obstacles.parts
            when obstacles.form = 'bound' then obstacles.total * obstacles.direction - obstacles.total_half
            else obstacles.total - obstacles.total_half
        end as {{ exact() }}) as computed_low,
        cast(case
            when obstacles.form in ('ratio', 'growth') then quotients.high - quotients.subtracted
            when obstacles.form = 'count' then obstacles.parts
            when obstacles.form = 'bound' then obstacles.total * obstacles.direction + obstacles.total_half
            else obstacles.total + obstacles.total_half
        end as {{ exact() }}) as computed_high,
        cast(obstacles.stated - obstacles.stated_half as {{ exact() }}) as stated_low,
        cast(obstacles.stated + obstacles.stated_half as {{ exact() }}) as stated_high
    from obstacles
    left join quotients on obstacles.reconciliation_id = quotients.reconciliation_id
)

select
    reconciliation_id,
    case
        when early_status is not null then early_status
        when form = 'bound'
            then
                case
                    when direction * (stated - computed) <= 0 then 'consistent'
                    when direction > 0 and stated_low < computed_high then 'consistent'
                    when direction < 0 and stated_high > computed_low then 'consistent'
                    else 'inconsistent'
                end
        when not ({{ intervals_meet('stated_low', 'stated_high', 'computed_low', 'computed_high') }})
            then 'inconsistent'
        when form != 'sum' then 'consistent'
        when {{ gap_is_likely('(stated - computed)', 'squares') }} then 'consistent'
        else 'unlikely'
    end as status,
    reason,
    unit,
    stated,
    case when early_status is null then computed end as computed,
    case when early_status is null then computed_low end as computed_low,
    case when early_status is null then computed_high end as computed_high,
    stated_low,
    stated_high,
    stated_factor,
    base_factor,
    parts + case when numerator is null then 0 else 2 end as terms,
    missing_terms
from computed
