"""A dbt project of a few models, to test the pipeline independently of the real models.

Its reports are text files whose first word says what the reader does with them.
"""

from __future__ import annotations

import os
import time
from decimal import Decimal
from pathlib import Path

from dagster_project.errors import UnreadableReport
from dagster_project.reading.records import Reading
from dagster_project.terms import Reason
from tests.readings import a_reading

FILES = {
    "dbt_project.yml": """
name: small
version: "1.0.0"
config-version: 2
profile: small
flags: {send_anonymous_usage_stats: false}
models:
  small:
    +materialized: table
    +persist_docs: {relation: true, columns: true}
seeds:
  small:
    +schema: seeds
""",
    "profiles.yml": """
small:
  target: warehouse
  outputs:
    warehouse: {type: duckdb, path: "{{ env_var('BOKSLUT_DATABASE') }}", schema: main, threads: 1}
""",
    "macros/generate_schema_name.sql": """
{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}
""",
    "seeds/swedish_words.csv": "code,swedish\nannual_report,Årsredovisning\n",
    "models/sources.yml": """
version: 2
sources:
  - name: staging
    tables:
      - {name: documents, description: What was read., columns: [{name: title, description: The title.}]}
      - {name: figures}
  - name: state
    tables: [{name: ledger}, {name: finding_history}, {name: accepted}]
""",
    "models/dim_report.sql": """
{{ config(schema='marts') }}
select r.report_id, document_id, d.file_name, '0001' as municipality_code, 'Ankeborg' as municipality,
    'nämnden' as board, 'o1' as organization_id, null::varchar as title, year, pages, share_read,
    share_read as share_resolved, null::varchar as partial_reasons
from {{ source('staging', 'documents') }} d join {{ ref('reports') }} r using (document_id) where r.is_current
""",
    "models/reports.sql": """
{{ config(schema='conformed') }}
with named as (
    select document_id, in_raw, first_seen_at, coalesce(l.report_id, split_part(d.file_name, '.', 1)) as report_id
    from {{ source('staging', 'documents') }} d join {{ source('state', 'ledger') }} l using (document_id)
)
select document_id, report_id, 'Ankeborg' as municipality, '0001' as municipality_code,
    in_raw and row_number() over (
        partition by report_id order by in_raw desc, first_seen_at desc, document_id
    ) = 1 as is_current
from named
""",
    "models/figures.sql": """
{{ config(schema='marts') }}
select r.report_id, document_id, figure_id, domain, value, is_missing, row_label, column_label, value_as_printed,
    decimals, page_number, x0, top, x1, bottom
from {{ source('staging', 'figures') }} join {{ ref('dim_report') }} r using (document_id)
""",
    "models/findings.sql": """
{{ config(schema='quality') }}
with found as (
    select f.row_label || ' ' || d.report_id as finding_id, finding_id as cause_id, d.report_id, d.document_id,
        d.file_name, 'sign' as kind, 'warning' as severity, 'negative' as title, 'negative' as detail,
        'negative' as detail_sum, null::varchar as detail_hint, null::varchar as detail_doubt,
        'negativt' as title_sv, f.value_as_printed as detail_sv, f.value_as_printed as detail_sum_sv,
        null::varchar as detail_hint_sv, null::varchar as detail_doubt_sv, f.table_title, f.row_label, f.row_path,
        f.column_label, f.value as stated, 0.5 as computed, f.value - 0.5 as difference, f.unit,
        1 as difference_in_last_digits, 0.1 as relative_difference, null::varchar as hint, false as is_rounding,
        null::decimal as rounding, null::varchar as reconciliation_id, left(finding_id, 6) as short_id,
        null::varchar as quote, null::bigint as cell_page_number, null::bigint as cell_line_number,
        'source_error' as believed, md5(f.value::varchar) as values_hash, f.page_number, f.page_label, f.line_number
    from {{ source('staging', 'figures') }} f join {{ ref('dim_report') }} d using (document_id)
    where f.value < 0
)
select found.*, coalesce(h.first_seen_at, '{{ var("run_at", "1970-01-01") }}'::timestamp) as first_seen_at,
    '{{ var("run_at", "1970-01-01") }}'::timestamp as last_seen_at,
    case when a.finding_id is null then 'open' else 'accepted' end as state, null::timestamp as resolved_at,
    null::varchar as resolution, 1 as rank
from found
left join {{ source('state', 'accepted') }} a using (finding_id)
left join {{ source('state', 'finding_history') }} h using (finding_id)
union all by name
select left(h.finding_id, 6) as short_id, h.* replace (
    'resolved' as state, '{{ var("run_at", "1970-01-01") }}'::timestamp as resolved_at,
    case when d.report_id is null then 'withdrawn' else 'revised' end as resolution
), 1 as rank
from {{ source('state', 'finding_history') }} h
left join {{ ref('dim_report') }} d using (report_id)
where h.finding_id not in (select finding_id from found)
""",
    "models/coverage.sql": """
{{ config(schema='marts') }}
select null::varchar as coverage_id, null::varchar as municipality_code, null::varchar as municipality,
    null::varchar as organization_id, null::varchar as board, null::varchar as report_type, null::varchar as period,
    null::varchar as expected_by, null::date as due_on, null::varchar as status, null::varchar as file_name,
    null::timestamp as received_at
where false
""",
    "models/finding_evidence.sql": """
{{ config(schema='quality') }}
select finding_id, null::varchar as figure_id, 'stated' as role, 0 as term_number, 1 as weight
from {{ ref('findings') }} where false
""",
    "models/fct_reconciliation.sql": """
{{ config(schema='quality') }}
select null::varchar as reconciliation_id, null::varchar as file_name, null::integer as page_number,
    null::integer as line_number, null::varchar as table_title, null::varchar as row_label,
    null::varchar as column_label, null::varchar as kind, null::varchar as form, null::varchar as status,
    null::decimal as stated_value, null::decimal as computed_value, null::decimal as difference,
    null::decimal as half_width, null::varchar as unit, null::varchar as reason, null::varchar as basis
where false
""",
    "models/unread_numbers.sql": """
{{ config(schema='quality') }}
select 'n' as number_id where false
""",
    "models/quarantine.sql": """
{{ config(schema='quality') }}
select file_name, document_id, reason, detail, first_seen_at from {{ source('state', 'ledger') }}
where status = 'quarantined'
""",
    "models/models.yml": """
version: 2
models:
  - name: dim_report
    description: One row per document of a report.
    columns: [{name: file_name, description: The file's name in raw.}]
  - name: figures
    description: One row per figure.
    columns:
      - name: value
        description: Below a thousand; kronor aren't öre.
        data_tests:
          - accepted_values: {arguments: {values: [666], quote: false}, config: {where: "value >= 666"}}
          - accepted_values:
              name: no_thirteen
              arguments: {values: [0], quote: false}
              config: {where: "value = 13", severity: warn}
  - name: findings
    columns: [{name: finding_id, data_tests: [unique]}]
""",
}


def write(folder: Path) -> Path:
    """Write the project; its folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return folder


def read(path: Path, document_id: str, file_name: str) -> Reading:
    """Read `figures 1 -2 3`, or do what the first word says. `wait <file>` waits for that file first.

    While it waits, a file of that name with `.waiting` shows that the reading has begun.
    """
    verb, *numbers = path.read_text(encoding="utf-8").split()
    if verb == "wait":
        signal, verb, *numbers = numbers
        Path(f"{signal}.waiting").touch()
        while not Path(signal).exists():
            time.sleep(0.05)
    if verb == "encrypted":
        raise UnreadableReport(Reason.ENCRYPTED, "The file is encrypted; ask for one without a password.")
    if verb == "defect":
        raise ZeroDivisionError("planted")
    if verb == "die":
        os._exit(3)
    if verb == "hang":
        time.sleep(60)
    if verb == "devour":
        bytearray(64 * 1024**3)
    return a_reading(document_id, [Decimal(number) for number in numbers], file_name)
