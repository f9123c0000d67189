{# What the views for people have in common: the organization first, the report and the place last. #}
{% macro view_organization() -%}
    reports.municipality,
    organizations.name as organization,
    organizations.kind as organization_kind,
    organizations.parent as part_of
{%- endmacro %}

{% macro view_report() -%}
    reports.title as report,
    reports.report_type,
    reports.year as report_year
{%- endmacro %}

{% macro view_place() -%}
    facts.file_name,
    coalesce(facts.page_label, cast(facts.page_number as varchar)) as page,
    facts.line_number
{%- endmacro %}

{# Where a fact is printed; `table` has the title of its table. #}
{% macro view_print(table='facts') -%}
    {{ view_report() }},
    {{ table }}.table_title,
    facts.row_label,
    figures.column_label,
    figures.value_as_printed,
    {{ view_place() }}
{%- endmacro %}

{# The fact with its report and organization. #}
{% macro view_from(fact) -%}
    {{ ref(fact) }} as facts
    inner join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
    left join
        {{ ref('dim_organization') }} as organizations
        on facts.organization_id = organizations.organization_id
{%- endmacro %}

{# The same parts of the Swedish views. #}
{% macro view_organization_sv() -%}
    facts.municipality as kommun,
    facts.organization as organisation,
    {{ in_swedish('facts.organization_kind') }} as organisationstyp,
    facts.part_of as del_av
{%- endmacro %}

{% macro view_report_sv() -%}
    facts.report as rapport,
    {{ in_swedish('facts.report_type') }} as rapporttyp,
    facts.report_year as rapportår
{%- endmacro %}

{% macro view_place_sv() -%}
    facts.file_name as fil,
    facts.page as sida,
    facts.line_number as rad
{%- endmacro %}

{% macro view_print_sv() -%}
    {{ view_report_sv() }},
    facts.table_title as tabell,
    facts.row_label as radrubrik,
    facts.column_label as kolumnrubrik,
    facts.value_as_printed as tryckt_värde,
    {{ view_place_sv() }}
{%- endmacro %}

{# The Swedish words by code, for `in_swedish`. #}
{% macro swedish_words() -%}
    (select map_from_entries(list((code, swedish))) as swedish from {{ ref('swedish_words') }}) as words
{%- endmacro %}

{# An English view with the Swedish words of its codes. #}
{% macro view_from_sv(view) -%}
    {{ ref(view) }} as facts
    cross join {{ swedish_words() }}
{%- endmacro %}
