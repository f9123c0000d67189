{# A short, stable key of the given parts; a missing part is told from an empty one. #}
{% macro hashed(parts) -%}
    substr(md5(concat_ws('|' {%- for part in parts %}, coalesce(cast({{ part }} as varchar), '~') {%- endfor %})), 1, 16)
{%- endmacro %}

{# An organization is known by its municipality, its name and its kind; without a municipality, by its document. #}
{% macro organization_key(municipality_code, document_id, name, kind) -%}
    {{ hashed(["coalesce(" ~ municipality_code ~ ", " ~ document_id ~ ")", "lower(" ~ name ~ ")", kind]) }}
{%- endmacro %}

{# The key of the nth item of its kind in a report; null when there is no such item. #}
{% macro item_key(report_id, kind, item_number) -%}
    case when {{ item_number }} is not null then {{ hashed([report_id, "'" ~ kind ~ "'", item_number]) }} end
{%- endmacro %}
