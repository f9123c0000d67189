{# A code in Swedish (seed swedish_words, as the map `words.swedish`); the code itself where it has no word. #}
{% macro in_swedish(code) -%}
    coalesce(words.swedish[{{ code }}], {{ code }})
{%- endmacro %}
