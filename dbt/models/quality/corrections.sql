-- The value that a figure believed to be at fault should have, and the relations that would hold with it, in words.

{% set languages = {'sv': ',', 'en': '.'} %}

with faults as (
    select distinct hint_figure_id as figure_id
    from {{ ref('fct_reconciliation') }}
    where
        status = 'inconsistent'
        and hint in ('faulty_cell', 'uncontradicted_cell', 'sign', 'transposed_digits', 'single_digit')
),

broken as (
    select
        relations.reconciliation_id,
        stated.row_label,
        stated.column_label,
        relations.form,
        verdicts.base_factor,
        verdicts.stated,
        verdicts.computed,
        verdicts.stated_high - verdicts.stated_low + verdicts.computed_high - verdicts.computed_low as width
    from {{ ref('relations') }} as relations
    inner join {{ ref('reconciliation_verdicts') }} as verdicts
        on relations.reconciliation_id = verdicts.reconciliation_id
    inner join {{ ref('all_figures') }} as stated on relations.stated_figure_id = stated.figure_id
    where
        verdicts.status = 'inconsistent'
        and relations.form in ('sum', 'difference', 'equal')
        and coalesce(relations.axis, '') != 'prose'
),

-- The change (in SEK where it is money) that closes each relation exactly; all of them are closed within its bounds.
closed as (
    select
        terms.figure_id,
        broken.reconciliation_id,
        broken.row_label,
        broken.column_label,
        broken.form,
        broken.width,
        terms.comparable_factor * terms.base_factor as factor,
        case
            when terms.role = 'stated' then broken.computed - broken.stated
            else terms.weight * (broken.stated - broken.computed)
        end * broken.base_factor as change,
        cells.change_low,
        cells.change_high
    from faults
    inner join {{ ref('reconciliation_cells') }} as cells on faults.figure_id = cells.figure_id
    inner join {{ ref('reconciliation_terms') }} as terms on faults.figure_id = terms.figure_id
    inner join broken on terms.reconciliation_id = broken.reconciliation_id
    where cells.breaks = 0 and terms.comparable_value is not null and (terms.role = 'stated' or abs(terms.weight) = 1)
),

-- The relation with the least room for rounding says it most exactly.
chosen as (
    select
        figure_id,
        min_by(change, width) as change,
        min_by(factor, width) as factor
    from closed
    where (change > change_low and change < change_high) or (change = change_low and change = change_high)
    group by figure_id
),

corrected as (
    select
        chosen.figure_id,
        cast(figures.value + {{ in_larger_unit('chosen.change', 'chosen.factor') }} as {{ exact() }}) as expected,
        coalesce(figures.decimals, 0) as decimals,
        figures.unit
    from chosen
    inner join {{ ref('all_figures') }} as figures on chosen.figure_id = figures.figure_id
    -- A figure that should be nothing is no part of the sum.
    where cast(figures.value + {{ in_larger_unit('chosen.change', 'chosen.factor') }} as {{ exact() }}) != 0
),

terms as (
    select
        closed.figure_id,
        closed.reconciliation_id,
        closed.form,
        closed.row_label,
        closed.column_label,
        closed.width,
        terms.role = 'stated' as is_stated,
        terms.figure_id = closed.figure_id as is_corrected,
        figures.table_title,
        terms.term_number,
        terms.weight,
        terms.unit,
        case when terms.figure_id = closed.figure_id then corrected.expected else terms.value end as value,
        case when terms.figure_id = closed.figure_id then corrected.decimals else coalesce(terms.decimals, 0) end
            as decimals,
        row_number() over (
            partition by closed.figure_id, closed.reconciliation_id
            order by terms.role = 'stated', terms.term_number
        ) as place
    from closed
    inner join corrected on closed.figure_id = corrected.figure_id
    inner join {{ ref('reconciliation_terms') }} as terms on closed.reconciliation_id = terms.reconciliation_id
    left join {{ ref('all_figures') }} as figures on terms.figure_id = figures.figure_id
),

printed_terms as (
    select
        *,
        {{ term_sign('place', 'value', 'weight') }} as sign,
        {{ term_closing('place', 'value', 'weight') }} as closing,
    {%- for language, mark in languages.items() %}
    {{ printed_number('abs(value)', 'decimals', mark) }} as number_{{ language }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from terms
),

described as (
    select
        figure_id,
        reconciliation_id,
        min(width) as width,
        case
            when min(form) = 'equal' then 'equal'
            when bool_or(is_stated and is_corrected) then 'own'
            when count(*) between 3 and 4 and count(*) = count(value) and count(distinct unit) <= 1 then 'written'
            else 'named'
        end as description,
        min(row_label) as row_label,
        min(column_label) as column_label,
        min(table_title) filter (where not is_corrected) as other_table,
    {%- for language in languages %}
    string_agg(sign || number_{{ language }} || closing, '' order by place) filter (where not is_stated)
    || ' = ' || max(case when value < 0 then '-' else '' end || number_{{ language }}) filter (where is_stated)
        as sum_{{ language }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from printed_terms
    group by figure_id, reconciliation_id
),

gathered as (
    select
        described.figure_id,
        count(*) as relations,
        bool_and(described.description = 'own') as is_own_sum,
    {%- for language in languages %}
    list({{ filled('texts.' ~ language, {
            'row': 'described.row_label', 'column': 'described.column_label', 'table': 'described.other_table',
            'sum': 'described.sum_' ~ language
        }) }} order by described.width, described.reconciliation_id) as proofs_{{ language }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from described
    inner join {{ ref('finding_texts') }} as texts on 'proof.' || described.description = texts.text_id
    group by described.figure_id
)

select
    corrected.figure_id,
    corrected.expected,
{%- for language, mark in languages.items() %}
    {{ filled('texts.' ~ language, {
        'expected': printed_number('corrected.expected', 'corrected.decimals', mark),
        'first': 'gathered.proofs_' ~ language ~ '[1]',
        'second': 'gathered.proofs_' ~ language ~ '[2]',
        'more': 'gathered.relations - 2'
    }) }} as correction_{{ language }}
{{- ',' if not loop.last }}
{%- endfor %}
from corrected
inner join gathered on corrected.figure_id = gathered.figure_id
inner join {{ ref('finding_texts') }} as texts
    on
        'correction.' || case
            -- The finding itself shows the sum of its own terms.
            when gathered.is_own_sum then 'own'
            when gathered.relations = 1 then 'one'
            when gathered.relations = 2 then 'two'
            else 'more'
        end = texts.text_id
