with

ledger as (
    select * from {{ source('state', 'ledger') }}
),

final as (
    select
        document_id,
        file_name,
        in_raw,
        status,
        reason,
        detail,
        report_id as given_report_id,
        first_seen_at,
        modified_at
    from ledger
)

select * from final
