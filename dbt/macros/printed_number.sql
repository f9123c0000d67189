{# A number as a report prints it: spaces between thousands, `mark` before as many decimals as asked for. #}
{% macro printed_number(value, decimals, mark) -%}
    (
      case when {{ value }} < 0 then '-' else '' end
      || trim(reverse(regexp_replace(reverse(split_part({{ rounded_text(value, decimals) }}, '.', 1)), '(\d{3})', '\1 ', 'g')))
      || case when coalesce({{ decimals }}, 0) > 0
           then '{{ mark }}' || left(split_part({{ rounded_text(value, decimals) }}, '.', 2), cast({{ decimals }} as integer))
           else '' end
    )
{%- endmacro %}

{# The absolute value as text with half of the last shown digit added, so that cutting it off rounds it. #}
{% macro rounded_text(value, decimals) -%}
    cast(cast(abs({{ value }}) as {{ exact() }}) + cast(case coalesce({{ decimals }}, 0)
        when 0 then 0.5 when 1 then 0.05 when 2 then 0.005 when 3 then 0.0005 when 4 then 0.00005 when 5 then 0.000005
        else 0 end as {{ exact() }}) as varchar)
{%- endmacro %}

{# Whether a figure counts persons. A person who works for two boards is counted in both and once in the total. #}
{% macro is_headcount(figure) -%}
    coalesce({{ figure }}.domain = 'personnel' and {{ figure }}.unit = 'count' and {{ figure }}.half_unit = 0, false)
{%- endmacro %}

{# A sentence with its {names} replaced by values. A null value becomes an empty text. #}
{% macro filled(template, values) -%}
{%- set ns = namespace(text="coalesce(" ~ template ~ ", '')") -%}
{%- for name, value in values.items() -%}
{%- set ns.text = "replace(" ~ ns.text ~ ", '{" ~ name ~ "}', coalesce(cast(" ~ value ~ " as varchar), ''))" -%}
{%- endfor -%}
    {{ ns.text }}
{%- endmacro %}

{# What is printed before a term of a sum at a place (1 first), and after it; the number itself is printed without sign. #}
{% macro term_sign(place, value, weight) -%}
    case
        when {{ place }} = 1 and {{ value }} * {{ weight }} < 0 then '-'
        when {{ place }} = 1 then ''
        when {{ weight }} < 0 and {{ value }} < 0 then ' - (-'
        when {{ weight }} < 0 or {{ value }} < 0 then ' - '
        else ' + '
    end
{%- endmacro %}

{% macro term_closing(place, value, weight) -%}
    case when {{ place }} > 1 and {{ weight }} < 0 and {{ value }} < 0 then ')' else '' end
{%- endmacro %}
