-- What became of every number printed, and what could not be read?
-- One row per file, unreadable ones included.
-- The unread numbers themselves are in quality.unread_numbers, labels without a line item in quality.unmapped_labels.
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
    coalesce(reports.file_name, quarantine.file_name) as file_name,
    numbers.printed_numbers,
    numbers.in_figures,
    numbers.in_prose,
    numbers.labels_dates_pages,
    numbers.unread,
    unmapped.labels as unmapped_labels,
    reports.missing_fields,
    quarantine.reason || ': ' || quarantine.detail as quarantined_because
from marts.dim_report as reports
full join quality.quarantine as quarantine on reports.document_id = quarantine.document_id
left join numbers on reports.document_id = numbers.document_id
left join unmapped on reports.report_id = unmapped.report_id
order by file_name;
