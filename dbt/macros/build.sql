{#
  How a model becomes a table here. Nobody reads the working database while it is built, and a run that fails is not
  published: a table can be replaced where it stands, instead of by a new one that takes its name and an old one that
  waits to be dropped. That is half of what building all models costs.
#}
{% materialization table, adapter='duckdb' %}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {{ get_assert_columns_equivalent(sql) }}
        create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
        insert into {{ target }} {{ get_column_names() }} ({{ get_select_subquery(sql) }});
    {%- endcall %}
    {% do persist_docs(target, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# The comments of a table and of its columns, in one statement; that the columns exist the contract has said. #}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {% call statement('comments') -%}
        {{ duckdb__alter_relation_comment(relation, model.description) }}
        {%- for column in model.columns.values() %}
            comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor %}
    {%- endcall %}
{%- endmacro %}
