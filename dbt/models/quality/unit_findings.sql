-- Tables of amounts whose unit the report prints nowhere: all that they have is an assumption, or nothing.

{% set languages = ['sv', 'en'] %}

with texts as (
    select
        text_id,
        sv,
        en
    from {{ ref('finding_texts') }}
),

contradicted as (
    select figure_id from {{ ref('unresolved') }}
    where attribute = 'unit' and reason = 'contradicted'
),

amounts as (
    select
        figures.*,
        figures.unit is not null and coalesce(figures.unit_source != 'prior', false) as has_stated_unit,
        contradicted.figure_id is not null as is_contradicted
    from {{ ref('all_figures') }} as figures
    left join contradicted on figures.figure_id = contradicted.figure_id
    where
        figures.is_current and figures.value is not null
        and (
            figures.unit_kind = 'money'
            or (figures.unit is null and figures.domain in ('finance', 'investment', 'forecast'))
        )
),

tables as (
    select
        *,
        count(*) over (partition by document_id, table_id) as amounts,
        mode(unit) over (partition by document_id, table_id) as assumed_unit
    from amounts
    qualify
        not bool_or(has_stated_unit or is_contradicted) over (partition by document_id, table_id)
        and row_number() over (partition by document_id, table_id order by row_number, column_number) = 1
),

named as (
    select
        *,
        coalesce(nullif(table_title, ''), nullif(section, ''), row_label) as table_name,
        row_number() over (
            partition by report_id, {{ normalized_label('table_title') }} order by table_number, figure_id
        ) as occurrence
    from tables
)

select
    {{ stable_key([
        'named.report_id', "'unit_missing'", normalized_label('named.table_title'), 'named.occurrence'
    ]) }} as finding_id,
    {{ stable_key(['named.report_id', "'unit_missing'"]) }} as cause_id,
    named.report_id,
    named.document_id,
    named.file_name,
    'unit_missing' as kind,
    'info' as severity,
    {%- for language in languages %}
    {%- set suffix = '_sv' if language == 'sv' else '' %}
    {%- set values = {'table': 'named.table_name', 'count': 'named.amounts', 'unit': 'trim(units.' ~ language ~ ')'} %}
    {{ filled('titles.' ~ language, values) }} as title{{ suffix }},
    {{ filled('details.' ~ language, values) }} as detail_sum{{ suffix }},
    {%- endfor %}
    named.table_title,
    'unclear' as believed,
    {{ stable_key(['named.amounts', 'named.assumed_unit']) }} as values_hash,
    named.page_number,
    named.page_label,
    named.line_number
from named
left join texts as titles on titles.text_id = 'title.unit_missing'
left join texts as details
    on details.text_id = case when named.assumed_unit is null then 'detail.unit_missing' else 'detail.unit_assumed' end
left join texts as units on 'unit.' || named.assumed_unit = units.text_id
