{# The order in which rows of the same quantity are used: a value before a missing one, the longest period, deviations
   from budget before others, the order of the tables (table_places), totals first, then the earliest. #}
{% macro primary_order() -%}
    is_missing,
    case period_type
        when 'year' then 1
        when 'rolling_12' then 2
        when 'year_to_date' then 3
        when 'half_year' then 4
        when 'tertial' then 5
        when 'quarter' then 6
        when 'month' then 7
        else 1
    end,
    coalesce(against_scenario, '') != 'budget',
    table_place,
    case aggregation_role when 'total' then 1 when 'subtotal' then 2 when 'leaf' then 3 else 4 end,
    row_number,
    column_number,
    figure_id
{%- endmacro %}
