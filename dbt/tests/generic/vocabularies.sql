{# Every column has only the words of its closed list, or null. One row per word that is not allowed. #}
{% test vocabularies(model, allowed) %}

{% for column, words in allowed.items() %}
select
    '{{ column }}' as column_name,
    cast({{ column }} as varchar) as word,
    count(*) as rows
from {{ model }}
where {{ column }} is not null and {{ column }} not in ({% for word in words %}'{{ word }}'{{ ', ' if not loop.last }}{% endfor %})
group by {{ column }}
{{ 'union all' if not loop.last }}
{% endfor %}

{% endtest %}
