-- Findings of earlier publications that are no longer found, with the wording they last had.

with current_findings as (
    select finding_id from {{ ref('relation_findings') }}
    union all
    select finding_id from {{ ref('document_findings') }}
    union all
    select finding_id from {{ ref('unit_findings') }}
),

lost as (
    select
        known.*,
        current_reports.document_id as current_document_id,
        coalesce(ledger.in_raw, false) as is_in_raw,
        -- Nothing shows that a finding is resolved while its file can't be read.
        known.state != 'resolved' and known.kind != 'unreadable_report'
        and current_reports.document_id is null and coalesce(ledger.status = 'quarantined', false) as is_unchecked
    from {{ ref('known_findings') }} as known
    left join {{ ref('dim_report') }} as current_reports on known.report_id = current_reports.report_id
    left join {{ ref('document_ledger') }} as ledger on known.document_id = ledger.document_id
    left join current_findings on known.finding_id = current_findings.finding_id
    where known.title_sv is not null and current_findings.finding_id is null
)

select
    finding_id,
    cause_id,
    report_id,
    document_id,
    file_name,
    kind,
    severity,
    title,
    detail_sum,
    detail_hint,
    detail_doubt,
    title_sv,
    detail_sum_sv,
    detail_hint_sv,
    detail_doubt_sv,
    table_title,
    row_label,
    row_path,
    column_label,
    stated,
    computed,
    difference,
    unit,
    difference_in_last_digits,
    relative_difference,
    hint,
    is_rounding,
    rounding,
    believed,
    values_hash,
    page_number,
    page_label,
    line_number,
    first_seen_at,
    last_seen_at,
    case when is_unchecked then state else 'resolved' end as state,
    case
        when is_unchecked then null
        when state = 'resolved' then resolved_at
        else cast('{{ var("run_at") }}' as timestamp)
    end as resolved_at,
    case
        when is_unchecked then null
        when state = 'resolved' then resolution
        when report_id is null and is_in_raw then 'reread'
        when current_document_id is null then 'withdrawn'
        when current_document_id != document_id then 'revised'
        else 'reread'
    end as resolution
from lost
