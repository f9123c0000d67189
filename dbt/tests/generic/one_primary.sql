{# Exactly one row of a quantity is primary: never two, and one wherever `asked` holds. One row per quantity that breaks
   it. A period is known by its dates, or by its kind and year. #}
{% test one_primary(model, quantity, asked) %}

{%- set key = quantity + ['scenario', 'of_scenario', 'against_scenario', period_key('facts')] %}

select
    {{ quantity | join(', ') }},
    count(*) filter (where is_primary) as primary_rows
from {{ model }} as facts
group by {{ key | join(', ') }}
having
    count(*) filter (where is_primary) > 1
    or (count(*) filter (where is_primary) = 0 and bool_or({{ asked }}))

{% endtest %}
