with

history as (
    select * from {{ source('state', 'finding_history') }}
),

accepted as (
    select distinct finding_id from {{ source('state', 'accepted') }}
),

final as (
    select
        coalesce(history.finding_id, accepted.finding_id) as finding_id,
        history.cause_id,
        history.report_id,
        history.document_id,
        history.file_name,
        history.kind,
        history.severity,
        history.title,
        history.detail_sum,
        history.detail_hint,
        history.detail_doubt,
        history.title_sv,
        history.detail_sum_sv,
        history.detail_hint_sv,
        history.detail_doubt_sv,
        history.table_title,
        history.row_label,
        history.row_path,
        history.column_label,
        history.stated,
        history.computed,
        history.difference,
        history.unit,
        history.difference_in_last_digits,
        history.relative_difference,
        history.hint,
        history.is_rounding,
        history.rounding,
        history.believed,
        history.values_hash,
        history.page_number,
        history.page_label,
        history.line_number,
        history.first_seen_at,
        history.last_seen_at,
        history.state,
        history.resolved_at,
        history.resolution,
        accepted.finding_id is not null as is_accepted
    from history
    full outer join accepted on history.finding_id = accepted.finding_id
)

select * from final
