{# A short, stable key of the given parts. Null and empty parts give different keys. #}
{% macro hashed(parts) -%}
    substr(md5(concat_ws('|' {%- for part in parts %}, coalesce(cast({{ part }} as varchar), '~') {%- endfor %})), 1, 16)
{%- endmacro %}

{# The key of an organization: its municipality (its document, where that is unknown), name and kind. #}
{% macro organization_key(municipality_code, document_id, name, kind) -%}
    {{ hashed(["coalesce(" ~ municipality_code ~ ", " ~ document_id ~ ")", organization_stem(name), kind]) }}
{%- endmacro %}

{# The key of the nth item of its kind in a report. Null when item_number is. #}
{% macro item_key(report_id, kind, item_number) -%}
    case when {{ item_number }} is not null then {{ hashed([report_id, "'" ~ kind ~ "'", item_number]) }} end
{%- endmacro %}
