{# A table has as many rows as another. One row with both numbers where it has not. #}
{% test same_rows(model, other) %}

select
    (select count(*) from {{ model }}) as rows_here,
    (select count(*) from {{ other }}) as rows_there
where rows_here != rows_there

{% endtest %}
