{# The schema is the configured one, without dbt's prefix of the target: analysts query marts.figures. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
