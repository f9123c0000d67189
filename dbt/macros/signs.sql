{# The factor, 1 or -1, that gives a printed amount the sign of its effect on the result.
   sign_convention: effect_on_result (costs are printed negative), magnitude (costs are printed positive) or inverted
   (incomes are printed negative). A net cost in a table of magnitudes may still be printed as income minus cost. #}
{% macro finance_level_sign(measure, sign_convention, nets_are_negative) -%}
    case
        when {{ sign_convention }} = 'inverted' then -1
        when {{ sign_convention }} = 'effect_on_result' then 1
        when {{ measure }} = 'cost' then -1
        when {{ measure }} = 'net_cost' and not {{ nets_are_negative }} then -1
        else 1
    end
{%- endmacro %}

{# The factor of a finance figure. A deviation becomes positive when better than budget; a table without a proven
   convention is taken to print it so. level_measure: the measure of the line that deviates. #}
{% macro finance_sign(measure, level_measure, sign_convention, nets_are_negative, scenario, deviation_sign) -%}
    case
        when coalesce({{ scenario }}, 'actual') != 'deviation' and coalesce({{ measure }}, '') != 'budget_deviation'
            then {{ finance_level_sign(level_measure, sign_convention, nets_are_negative) }}
        when {{ deviation_sign }} = 'actual_minus_budget'
            then {{ finance_level_sign(level_measure, sign_convention, nets_are_negative) }}
        when {{ deviation_sign }} = 'budget_minus_actual'
            then -({{ finance_level_sign(level_measure, sign_convention, nets_are_negative) }})
        else 1
    end
{%- endmacro %}

{# The factor of an investment figure: an amount that is spent or decided becomes +, a deviation + when under budget.
   is_negative: whether the table prints such amounts with a minus. #}
{% macro investment_sign(is_negative, scenario, deviation_sign) -%}
    case
        when coalesce({{ scenario }}, 'actual') != 'deviation' then case when {{ is_negative }} then -1 else 1 end
        when {{ deviation_sign }} = 'budget_minus_actual' then case when {{ is_negative }} then -1 else 1 end
        when {{ deviation_sign }} = 'actual_minus_budget' then case when {{ is_negative }} then 1 else -1 end
        else 1
    end
{%- endmacro %}
