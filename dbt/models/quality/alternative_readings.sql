-- Broken relations that hold with another reading that the page allows: of a number that we may have split, a minus
-- that may belong to another number, a unit that we inferred. A reading counts where it closes every broken relation
-- that it touches and breaks none that holds.

with units as (
    select
        unit,
        cast(coalesce(sek_factor, 1) as bigint) as factor
    from {{ ref('units') }}
),

terms as (
    select
        terms.reconciliation_id,
        terms.figure_id,
        terms.role,
        relations.axis,
        cast(terms.weight as integer) as weight,
        coalesce(terms.comparable_value, 0) * terms.base_factor as amount,
        coalesce(terms.comparable_half_unit, 0) * terms.base_factor as half_width
    from {{ ref('reconciliation_terms') }} as terms
    inner join {{ ref('relations') }} as relations on terms.reconciliation_id = relations.reconciliation_id
    where relations.form in ('sum', 'difference', 'equal')
),

alternatives as (
    select
        alternatives.alternative_id,
        alternatives.kind,
        alternatives.figure_id,
        alternatives.evidence,
        cast(coalesce(alternatives.value, 0) * coalesce(units.factor, 1) as {{ exact() }}) as amount
    from {{ ref('all_alternatives') }} as alternatives
    left join units on alternatives.unit = units.unit
    where not alternatives.is_chosen
),

touched as (
    select distinct
        alternatives.alternative_id,
        alternatives.kind,
        terms.reconciliation_id
    from alternatives
    inner join terms on alternatives.figure_id = terms.figure_id
    where
        -- A row that is not a part of a total says nothing about the relations between the columns of that row.
        (alternatives.kind != 'not_a_part' or (terms.role != 'stated' and terms.axis = 'rows'))
        -- Only relations to other tables and to the text show which header a column has.
        and (alternatives.kind != 'header' or terms.axis in ('tables', 'prose'))
),

gaps as (
    select
        touched.alternative_id,
        touched.kind,
        touched.reconciliation_id,
        any_value(verdicts.status) as status,
        sum(
            case when terms.role = 'stated' then 1 else -terms.weight end * coalesce(alternatives.amount, terms.amount)
        ) as gap,
        sum(abs(terms.weight) * terms.half_width) as half_width
    from touched
    inner join terms on touched.reconciliation_id = terms.reconciliation_id
    inner join {{ ref('reconciliation_verdicts') }} as verdicts
        on touched.reconciliation_id = verdicts.reconciliation_id
    left join alternatives
        on touched.alternative_id = alternatives.alternative_id and terms.figure_id = alternatives.figure_id
    where verdicts.status in ('consistent', 'unlikely', 'inconsistent')
    group by touched.alternative_id, touched.kind, touched.reconciliation_id
),

closing as (
    select
        alternative_id,
        kind
    from gaps
    group by alternative_id, kind
    having bool_and(abs(gap) < half_width or gap = 0) and bool_or(status = 'inconsistent')
),

prints as (
    select
        alternative_id,
        min(evidence) as evidence
    from alternatives
    group by alternative_id
)

select
    gaps.reconciliation_id,
    closing.alternative_id,
    closing.kind,
    prints.evidence
from closing
inner join gaps on closing.alternative_id = gaps.alternative_id
inner join prints on closing.alternative_id = prints.alternative_id
where gaps.status = 'inconsistent'
qualify row_number() over (partition by gaps.reconciliation_id order by closing.kind, closing.alternative_id) = 1
