-- A finding that is not resolved is about a current report or a file that could not be read.

select findings.finding_id
from {{ ref('findings') }} as findings
left join {{ ref('dim_report') }} as reports on findings.report_id = reports.report_id
left join {{ ref('quarantine') }} as quarantine on findings.document_id = quarantine.document_id
where
    findings.state != 'resolved'
    and reports.report_id is null
    and quarantine.document_id is null
