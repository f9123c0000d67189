{# How prominent the mentions of a name are: at most five of them, times the weight of their position, or of `body`. #}
{% macro prominence(mentions, position, weights) -%}
    least({{ mentions }}, 5) * case {{ position }}
        {%- for name, weight in weights.items() if name != 'body' %} when '{{ name }}' then {{ weight }}{% endfor %}
        else {{ weights['body'] }}
    end
{%- endmacro %}

{# Per group, the row with the highest score, where it is `least` or more and `times_next` times the second highest. #}
{% macro most_prominent(scores, group, name, least, times_next) -%}
    select * from {{ scores }}
    qualify
        row_number() over (partition by {{ group }} order by score desc, {{ name }}) = 1
        and score >= {{ least }}
        and score >= {{ times_next }} * coalesce(
            lead(score) over (partition by {{ group }} order by score desc, {{ name }}), 0
        )
{%- endmacro %}
