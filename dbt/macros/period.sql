{# The period of a report: its year, or year-month for a report that ends before December. #}
{% macro report_period(year, end_month) -%}
    cast({{ year }} as varchar)
    || case when {{ end_month }} < 12 then '-' || lpad(cast({{ end_month }} as varchar), 2, '0') else '' end
{%- endmacro %}
