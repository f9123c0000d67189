{# The columns of the model's own contract (its YAML), for a model that only selects rows and columns of another. #}
{% macro contract_columns() -%}
    {{ model.columns.keys() | join(', ') }}
{%- endmacro %}
