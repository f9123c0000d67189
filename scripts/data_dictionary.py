"""Makes the data dictionary, `warehouse/README.md`, from the parsed dbt project. Run by `make dictionary`.

Tables and columns are described in the YAML beside their models, never here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dagster_project.reading.records import RECORD_TYPES
from dagster_project.state import db as state
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse import staging

DICTIONARY = Path(__file__).resolve().parents[1] / "warehouse" / "README.md"

SCHEMAS = {
    "marts": "Conformed dimensions and facts of current reports. Start here.",
    "quality": "Contradictions in current reports, and what could not be read or mapped.",
    "history": "Every revision of every report.",
    "views": "For people: one wide table per subject, with names instead of keys.",
    "views_sv": "The same in Swedish.",
    "staging": "What is printed, as read; nothing is conformed yet. Every revision.",
    "state": "The ledger and the findings of earlier runs, and the curated files.",
}

INTRODUCTION = """\
# Data dictionary

The tables of `bokslut.duckdb`, schema by schema; worked questions are in [queries/](queries/). The contract is `marts`,
`quality`, `history`, `views` and `views_sv`. The schemas `staging`, `conformed`, `seeds` and `state` are the program's
own and may change; `staging` is described here because figures are traced back to it, `state` because it shows what
became of every file. All descriptions are also in the database (`select * from duckdb_columns()`, column `comment`).

Codes are text. Times are UTC and end in `_at`. `x0`, `top`, `x1`, `bottom` are PDF points from the page's upper left
corner; text files have `line_number`, `char_start`, `char_end` instead.

Generated from the dbt project by `make dictionary`: to change a description, change the YAML beside its model.
"""


DIAGRAM = """\
## How the marts are joined

Each line is a key that a test checks: from the table that has it to the table that it names one row of.
"""


def data_dictionary(manifest: Mapping[str, Any]) -> str:
    """The dictionary of a parsed dbt project, as Markdown."""
    lines = [INTRODUCTION, DIAGRAM, *_diagram(manifest), ""]
    tables = {schema: dict(_tables(manifest, schema)) for schema in SCHEMAS}
    for schema, description in SCHEMAS.items():
        names = ", ".join(f"[{name}](#{schema}{name})" for name in tables[schema])
        lines += [f"## {schema}", "", description, "", names, ""]
        for name, node in tables[schema].items():
            lines += [f"### {schema}.{name}", "", _cell(node["description"]), "", *_columns(schema, name, node), ""]
    return "\n".join(lines).rstrip() + "\n"


def joins(manifest: Mapping[str, Any], schema: str) -> list[tuple[str, str, str]]:
    """(table, column, table it is a key of) for each relationships test inside a schema, by table and column."""
    nodes = manifest["nodes"]
    found = []
    for test in nodes.values():
        if test["resource_type"] == "test" and (test.get("test_metadata") or {}).get("name") == "relationships":
            table = nodes[test["attached_node"]]
            (other,) = {name for name in test["depends_on"]["nodes"] if name != test["attached_node"]} or {
                table["unique_id"]
            }
            if table["schema"] == nodes[other]["schema"] == schema:
                found.append((table["alias"], test["column_name"], nodes[other]["alias"]))
    return sorted(found)


def _diagram(manifest: Mapping[str, Any]) -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for table, column, other in joins(manifest, "marts"):
        yield f"    {other} ||--o{{ {table} : {column}"
    yield "```"


def _tables(manifest: Mapping[str, Any], schema: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name in the database and node of every model or source of a schema, by name."""
    models_of_schema = [
        (node["alias"], node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == schema
    ]
    sources = [(node["name"], node) for node in manifest["sources"].values() if node["schema"] == schema]
    yield from sorted(models_of_schema + sources, key=lambda table: table[0])


def _columns(schema: str, table: str, node: Mapping[str, Any]) -> Iterator[str]:
    # Sources are declared without types: those of staging follow from the records, those of state are in its module.
    types = {}
    if schema == staging.SCHEMA:
        (record_type,) = [record for record in RECORD_TYPES if table == record.TABLE]
        types = {name: kind for name, (kind, _) in staging.columns(record_type).items()}
    elif schema == "state":
        types = {name: kind.removesuffix(" not null") for name, kind in state.STATE_TABLES[table].items()}
    yield "| column | type | |"
    yield "|---|---|---|"
    for name, column in node["columns"].items():
        kind = column["data_type"] or types[name]
        yield f"| `{name}` | {kind.lower()} | {_cell(column['description'])} |"


def _cell(description: str) -> str:
    return " ".join(description.split()).replace("|", "\\|")


def main() -> None:
    """Write the dictionary of the project's manifest."""
    DICTIONARY.write_text(data_dictionary(models.manifest()), encoding="utf-8")
    print(f"Wrote {DICTIONARY.relative_to(DICTIONARY.parents[1])}")


if __name__ == "__main__":
    main()
