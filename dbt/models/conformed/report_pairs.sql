with

reports as (
    select * from {{ ref('report_metadata') }}
),

printed_rows as (
    select distinct
        document_id,
        {{ normalized_label('table_title') }} as table_key,
        {{ normalized_label('row_label') }} as label_key
    from {{ source('staging', 'figures') }}
),

row_counts as (
    select
        document_id,
        count(*) as printed_rows
    from printed_rows
    group by document_id
),

pairs as (
    select
        later.document_id,
        earlier.document_id as earlier_document_id,
        earlier.arrival as earlier_arrival
    from reports as later
    inner join reports as earlier
        on later.told_report_id = earlier.told_report_id and later.arrival > earlier.arrival
),

shared as (
    select
        pairs.document_id,
        pairs.earlier_document_id,
        count(*) as shared_rows
    from pairs
    inner join printed_rows as later_rows on pairs.document_id = later_rows.document_id
    inner join printed_rows as earlier_rows
        on
            pairs.earlier_document_id = earlier_rows.document_id
            and later_rows.table_key = earlier_rows.table_key
            and later_rows.label_key = earlier_rows.label_key
    group by pairs.document_id, pairs.earlier_document_id
),

final as (
    select
        pairs.document_id,
        pairs.earlier_document_id,
        pairs.earlier_arrival,
        cast(coalesce(shared.shared_rows, 0) as integer) as shared_rows,
        cast(coalesce(later_counts.printed_rows, 0) as integer) as printed_rows,
        cast(coalesce(earlier_counts.printed_rows, 0) as integer) as earlier_printed_rows,
        -- An extract has only rows of the earlier document, but lacks most of them.
        coalesce(shared.shared_rows, 0) * 2 >= coalesce(earlier_counts.printed_rows, 0) as is_revision
    from pairs
    left join shared
        on
            pairs.document_id = shared.document_id
            and pairs.earlier_document_id = shared.earlier_document_id
    left join row_counts as later_counts on pairs.document_id = later_counts.document_id
    left join row_counts as earlier_counts on pairs.earlier_document_id = earlier_counts.document_id
)

select * from final
