{# The columns of the place where a figure or a text is printed. #}
{% macro place_columns(relation) -%}
    {%- for column in [
        'page_number', 'page_label', 'line_number', 'char_start', 'char_end', 'x0', 'top', 'x1', 'bottom'
    ] %}
        {{ relation }}.{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
