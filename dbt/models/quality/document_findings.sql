-- Findings about whole documents: what we could not read of them, and reports of one name of which neither replaces the
-- other.

{% set languages = {'sv': ',', 'en': '.'} %}

with texts as (
    select
        text_id,
        sv,
        en
    from {{ ref('finding_texts') }}
),

reports as (
    select * from {{ ref('reports') }}
),

unread_numbers as (
    select
        reports.report_id,
        reports.document_id,
        reports.file_name,
        reports.share_read * 100 as share,
        count(*) as numbers,
        min(unread_numbers.page_number) as page_number,
        min(unread_numbers.line_number) as line_number
    from {{ ref('unread_numbers') }} as unread_numbers
    inner join {{ ref('dim_report') }} as reports on unread_numbers.report_id = reports.report_id
    group by reports.report_id, reports.document_id, reports.file_name, reports.share_read
),

unread_pages as (
    select
        report_id,
        document_id,
        file_name,
        count(*) as pages,
        string_agg(page_number, ', ' order by page_number) as page_numbers,
        min(page_number) as page_number
    from {{ ref('all_pages') }}
    where is_current and text_source = 'unread'
    group by report_id, document_id, file_name
),

unread_pictures as (
    select
        report_id,
        document_id,
        file_name,
        count(*) as pictures,
        min(page_number) as page_number,
        min(line_number) as line_number
    from {{ ref('unread_pictures') }}
    group by report_id, document_id, file_name
),

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

found as (
    select
        {{ stable_key(['report_id', "'unread_numbers'"]) }} as finding_id,
        report_id,
        document_id,
        file_name,
        'unread_numbers' as kind,
        'error' as severity,
        'reading_error' as believed,
        numbers as counted,
        {%- for language, mark in languages.items() %}
        {{ printed_number('share', '1', mark) }} as share_{{ language }},
        {%- endfor %}
        {{ stable_key(['numbers']) }} as values_hash,
        page_number,
        line_number
    from unread_numbers
    union all by name
    select
        {{ stable_key(['report_id', "'unread_pages'"]) }} as finding_id,
        report_id,
        document_id,
        file_name,
        'unread_pages' as kind,
        'error' as severity,
        'reading_error' as believed,
        pages as counted,
        page_numbers,
        {{ stable_key(['page_numbers']) }} as values_hash,
        page_number
    from unread_pages
    union all by name
    select
        {{ stable_key(['report_id', "'unread_pictures'"]) }} as finding_id,
        report_id,
        document_id,
        file_name,
        'unread_pictures' as kind,
        'error' as severity,
        'reading_error' as believed,
        pictures as counted,
        {{ stable_key(['pictures']) }} as values_hash,
        page_number,
        line_number
    from unread_pictures
    union all by name
    select
        {{ stable_key(['document_id', "'unreadable_report'"]) }} as finding_id,
        document_id,
        file_name,
        'unreadable_report' as kind,
        'error' as severity,
        'unclear' as believed,
        detail,
        reason,
        {{ stable_key(['document_id']) }} as values_hash
    from {{ ref('quarantine') }}
    union all by name
    select
        {{ stable_key(['report_id', "'possible_revision'", 'earlier_report_id']) }} as finding_id,
        report_id,
        document_id,
        file_name,
        'possible_revision' as kind,
        'info' as severity,
        'unclear' as believed,
        earlier_printed_rows as counted,
        shared_rows,
        earlier_file_name,
        {{ stable_key(['shared_rows', 'earlier_printed_rows']) }} as values_hash
    from namesakes
)

select
    found.finding_id,
    found.finding_id as cause_id,
    found.report_id,
    found.document_id,
    found.file_name,
    found.kind,
    found.severity,
    {%- for language in languages %}
    {%- set suffix = '_sv' if language == 'sv' else '' %}
    {%- set values = {
        'count': 'found.counted',
        'share': 'found.share_' ~ language,
        'pages': 'found.page_numbers',
        'file': 'found.file_name',
        'other': 'found.earlier_file_name',
        'shared': 'found.shared_rows'
    } %}
    {{ filled('titles.' ~ language, values) }} as title{{ suffix }},
    {%- set detail = filled('details.' ~ language, values) %}
    {%- if language == 'en' %}
    -- The reader that failed says in English why a file could not be opened.
    case when found.kind = 'unreadable_report' then found.detail else {{ detail }} end as detail_sum{{ suffix }},
    {%- else %}
    {{ detail }} as detail_sum{{ suffix }},
    {%- endif %}
    {%- endfor %}
    found.believed,
    found.values_hash,
    found.page_number,
    found.line_number
from found
left join texts as titles on 'title.' || found.kind = titles.text_id
left join texts as details
    on
        case when found.kind = 'unreadable_report' then 'unreadable.' || found.reason else 'detail.' || found.kind end
        = details.text_id
