{# The order in which rows of the same quantity are used: the budget in force and the newest forecast, a value before a
   missing one, a printed meaning before one from a prior, the order of the tables, totals first, then the earliest. #}
{% macro primary_order(table_place='table_place', newest=none) -%}
    {% if newest %}{{ newest }} desc,
    {% endif -%}
    is_missing,
    is_inferred,
    {{ table_place }},
    case aggregation_role when 'total' then 1 when 'subtotal' then 2 when 'leaf' then 3 else 4 end,
    row_number,
    column_number,
    figure_id
{%- endmacro %}

{# What tells one period from another: its dates, or its kind where no date is printed. #}
{% macro period_key(relation) -%}
    concat_ws(
        '|',
        coalesce(cast({{ relation }}.year as varchar), '-'),
        coalesce(
            cast({{ relation }}.period_start as varchar) || ' ' || cast({{ relation }}.period_end as varchar),
            cast({{ relation }}.period_end as varchar), cast({{ relation }}.period_start as varchar),
            {{ relation }}.period_type, '-'
        )
    )
{%- endmacro %}

{# The columns that say where each part of a figure's meaning comes from. #}
{% macro evidence_columns(relation) -%}
    {%- for column in ['unit_source', 'scenario_source', 'year_source', 'organization_source', 'is_inferred'] %}
        {{ relation }}.{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
