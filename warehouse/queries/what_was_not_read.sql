-- What became of every number printed, and what could not be read? One row a file, unreadable ones included.
-- The unread numbers themselves are in quality.unread_numbers, labels without a meaning in quality.unmapped_labels.
with numbers as (
    select
        document_id,
        count(*) as printed_numbers,
        count(*) filter (where role = 'figure') as in_figures,
        count(*) filter (where role = 'claim') as in_prose,
        count(*) filter (where role not in ('figure', 'claim', 'unread')) as labels_dates_pages,
        count(*) filter (where role = 'unread') as unread
    from staging.numbers
    group by document_id
),

unmapped as (
    select
        report_id,
        count(distinct row_label) as labels
    from marts.fct_finance
    where line_item is null
    group by report_id
)

select
    reports.file_name,
    numbers.* exclude (document_id),
    coalesce(unmapped.labels, 0) as labels_without_meaning,
    reports.not_told,
    null as quarantined_because
from marts.dim_report as reports
inner join numbers on reports.document_id = numbers.document_id
left join unmapped on reports.report_id = unmapped.report_id
union all by name
select
    file_name,
    reason || ': ' || detail as quarantined_because
from quality.quarantine
order by file_name;
