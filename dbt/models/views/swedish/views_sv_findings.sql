select
    reports.municipality as kommun,
    reports.board as nämnd,
    {{ in_swedish('facts.severity') }} as allvar,
    {{ in_swedish('facts.kind') }} as slag,
    facts.title_sv as rubrik,
    facts.detail_sv as detalj,
    facts.stated as tryckt_tal,
    facts.computed as beräknat_tal,
    facts.difference as skillnad,
    {{ in_swedish('facts.unit') }} as enhet,
    {{ in_swedish('facts.believed') }} as trolig_orsak,
    {{ in_swedish('facts.state') }} as läge,
    facts.first_seen_at as först_sedd,
    facts.last_seen_at as senast_sedd,
    reports.title as rapport,
    {{ in_swedish('reports.report_type') }} as rapporttyp,
    reports.year as rapportår,
    facts.table_title as tabell,
    facts.row_label as radrubrik,
    facts.column_label as kolumnrubrik,
    facts.file_name as fil,
    coalesce(facts.page_label, cast(facts.page_number as varchar)) as sida,
    facts.line_number as rad
from {{ ref('findings') }} as facts
left join {{ ref('dim_report') }} as reports on facts.report_id = reports.report_id
cross join {{ swedish_words() }}
