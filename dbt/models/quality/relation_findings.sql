-- Relations that do not hold, in words: what is wrong, the sum written out, what the difference looks like, and why the
-- report may still be right.

{% set languages = {'sv': ',', 'en': '.'} %}

with texts as (
    select
        text_id,
        sv,
        en
    from {{ ref('finding_texts') }}
),

broken as (
    select
        checks.*,
        causes.finding_id,
        causes.cause_id,
        causes.believed,
        causes.doubt,
        alternatives.kind as alternative,
        alternatives.evidence,
        causes.severity,
        causes.is_rounding
    from {{ ref('finding_causes') }} as causes
    inner join {{ ref('fct_reconciliation') }} as checks on causes.reconciliation_id = checks.reconciliation_id
    left join {{ ref('alternative_readings') }} as alternatives
        on causes.reconciliation_id = alternatives.reconciliation_id
),

terms as (
    select
        terms.*,
        broken.finding_id,
        broken.form,
        broken.unit as stated_unit,
        figures.table_title,
        coalesce(broken.decimals, 0) as stated_decimals,
        row_number() over (partition by broken.finding_id order by terms.term_number) as place,
        count(*) over (partition by broken.finding_id) as terms
    from broken
    inner join {{ ref('reconciliation_terms') }} as terms on broken.reconciliation_id = terms.reconciliation_id
    left join {{ ref('all_figures') }} as figures on terms.figure_id = figures.figure_id
    where terms.figure_id is distinct from broken.stated_figure_id and terms.value is not null
),

printed_terms as (
    select
        terms.*,
        {%- for language, mark in languages.items() %}
        {{ printed_number('abs(terms.value)', 'terms.decimals', mark) }}
        || case
            when
                terms.unit != terms.stated_unit and terms.form not in ('ratio', 'growth')
                then coalesce(units.{{ language }}, '')
            else ''
        end as number_{{ language }},
        {%- endfor %}
        {{ term_sign('terms.place', 'terms.value', 'terms.weight') }} as sign,
        {{ term_closing('terms.place', 'terms.value', 'terms.weight') }} as closing
    from terms
    left join texts as units on 'unit.' || terms.unit = units.text_id
),

-- A sentence is quoted; the cell that it is compared with has a place of its own.
claimed as (
    select
        broken.finding_id,
        claims.quote,
        min_by(figures.page_number, terms.term_number) as cell_page_number,
        min_by(figures.line_number, terms.term_number) as cell_line_number
    from broken
    inner join {{ ref('all_claims') }} as claims on broken.stated_claim_id = claims.claim_id
    left join {{ ref('reconciliation_terms') }} as terms
        on broken.reconciliation_id = terms.reconciliation_id and terms.figure_id is not null
    left join {{ ref('all_figures') }} as figures on terms.figure_id = figures.figure_id
    group by broken.finding_id, claims.quote
),

sums as (
    select
        finding_id,
        max(terms) as terms,
        -- The figure that a sentence is compared with is shown as its table prints it where the units are the same.
        max(decimals) filter (where form = 'equal' and unit = stated_unit) as other_decimals,
        -- A quotient is shown with one more decimal than it is printed with, so that a rounding can be seen.
        greatest(
            max(stated_decimals) + max(case when form in ('ratio', 'growth') then 1 else 0 end),
            max(case when form in ('ratio', 'growth') then 0 else coalesce(decimals, 0) end)
        ) as shown_decimals,
        max(table_title) filter (where form = 'equal') as other_table,
        max(concat_ws(', ', row_label, column_label)) filter (where form = 'equal') as other,
        {%- for language in languages %}
        -- Long sums show their first terms and the number of terms.
        string_agg(sign || number_{{ language }} || closing, '' order by place)
        filter (where terms <= 8 or place <= 5) as terms_{{ language }},
        max(case when value < 0 then '-' else '' end || number_{{ language }})
        filter (where role in ('numerator', 'current')) as first_{{ language }},
        max(case when weight * value < 0 then '-' else '' end || number_{{ language }})
        filter (where role in ('denominator', 'previous')) as second_{{ language }},
        {%- endfor %}
        {{ stable_key(["string_agg(role || weight || value_as_printed, '|' order by place)"]) }} as terms_hash
    from printed_terms
    group by finding_id
),

{% set computed_decimals = "case when broken.axis = 'prose' then coalesce(sums.other_decimals, sums.shown_decimals)
    else sums.shown_decimals end" %}

numbers as (
    select
        broken.finding_id,
    {%- for language, mark in languages.items() %}
    case
        when broken.unit = 'year' then cast(cast(broken.stated_value as bigint) as varchar)
        else {{ printed_number('broken.stated_value', 'broken.decimals', mark) }}
    end as stated_{{ language }},
    case
        when broken.unit = 'year' then cast(cast(broken.computed_value as bigint) as varchar)
        else {{ printed_number('broken.computed_value', computed_decimals, mark) }}
    end as computed_{{ language }},
    {{ printed_number('broken.difference', 'sums.shown_decimals', mark) }} as difference_{{ language }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from broken
    left join sums on broken.finding_id = sums.finding_id
),

worded as (
    select
        broken.*,
        sums.terms_hash,
        claimed.quote,
        claimed.cell_page_number,
        claimed.cell_line_number,
        case when not broken.is_rounding and broken.alternative is null then corrections.expected end as expected,
    {%- for language in languages %}
        {{ filled('coalesce(titles.' ~ language ~ ', other_titles.' ~ language ~ ')', {
            'row': 'broken.row_label', 'column': 'broken.column_label'
        }) }} as title_{{ language }},
        {{ filled('details.' ~ language, {
            'terms': 'sums.terms_' ~ language,
            'more': 'case when sums.terms > 8 then more.' ~ language ~ ' end',
            'count': 'sums.terms',
            'computed': 'numbers.computed_' ~ language,
            'stated': 'numbers.stated_' ~ language,
            'difference': 'numbers.difference_' ~ language,
            'unit': 'units.' ~ language,
            'table': 'broken.table_title',
            'other_table': 'sums.other_table',
            'other': 'sums.other',
            'first': 'sums.first_' ~ language,
            'second': 'sums.second_' ~ language
        }) }} as sum_{{ language }},
    case
        when not broken.is_rounding and broken.alternative is null
            then
                concat_ws(' ', nullif({{ filled('hints.' ~ language, {
                        'hint_row': 'hinted.row_label', 'hint_column': 'hinted.column_label',
                        'stated': 'numbers.stated_' ~ language, 'unit': 'units.' ~ language,
                        'other_unit': 'trim(likely_units.' ~ language ~ ')', 'claimed_unit': 'trim(units.' ~ language ~ ')'
                    }) }}, ''), corrections.correction_{{ language }})
    end as hint_{{ language }},
        {{ filled('doubts.' ~ language, {
            'count': 'sums.terms + 1', 'evidence': 'broken.evidence'
        }) }} as doubt_{{ language }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from broken
    left join sums on broken.finding_id = sums.finding_id
    left join numbers on broken.finding_id = numbers.finding_id
    left join texts as titles
        on 'title.' || case when broken.is_rounding then 'rounding' else broken.kind end = titles.text_id
    left join texts as other_titles on other_titles.text_id = 'title.other'
    left join texts as details
        on
            'detail.' || case when broken.axis = 'prose' then 'prose_' else '' end
            || case when broken.form = 'difference' then 'sum' else broken.form end = details.text_id
    left join texts as more on more.text_id = 'more_terms'
    left join texts as units on 'unit.' || broken.unit = units.text_id
    left join {{ ref('corrections') }} as corrections on broken.hint_figure_id = corrections.figure_id
    left join texts as hints
        on
            'hint.' || case
                when broken.kind = 'unit_slip' then broken.kind
                when corrections.figure_id is not null and broken.hint in ('faulty_cell', 'uncontradicted_cell')
                    then 'corrected'
                else broken.hint
            end = hints.text_id
    -- Text and table differ by a thousand: the next unit of money up or down.
    left join {{ ref('units') }} as claimed_unit on broken.unit = claimed_unit.unit
    left join {{ ref('units') }} as likely_unit
        on
            broken.kind = 'unit_slip'
            and likely_unit.sek_factor = claimed_unit.sek_factor * case
                when abs(broken.computed_value) > abs(broken.stated_value) then 1000 else 0.001
            end
            and likely_unit.unit like '%SEK'
    left join texts as likely_units on 'unit.' || likely_unit.unit = likely_units.text_id
    left join claimed on broken.finding_id = claimed.finding_id
    left join {{ ref('all_figures') }} as hinted on broken.hint_figure_id = hinted.figure_id
    left join texts as doubts
        on
            case
                when broken.doubt = 'other_reading' then 'reading.' || broken.alternative else 'doubt.' || broken.doubt
            end = doubts.text_id
)

select
    finding_id,
    cause_id,
    reconciliation_id,
    report_id,
    document_id,
    file_name,
    kind,
    severity,
    {%- for language in languages %}
    {%- set suffix = '_sv' if language == 'sv' else '' %}
    title_{{ language }} as title{{ suffix }},
    nullif(sum_{{ language }}, '') as detail_sum{{ suffix }},
    nullif(hint_{{ language }}, '') as detail_hint{{ suffix }},
    nullif(doubt_{{ language }}, '') as detail_doubt{{ suffix }},
    {%- endfor %}
    table_title,
    row_label,
    row_path,
    column_label,
    cast(stated_value as {{ exact() }}) as stated,
    computed_value as computed,
    difference,
    unit,
    difference_in_last_digits,
    relative_difference,
    hint,
    expected,
    quote,
    is_rounding,
    -- In other forms half_width is not an amount to compare the difference with.
    case
        when form in ('sum', 'difference') and status = 'inconsistent' and not is_rounding then nullif(half_width, 0)
    end as rounding,
    believed,
    {{ stable_key(['stated_value', 'computed_value', 'terms_hash']) }} as values_hash,
    page_number,
    page_label,
    line_number,
    cell_page_number,
    cell_line_number,
    char_start,
    char_end,
    x0,
    top,
    x1,
    bottom
from worded
