{# The scenario under which facts are asked for: every budget is a budget, its version is in budget_version. #}
{% macro conformed_scenario(scenario) -%}
    case when {{ scenario }} = 'revised_budget' then 'budget' else {{ scenario }} end
{%- endmacro %}

{# Whether a figure belongs to a forecast: the forecast itself, or its deviation or change. #}
{% macro concerns_forecast(relation) -%}
    coalesce('forecast' in ({{ relation }}.scenario, {{ relation }}.of_scenario, {{ relation }}.against_scenario), false)
{%- endmacro %}
