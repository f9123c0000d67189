{# The schema is exactly the one that the project names: analysts query marts.figures, whatever the target is called. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
