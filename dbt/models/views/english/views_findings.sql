select
    reports.municipality,
    reports.board,
    facts.severity,
    facts.kind,
    facts.title,
    facts.detail,
    facts.stated,
    facts.computed,
    facts.difference,
    facts.unit,
    facts.believed,
    facts.state,
    facts.first_seen_at,
    facts.last_seen_at,
    {{ view_report() }},
    facts.table_title,
    facts.row_label,
    facts.column_label,
    {{ view_place() }}
from {{ ref('findings') }} as facts
left join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
