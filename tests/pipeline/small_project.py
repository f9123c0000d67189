"""A dbt project of a few models, with which the pipeline is tested apart from what the real models say.

Its reports are text files whose first word tells what the reader does with them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from dagster_project.reading.errors import UnreadableReport
from dagster_project.reading.records import Reading
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
    "seeds/words.csv": "word,meaning\nsumma,total\n",
    "models/sources.yml": """
version: 2
sources:
  - name: staging
    tables: [{name: documents}, {name: figures}]
  - name: state
    tables: [{name: ledger}, {name: finding_history}, {name: accepted}]
""",
    "models/dim_report.sql": """
{{ config(schema='marts') }}
select document_id as report_id, document_id, file_name, '0001' as municipality_code, 'Ankeborg' as municipality,
    'nämnden' as board, year, pages, share_read, false as is_partial
from {{ source('staging', 'documents') }}
""",
    "models/figures.sql": """
{{ config(schema='marts') }}
select document_id as report_id, figure_id, domain, value, is_missing from {{ source('staging', 'figures') }}
""",
    "models/findings.sql": """
{{ config(schema='quality') }}
select f.figure_id as finding_id, md5(f.value::varchar) as values_hash,
    case when a.finding_id is null then 'open' else 'accepted' end as state, 'sign' as kind, 'warning' as severity,
    'negative' as title, null::varchar as title_sv, 'negativt' as detail, null::varchar as detail_sv, d.file_name,
    f.page_number, f.page_label, f.line_number, f.table_title, f.row_label, 1 as rank,
    coalesce(h.first_seen_at, '{{ var("run_at", "1970-01-01") }}'::timestamp) as first_seen_at
from {{ source('staging', 'figures') }} f join {{ source('staging', 'documents') }} d using (document_id)
left join {{ source('state', 'accepted') }} a on a.finding_id = f.figure_id
left join {{ source('state', 'finding_history') }} h on h.finding_id = f.figure_id
where f.value < 0
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
    description: One row a report's document.
    columns: [{name: file_name, description: The file's name in raw.}]
  - name: figures
    description: One row a figure.
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
    """Write the project and its manifest; the path of the manifest."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    subprocess.run(
        [Path(sys.executable).parent / "dbt", "--quiet", "parse", "--project-dir", folder, "--profiles-dir", folder],
        check=True,
        cwd=folder,
        env={**os.environ, "BOKSLUT_DATABASE": "bokslut.duckdb", "DO_NOT_TRACK": "1"},
    )
    return folder / "target" / "manifest.json"


def read(path: Path, document_id: str, file_name: str) -> Reading:
    """Read `figures 1 -2 3`, or do what the first word says; `wait <file>` does it when that file is there."""
    verb, *numbers = path.read_text(encoding="utf-8").split()
    if verb == "wait":
        signal, verb, *numbers = numbers
        while not Path(signal).exists():
            time.sleep(0.05)
    if verb == "encrypted":
        raise UnreadableReport("encrypted", "The file is encrypted; ask for one without a password.")
    if verb == "defect":
        raise ZeroDivisionError("planted")
    if verb == "die":
        os._exit(3)
    if verb == "hang":
        time.sleep(60)
    if verb == "devour":
        bytearray(64 * 1024**3)
    return a_reading(document_id, [Decimal(number) for number in numbers], file_name)
