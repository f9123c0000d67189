-- The pattern of a broken relation's difference: the first that fits of sign, factor_1000, missing_line, present_line,
-- transposed_digits and single_digit, with the figure that it points at; of sentences also neighbour.

with broken as (
    select
        relations.reconciliation_id,
        relations.axis,
        relations.form,
        stated.figure_id as stated_figure_id,
        stated.table_id,
        stated.row_number,
        stated.column_number,
        verdicts.base_factor,
        verdicts.stated,
        verdicts.computed,
        verdicts.stated - verdicts.computed as gap,
        verdicts.stated_high - verdicts.stated_low as last_digit,
        verdicts.stated_high - verdicts.stated + verdicts.computed_high - verdicts.computed as half_width
    from {{ ref('reconciliation_verdicts') }} as verdicts
    inner join {{ ref('relations') }} as relations on verdicts.reconciliation_id = relations.reconciliation_id
    inner join {{ ref('all_figures') }} as stated on relations.stated_figure_id = stated.figure_id
    where verdicts.status = 'inconsistent' and relations.form in ('sum', 'difference', 'equal')
),

-- The change of each figure that would close the relation, in the relation's own unit.
changes as (
    select
        broken.*,
        terms.figure_id,
        terms.role,
        terms.weight,
        terms.decimals,
        terms.comparable_value as value,
        terms.comparable_half_unit as half_unit,
        case when terms.role = 'stated' then -broken.gap else broken.gap * terms.weight end as change
    from broken
    inner join {{ ref('reconciliation_terms') }} as terms on broken.reconciliation_id = terms.reconciliation_id
    where
        terms.figure_id is not null
        and terms.comparable_value is not null
        and terms.comparable_factor = 1
        and abs(terms.weight) = 1
),

digits as (
    select
        *,
        replace(cast(abs(value) as varchar), '.', '') as printed_digits,
        replace(cast(abs(value + change) as varchar), '.', '') as needed_digits
    from changes
),

differing as (
    select
        *,
        list_filter(
            range(1, len(printed_digits) + 1), place -> printed_digits[place] != needed_digits[place]
        ) as places
    from digits
    where len(printed_digits) = len(needed_digits) and value != 0 and value + change != 0
),

digit_hints as (
    select
        reconciliation_id,
        figure_id,
        role,
        case
            when
                len(places) = 2 and places[2] = places[1] + 1
                and printed_digits[places[1]] = needed_digits[places[2]]
                and printed_digits[places[2]] = needed_digits[places[1]] then 'transposed_digits'
            when len(places) = 1 then 'single_digit'
        end as hint
    from differing
),

factor_hints as (
    select
        reconciliation_id,
        figure_id,
        role,
        case
            when abs(change + 2 * value) <= last_digit then 'sign'
            when abs(change - 999 * value) <= 1000 * half_width and abs(change) > 100 * half_width then 'factor_1000'
            when
                abs(1000 * change + 999 * value) <= 1000 * half_width and abs(change) > 100 * half_width
                then 'factor_1000'
            when role != 'stated' and abs(change + value) <= last_digit then 'present_line'
        end as hint
    from changes
    where value != 0 and abs(change) >= 10 * last_digit
),

line_hints as (
    select
        broken.reconciliation_id,
        figures.figure_id,
        'line' as role,
        'missing_line' as hint
    from broken
    inner join {{ ref('all_figures') }} as figures
        on
            broken.table_id = figures.table_id
            and (
                (broken.axis = 'rows' and broken.column_number = figures.column_number)
                or (broken.axis = 'columns' and broken.row_number = figures.row_number)
            )
    left join {{ ref('units') }} as units on figures.unit = units.unit
    left join {{ ref('reconciliation_terms') }} as terms
        on broken.reconciliation_id = terms.reconciliation_id and figures.figure_id = terms.figure_id
    where
        terms.figure_id is null
        and figures.value != 0
        and broken.form = 'sum'
        and abs(broken.gap) >= 10 * broken.last_digit
        and abs(
            abs(broken.gap) * broken.base_factor - abs(figures.value) * coalesce(cast(units.sek_factor as bigint), 1)
        )
        <= broken.last_digit * broken.base_factor
),

-- A number of a sentence that is printed in another cell of the row that it is compared with, or in the row above or
-- below. One last digit off is no other cell.
neighbours as (
    select
        claimed.reconciliation_id,
        figures.figure_id,
        others.row_number = figures.row_number as is_in_row,
        count(*) over (
            partition by claimed.reconciliation_id, others.row_number = figures.row_number
        ) as alike
    from {{ ref('relations') }} as relations
    inner join {{ ref('reconciliation_verdicts') }} as verdicts
        on relations.reconciliation_id = verdicts.reconciliation_id
    inner join {{ ref('reconciliation_terms') }} as claimed
        on relations.reconciliation_id = claimed.reconciliation_id and claimed.role = 'stated'
    inner join {{ ref('reconciliation_terms') }} as others
        on relations.reconciliation_id = others.reconciliation_id and others.role != 'stated'
    inner join {{ ref('all_figures') }} as figures
        on
            others.table_id = figures.table_id
            and others.figure_id != figures.figure_id
            and (
                others.row_number = figures.row_number
                or (others.column_number = figures.column_number and abs(others.row_number - figures.row_number) = 1)
            )
    left join {{ ref('units') }} as units on figures.unit = units.unit
    left join {{ ref('units') }} as claimed_units on claimed.unit = claimed_units.unit
    where
        verdicts.status = 'inconsistent'
        and relations.axis = 'prose'
        and relations.form = 'equal'
        and claimed.claim_id is not null
        and abs(verdicts.stated - verdicts.computed) > 2 * (verdicts.stated_high - verdicts.stated_low)
        -- A number of one digit is in many cells.
        and abs(claimed.comparable_value) >= 20 * claimed.comparable_half_unit
        and (
            figures.unit = claimed.unit
            or (units.sek_factor is not null and claimed_units.sek_factor is not null)
        )
        and figures.half_unit is not null
        and abs(
            abs(claimed.comparable_value) * claimed.base_factor
            - abs(figures.value) * coalesce(cast(units.sek_factor as bigint), 1)
        )
        <= claimed.comparable_half_unit * claimed.base_factor
        + figures.half_unit * coalesce(cast(units.sek_factor as bigint), 1)
),

neighbour_hints as (
    select
        reconciliation_id,
        max_by(figure_id, is_in_row) as figure_id,
        'line' as role,
        'neighbour' as hint
    from neighbours
    where alike = 1
    group by reconciliation_id
),

hints as (
    select
        reconciliation_id,
        figure_id,
        role,
        hint
    from neighbour_hints
    union all
    select
        reconciliation_id,
        figure_id,
        role,
        hint
    from factor_hints
    where hint is not null
    union all
    select
        reconciliation_id,
        figure_id,
        role,
        hint
    from line_hints
    union all
    select
        reconciliation_id,
        figure_id,
        role,
        hint
    from digit_hints
    where hint = 'transposed_digits'
    union all
    -- Changing one digit explains much too often: it is a hint for the faulty cell and the total only.
    select
        digit_hints.reconciliation_id,
        digit_hints.figure_id,
        digit_hints.role,
        digit_hints.hint
    from digit_hints
    left join {{ ref('reconciliation_cells') }} as cells on digit_hints.figure_id = cells.figure_id
    where digit_hints.hint = 'single_digit' and cells.breaks = 0 and (digit_hints.role = 'stated' or cells.closes > 1)
),

ranked as (
    select
        hints.*,
        row_number() over (
            partition by hints.reconciliation_id
            order by
                case when cells.closes > 1 and cells.breaks = 0 then 1 else 2 end,
                case hints.hint
                    when 'sign' then 1 when 'factor_1000' then 2 when 'missing_line' then 3
                    when 'present_line' then 4 when 'transposed_digits' then 5 else 6
                end,
                case hints.role when 'stated' then 1 else 2 end,
                hints.figure_id
        ) as choice
    from hints
    left join {{ ref('reconciliation_cells') }} as cells on hints.figure_id = cells.figure_id
)

select
    reconciliation_id,
    figure_id,
    hint
from ranked
where choice = 1
