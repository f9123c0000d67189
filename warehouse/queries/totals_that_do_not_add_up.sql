-- Which totals are not the sum of their lines, and by how much?
-- The sum is written out as printed.
with sums as (
    select
        reconciliation_id,
        string_agg(
            case when weight < 0 then '- ' when term_number > 1 then '+ ' else '' end || value_as_printed,
            ' ' order by term_number
        ) as printed_lines
    from quality.reconciliation_terms
    where role != 'stated'
    group by reconciliation_id
)

select
    totals.file_name,
    coalesce('page ' || totals.page_number, 'line ' || totals.line_number) as place,
    totals.row_label || ', ' || totals.column_label as total,
    totals.stated_value as stated,
    totals.computed_value as computed,
    totals.difference,
    totals.unit,
    sums.printed_lines
from quality.fct_reconciliation as totals
inner join sums on totals.reconciliation_id = sums.reconciliation_id
where totals.form = 'sum' and totals.status in ('inconsistent', 'unlikely')
order by totals.relative_difference desc, totals.file_name, total;
