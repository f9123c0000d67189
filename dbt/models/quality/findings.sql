-- What a reader should know: relations that do not hold, numbers we could not read, files we could not open.

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
    left join {{ source('staging', 'figures') }} as figures on terms.figure_id = figures.figure_id
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
        case
            when terms.place = 1 and terms.value * terms.weight < 0 then '-'
            when terms.place = 1 then ''
            when terms.weight < 0 and terms.value < 0 then ' - (-'
            when terms.weight < 0 or terms.value < 0 then ' - '
            else ' + '
        end as sign,
        case when terms.place > 1 and terms.weight < 0 and terms.value < 0 then ')' else '' end as closing
    from terms
    left join texts as units on 'unit.' || terms.unit = units.text_id
),

sums as (
    select
        finding_id,
        max(terms) as terms,
        -- What a sentence is held against is shown as its table prints it where the units are one.
        max(decimals) filter (where form = 'equal' and unit = stated_unit) as other_decimals,
        -- A quotient is shown with one decimal more than it is printed with, so that a rounding can be seen.
        greatest(
            max(stated_decimals) + max(case when form in ('ratio', 'growth') then 1 else 0 end),
            max(case when form in ('ratio', 'growth') then 0 else coalesce(decimals, 0) end)
        ) as shown_decimals,
        max(table_title) filter (where form = 'equal') as other_table,
        max(concat_ws(', ', row_label, column_label)) filter (where form = 'equal') as other,
        {%- for language in languages %}
        -- Long sums show their first terms and how many there are.
        string_agg(sign || number_{{ language }} || closing, '' order by place)
        filter (where terms <= 8 or place <= 5) as terms_{{ language }},
        max(case when value < 0 then '-' else '' end || number_{{ language }})
        filter (where role in ('numerator', 'current')) as first_{{ language }},
        max(case when weight * value < 0 then '-' else '' end || number_{{ language }})
        filter (where role in ('denominator', 'previous')) as second_{{ language }},
        {%- endfor %}
        md5(string_agg(role || weight || value_as_printed, '|' order by place)) as terms_hash
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
        {{ filled('case when not broken.is_rounding and broken.alternative is null then hints.' ~ language ~ ' end', {
            'hint_row': 'hinted.row_label', 'hint_column': 'hinted.column_label'
        }) }} as hint_{{ language }},
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
    left join texts as hints on 'hint.' || broken.hint = hints.text_id
    left join {{ source('staging', 'figures') }} as hinted on broken.hint_figure_id = hinted.figure_id
    left join texts as doubts
        on
            case
                when broken.doubt = 'other_reading' then 'reading.' || broken.alternative else 'doubt.' || broken.doubt
            end = doubts.text_id
),

unread as (
    select
        reports.report_id,
        reports.document_id,
        reports.file_name,
        reports.share_read,
        count(*) as numbers,
        min(unread_numbers.page_number) as page_number,
        min(unread_numbers.line_number) as line_number
    from {{ ref('unread_numbers') }} as unread_numbers
    inner join {{ ref('dim_report') }} as reports on unread_numbers.report_id = reports.report_id
    group by reports.report_id, reports.document_id, reports.file_name, reports.share_read
),

unread_pages as (
    select
        reports.report_id,
        reports.document_id,
        reports.file_name,
        count(*) as pages,
        string_agg(pages.page_number, ', ' order by pages.page_number) as page_numbers,
        min(pages.page_number) as page_number
    from {{ source('staging', 'pages') }} as pages
    inner join {{ ref('dim_report') }} as reports on pages.document_id = reports.document_id
    where pages.text_source = 'unread'
    group by reports.report_id, reports.document_id, reports.file_name
),

reports as (
    select * from {{ ref('reports') }}
),

-- Two current reports of one name, of which neither replaces the other.
namesakes as (
    select
        later.report_id,
        later.document_id,
        later.file_name,
        earlier.report_id as earlier_report_id,
        earlier.file_name as earlier_file_name,
        pairs.shared_rows,
        pairs.earlier_printed_rows
    from {{ ref('report_pairs') }} as pairs
    inner join reports as later on pairs.document_id = later.document_id
    inner join reports as earlier on pairs.earlier_document_id = earlier.document_id
    where later.is_current and earlier.is_current
),

accepted as (
    select distinct finding_id
    from {{ source('state', 'accepted') }}
),

all_findings as (
    select
        finding_id,
        cause_id,
        reconciliation_id,
        report_id,
        document_id,
        file_name,
        kind,
        severity,
        title_en as title,
        sum_en || hint_en || doubt_en as detail,
        title_sv,
        sum_sv || hint_sv || doubt_sv as detail_sv,
        table_title,
        row_label,
        row_path,
        column_label,
        stated_value as stated,
        computed_value as computed,
        difference,
        unit,
        difference_in_last_digits,
        relative_difference,
        hint,
        is_rounding,
        believed,
        md5(concat_ws('|', stated_value, computed_value, terms_hash)) as values_hash,
        page_number,
        page_label,
        line_number,
        char_start,
        char_end,
        x0,
        top,
        x1,
        bottom
    from worded
    union all by name
    select
        md5(concat_ws('|', unread.report_id, 'unread_numbers')) as finding_id,
        md5(concat_ws('|', unread.report_id, 'unread_numbers')) as cause_id,
        unread.report_id,
        unread.document_id,
        unread.file_name,
        'unread_numbers' as kind,
        'error' as severity,
        replace(titles.en, '{count}', cast(unread.numbers as varchar)) as title,
        replace(details.en, '{share}', {{ printed_number('unread.share_read * 100', '1', '.') }}) as detail,
        replace(titles.sv, '{count}', cast(unread.numbers as varchar)) as title_sv,
        replace(details.sv, '{share}', {{ printed_number('unread.share_read * 100', '1', ',') }}) as detail_sv,
        false as is_rounding,
        'reading_error' as believed,
        md5(cast(unread.numbers as varchar)) as values_hash,
        unread.page_number,
        unread.line_number
    from unread
    left join texts as titles on titles.text_id = 'title.unread_numbers'
    left join texts as details on details.text_id = 'detail.unread_numbers'
    union all by name
    select
        md5(concat_ws('|', unread_pages.report_id, 'unread_pages')) as finding_id,
        md5(concat_ws('|', unread_pages.report_id, 'unread_pages')) as cause_id,
        unread_pages.report_id,
        unread_pages.document_id,
        unread_pages.file_name,
        'unread_pages' as kind,
        'error' as severity,
        replace(titles.en, '{count}', cast(unread_pages.pages as varchar)) as title,
        replace(details.en, '{pages}', unread_pages.page_numbers) as detail,
        replace(titles.sv, '{count}', cast(unread_pages.pages as varchar)) as title_sv,
        replace(details.sv, '{pages}', unread_pages.page_numbers) as detail_sv,
        false as is_rounding,
        'reading_error' as believed,
        md5(unread_pages.page_numbers) as values_hash,
        unread_pages.page_number
    from unread_pages
    left join texts as titles on titles.text_id = 'title.unread_pages'
    left join texts as details on details.text_id = 'detail.unread_pages'
    union all by name
    select
        md5(concat_ws('|', quarantine.document_id, 'unreadable_report')) as finding_id,
        md5(concat_ws('|', quarantine.document_id, 'unreadable_report')) as cause_id,
        quarantine.document_id,
        quarantine.file_name,
        'unreadable_report' as kind,
        'error' as severity,
        replace(titles.en, '{file}', quarantine.file_name) as title,
        quarantine.detail,
        replace(titles.sv, '{file}', quarantine.file_name) as title_sv,
        quarantine.detail as detail_sv,
        false as is_rounding,
        'unclear' as believed,
        md5(quarantine.document_id) as values_hash
    from {{ ref('quarantine') }} as quarantine
    left join texts as titles on titles.text_id = 'title.unreadable_report'
    union all by name
    select
        md5(concat_ws('|', namesakes.report_id, 'possible_revision', namesakes.earlier_report_id)) as finding_id,
        md5(concat_ws('|', namesakes.report_id, 'possible_revision', namesakes.earlier_report_id)) as cause_id,
        namesakes.report_id,
        namesakes.document_id,
        namesakes.file_name,
        'possible_revision' as kind,
        'info' as severity,
        {%- for language in languages %}
        {{ filled('titles.' ~ language, {
            'file': 'namesakes.file_name', 'other': 'namesakes.earlier_file_name'
        }) }} as title{{ '_sv' if language == 'sv' }},
        {{ filled('details.' ~ language, {
            'file': 'namesakes.file_name',
            'other': 'namesakes.earlier_file_name',
            'count': 'namesakes.earlier_printed_rows',
            'shared': 'namesakes.shared_rows'
        }) }} as detail{{ '_sv' if language == 'sv' }},
        {%- endfor %}
        false as is_rounding,
        'unclear' as believed,
        md5(concat_ws('|', namesakes.shared_rows, namesakes.earlier_printed_rows)) as values_hash
    from namesakes
    left join texts as titles on titles.text_id = 'title.possible_revision'
    left join texts as details on details.text_id = 'detail.possible_revision'
),

history as (
    select * from {{ source('state', 'finding_history') }}
),

found as (
    select
        all_findings.*,
        coalesce(history.first_seen_at, cast('{{ var("run_at") }}' as timestamp)) as first_seen_at,
        cast('{{ var("run_at") }}' as timestamp) as last_seen_at,
        case when accepted.finding_id is null then 'open' else 'accepted' end as state
    from all_findings
    left join history on all_findings.finding_id = history.finding_id
    left join accepted on all_findings.finding_id = accepted.finding_id
),

-- What is found no more keeps the wording it had, and stands as it was while the file it was found in can't be read.
lost as (
    select
        history.*,
        current_reports.document_id as current_document_id,
        coalesce(ledger.in_raw, false) as in_raw,
        history.state != 'resolved' and history.kind != 'unreadable_report'
        and current_reports.document_id is null and coalesce(ledger.status = 'quarantined', false) as still_stands
    from history
    left join {{ ref('dim_report') }} as current_reports on history.report_id = current_reports.report_id
    left join {{ source('state', 'ledger') }} as ledger on history.document_id = ledger.document_id
    where
        history.title_sv is not null
        and history.finding_id not in (select found.finding_id from found)
),

-- Otherwise it is withdrawn with its report or file, revised when the report now is another document than the one it
-- was found in, or read or judged differently.
resolved as (
    select
        *
        exclude (state, resolved_at, resolution, current_document_id, in_raw, still_stands),
        case when still_stands then state else 'resolved' end as state,
        case
            when still_stands then null
            when state = 'resolved' then resolved_at
            else cast('{{ var("run_at") }}' as timestamp)
        end as resolved_at,
        case
            when still_stands then null
            when state = 'resolved' then resolution
            when report_id is null and in_raw then 'reread'
            when current_document_id is null then 'withdrawn'
            when current_document_id != document_id then 'revised'
            else 'reread'
        end as resolution
    from lost
),

told as (
    select * from found
    union all by name
    select * from resolved
)

select
    told.finding_id,
    told.cause_id,
    told.reconciliation_id,
    told.report_id,
    told.document_id,
    told.file_name,
    told.kind,
    told.severity,
    told.title,
    told.detail,
    told.title_sv,
    told.detail_sv,
    told.table_title,
    told.row_label,
    told.row_path,
    told.column_label,
    cast(told.stated as {{ exact() }}) as stated,
    told.computed,
    told.difference,
    told.unit,
    told.difference_in_last_digits,
    told.relative_difference,
    told.hint,
    told.is_rounding,
    cast(row_number() over (
        order by
            told.state = 'resolved' asc,
            case told.severity when 'warning' then 1 when 'error' then 2 else 3 end,
            told.is_rounding asc,
            told.relative_difference desc nulls last,
            told.difference_in_last_digits desc nulls last,
            told.finding_id asc
    ) as integer) as rank,
    told.believed,
    told.values_hash,
    told.page_number,
    told.page_label,
    told.line_number,
    told.char_start,
    told.char_end,
    told.x0,
    told.top,
    told.x1,
    told.bottom,
    told.first_seen_at,
    told.last_seen_at,
    told.state,
    told.resolved_at,
    told.resolution
from told
