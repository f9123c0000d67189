-- Every statement that a report's figures must obey, with its verdict, whether it can be judged or not.

with verdicts as (
    select
        *,
        stated_high - stated + computed_high - computed as half_width
    from {{ ref('reconciliation_verdicts') }}
),

-- Of two printed values of one figure, either contradicts the other: the stated one is that which fewer other relations
-- support.
swapped as (
    select
        relations.reconciliation_id,
        others.figure_id,
        others.comparable_factor
    from {{ ref('relations') }} as relations
    inner join verdicts on relations.reconciliation_id = verdicts.reconciliation_id
    inner join {{ ref('reconciliation_terms') }} as others
        on relations.reconciliation_id = others.reconciliation_id and others.role = 'other'
    inner join {{ ref('reconciliation_cells') }} as stated_cells
        on relations.stated_figure_id = stated_cells.figure_id
    inner join {{ ref('reconciliation_cells') }} as other_cells on others.figure_id = other_cells.figure_id
    where
        relations.form = 'equal'
        and verdicts.status = 'inconsistent'
        and (
            other_cells.breaks < stated_cells.breaks
            or (other_cells.breaks = stated_cells.breaks and other_cells.holds < stated_cells.holds)
        )
),

sides as (
    select
        relations.reconciliation_id,
        coalesce(swapped.figure_id, relations.stated_figure_id) as stated_figure_id,
        case when swapped.figure_id is null then verdicts.computed else verdicts.stated end as computed,
        verdicts.half_width,
        coalesce(swapped.comparable_factor, verdicts.stated_factor) as factor
    from {{ ref('relations') }} as relations
    left join verdicts on relations.reconciliation_id = verdicts.reconciliation_id
    left join swapped on relations.reconciliation_id = swapped.reconciliation_id
),

printed_sides as (
    select
        reconciliation_id,
        stated_figure_id,
        {{ in_larger_unit('computed', 'factor') }} as computed_value,
        {{ in_larger_unit('half_width', 'factor') }} as half_width
    from sides
),

-- Results that are stated in prose or counted are in no cell: they have the place of their sentence, and the labels of
-- the figure that they are compared with.
without_cell as (
    select
        terms.reconciliation_id,
        terms.claim_id,
        terms.value,
        terms.unit,
        terms.half_unit,
        terms.decimals,
        min_by(others.figure_id, others.term_number) filter (where others.figure_id is not null) as other_figure_id
    from {{ ref('reconciliation_terms') }} as terms
    inner join {{ ref('reconciliation_terms') }} as others on terms.reconciliation_id = others.reconciliation_id
    where terms.role = 'stated' and terms.figure_id is null
    group by all
),

-- Cells whose correction closes every broken relation that they are part of. One that closes several is believed at
-- once; one that closes a single relation only where relations that hold confirm every other cell of it.
candidates as (
    select
        terms.reconciliation_id,
        terms.figure_id,
        terms.role,
        cells.closes,
        cells.breaks,
        rank() over (
            partition by terms.reconciliation_id order by cells.closes - cells.breaks desc, cells.breaks
        ) as place
    from {{ ref('reconciliation_terms') }} as terms
    inner join {{ ref('reconciliation_verdicts') }} as judged on terms.reconciliation_id = judged.reconciliation_id
    inner join {{ ref('reconciliation_cells') }} as cells on terms.figure_id = cells.figure_id
    where judged.status = 'inconsistent'
),

faulty as (
    select
        reconciliation_id,
        min(figure_id) filter (where place = 1) as figure_id,
        max(closes) filter (where place = 1) as closes,
        max(breaks) filter (where place = 1) as breaks,
        count(*) filter (where place = 1) as equals,
        count(*) as cells,
        bool_and(role != 'stated') filter (where place = 1) as is_part
    from candidates
    group by reconciliation_id
)

select
    relations.reconciliation_id,
    relations.report_id,
    relations.document_id,
    relations.file_name,
    relations.table_id,
    relations.kind,
    relations.form,
    relations.axis,
    relations.origin,
    relations.basis,
    relations.description,
    case when without_cell.reconciliation_id is null then stated.figure_id else relations.stated_figure_id end
        as stated_figure_id,
    without_cell.claim_id as stated_claim_id,
    stated.domain,
    stated.table_title,
    stated.section,
    stated.row_label,
    stated.row_path,
    stated.column_label,
    stated.scenario,
    stated.row_number,
    stated.column_number,
    coalesce(without_cell.value, stated.value) as stated_value,
    printed_sides.computed_value,
    coalesce(without_cell.unit, stated.unit) as unit,
    coalesce(without_cell.decimals, stated.decimals) as decimals,
    cast(coalesce(without_cell.value, stated.value) - printed_sides.computed_value as {{ exact() }}) as difference,
    printed_sides.half_width,
    verdicts.status,
    verdicts.reason,
    case
        when faulty.equals = 1 and faulty.breaks = 0 and faulty.closes > 1 then 'faulty_cell'
        when faulty.equals = 1 and faulty.breaks = 0 and faulty.cells > 1 then 'uncontradicted_cell'
        when contains(relations.basis, 'structure') and hints.hint is null then 'dropped_line'
        when relations.form = 'sum' and stated.value < printed_sides.computed_value and {{ is_headcount('stated') }}
            then 'headcount'
        when hints.hint is not null then hints.hint
        when faulty.is_part and faulty.breaks = 0 and faulty.cells > faulty.equals then 'part_at_fault'
    end as hint,
    case
        when faulty.equals = 1 and faulty.breaks = 0 and (faulty.closes > 1 or faulty.cells > 1) then faulty.figure_id
        else hints.figure_id
    end as hint_figure_id,
    hints.hint as difference_hint,
    case when faulty.closes > 1 and faulty.closes > faulty.breaks then faulty.figure_id end as common_figure_id,
    {{ is_headcount('stated') }} as is_headcount,
    cast(case
        -- Division of exact numbers is dear, and most relations hold to the last digit.
        when coalesce(without_cell.value, stated.value) = printed_sides.computed_value then 0
        when coalesce(without_cell.half_unit, stated.half_unit) > 0
            then
                {{ quotient_down(
                    'abs(coalesce(without_cell.value, stated.value) - printed_sides.computed_value)',
                    '2 * coalesce(without_cell.half_unit, stated.half_unit)'
                ) }}
        else abs(coalesce(without_cell.value, stated.value) - printed_sides.computed_value)
    end as {{ exact() }}) as difference_in_last_digits,
    cast(case
        when coalesce(without_cell.value, stated.value) = 0 then null
        when coalesce(without_cell.value, stated.value) = printed_sides.computed_value then 0
        when coalesce(without_cell.value, stated.value) != 0
            then
                {{ quotient_down(
                    'abs(coalesce(without_cell.value, stated.value) - printed_sides.computed_value)',
                    'abs(coalesce(without_cell.value, stated.value))'
                ) }}
    end as {{ exact() }}) as relative_difference,
    verdicts.terms,
    verdicts.missing_terms,
    case when without_cell.claim_id is null then stated.page_number else claims.page_number end as page_number,
    case when without_cell.claim_id is null then stated.page_label else claims.page_label end as page_label,
    case when without_cell.claim_id is null then stated.line_number else claims.line_number end as line_number,
    case when without_cell.claim_id is null then stated.char_start else claims.char_start end as char_start,
    case when without_cell.claim_id is null then stated.char_end else claims.char_end end as char_end,
    case when without_cell.claim_id is null then stated.x0 else claims.x0 end as x0,
    case when without_cell.claim_id is null then stated.top else claims.top end as top,
    case when without_cell.claim_id is null then stated.x1 else claims.x1 end as x1,
    case when without_cell.claim_id is null then stated.bottom else claims.bottom end as bottom
from {{ ref('relations') }} as relations
left join verdicts on relations.reconciliation_id = verdicts.reconciliation_id
left join printed_sides on relations.reconciliation_id = printed_sides.reconciliation_id
left join without_cell on relations.reconciliation_id = without_cell.reconciliation_id
left join {{ ref('all_claims') }} as claims on without_cell.claim_id = claims.claim_id
left join {{ ref('all_figures') }} as stated
    on coalesce(printed_sides.stated_figure_id, without_cell.other_figure_id) = stated.figure_id
left join faulty on relations.reconciliation_id = faulty.reconciliation_id
left join {{ ref('reconciliation_hints') }} as hints on relations.reconciliation_id = hints.reconciliation_id
