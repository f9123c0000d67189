{#
  Exact interval arithmetic of printed numbers: only DECIMAL and HUGEINT, because floats cannot separate 71,0 from 71,1.
  The same rules as `dagster_project/reading/intervals.py`; `tests/cases/intervals.csv` is run through both.
  Intervals have open ends. An interval whose ends are equal is a point, as for what is counted.
#}

{# Six decimals hold every printed number and its half unit; 32 digits before them leave room for sums and products. #}
{% macro exact() %}decimal(38, 6){% endmacro %}

{#
  numerator / denominator, rounded down or up to six decimals. An end rounded outwards compares with a number of at most
  six decimals exactly as the quotient itself does. Both operands must be of type exact() and below 10^15.
#}
{% macro quotient_down(numerator, denominator) -%}
    {%- set dividend = 'cast((' ~ numerator ~ ') * 1000000 as hugeint) * 1000000' -%}
    {%- set divisor = 'cast((' ~ denominator ~ ') * 1000000 as hugeint)' -%}
    (cast(
      {{ dividend }} // {{ divisor }}
      - case when {{ dividend }} % {{ divisor }} != 0 and (({{ numerator }}) < 0) != (({{ denominator }}) < 0)
          then 1 else 0 end
      as decimal(38, 0)
    ) * cast(0.000001 as {{ exact() }}))
{%- endmacro %}

{% macro quotient_up(numerator, denominator) -%}
    -({{ quotient_down('-(' ~ numerator ~ ')', denominator) }})
{%- endmacro %}

{# The least and the greatest quotient of two open intervals, rounded outwards; the denominator must not hold zero. #}
{% macro quotient_low(numerator, numerator_half, denominator, denominator_half) -%}
    least(
        {{ quotient_down(numerator ~ ' - ' ~ numerator_half, denominator ~ ' - ' ~ denominator_half) }},
        {{ quotient_down(numerator ~ ' - ' ~ numerator_half, denominator ~ ' + ' ~ denominator_half) }},
        {{ quotient_down(numerator ~ ' + ' ~ numerator_half, denominator ~ ' - ' ~ denominator_half) }},
        {{ quotient_down(numerator ~ ' + ' ~ numerator_half, denominator ~ ' + ' ~ denominator_half) }}
    )
{%- endmacro %}

{% macro quotient_high(numerator, numerator_half, denominator, denominator_half) -%}
    greatest(
        {{ quotient_up(numerator ~ ' - ' ~ numerator_half, denominator ~ ' - ' ~ denominator_half) }},
        {{ quotient_up(numerator ~ ' - ' ~ numerator_half, denominator ~ ' + ' ~ denominator_half) }},
        {{ quotient_up(numerator ~ ' + ' ~ numerator_half, denominator ~ ' - ' ~ denominator_half) }},
        {{ quotient_up(numerator ~ ' + ' ~ numerator_half, denominator ~ ' + ' ~ denominator_half) }}
    )
{%- endmacro %}

{# Whether two open intervals have a value in common. Touching intervals do not, two equal points do. #}
{% macro intervals_meet(low, high, other_low, other_high) -%}
    (({{ low }} < {{ other_high }} and {{ high }} > {{ other_low }})
      or ({{ low }} = {{ other_low }} and {{ high }} = {{ other_high }}))
{%- endmacro %}

{#
  The second test for sums: rounding errors grow with the root of the number of lines, intervals with the number itself.
  `squares` is the sum of the squared weighted half units of the total and its lines.
#}
{% macro gap_is_likely(gap, squares) -%}
    ({{ gap }}) * ({{ gap }}) <= 3 * ({{ squares }})
{%- endmacro %}

{# An amount in the finest unit of its relation, in a unit that is `factor` (1, 10^3, 10^6, 10^9) times larger. #}
{% macro in_larger_unit(value, factor) -%}
    cast(({{ value }}) * cast(case {{ factor }}
        when 1 then 1 when 1000 then 0.001 when 1000000 then 0.000001 when 1000000000 then 0.000000001
      end as decimal(10, 9)) as {{ exact() }})
{%- endmacro %}
