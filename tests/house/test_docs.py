"""What the documents name exists: commands, files, tables and columns; and the data dictionary is current."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dagster_project.cli.queries import QUERIES
from dagster_project.reading import limits
from dagster_project.state.curated import CURATED_TABLES
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.hints import HINTS
from scripts.data_dictionary import DICTIONARY, SCHEMAS, data_dictionary, joins
from tests.commands import bokslut

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS, USING = ROOT / "docs" / "operations.md", ROOT / "docs" / "using.md"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = ("dagster_project", "dbt", "deploy", "lab", "raw", "scripts", "tests", "warehouse")
COMMANDS = set(bokslut().commands)
CODE = re.compile(r"```.*?```|`[^`\n]+`|^ {4,}\S[^\n]*$", re.MULTILINE | re.DOTALL)


def code(document: Path) -> str:
    """All code in a document."""
    return "\n".join(CODE.findall(document.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return models.manifest()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", code(document))) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist(document: Path) -> None:
    assert set(re.findall(r"\bbokslut ([a-z]+)", code(document))) <= COMMANDS


@pytest.mark.parametrize("unit", sorted((ROOT / "deploy").glob("*.service")), ids=lambda path: path.name)
def test_units_prepare_the_folder_before_they_start(unit: Path) -> None:
    named = re.findall(r"^ExecStartPre=\S+/bokslut (\w+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == ["prepare"]
    assert set(named) <= COMMANDS
    assert "${DAGSTER_HOME}/workspace.yaml" in unit.read_text(encoding="utf-8")


def test_the_readme_names_every_target_that_users_need() -> None:
    assert {"run", "test", "dev", "ocr"} <= set(re.findall(r"\bmake ([a-z]+)", code(ROOT / "README.md")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_modules_and_tests_exist(document: Path) -> None:
    text = code(document)
    modules = {name.replace(".", "/") for name in re.findall(r"python -m ([a-z_]+(?:\.[a-z_]+)+)", text)}
    files = {name: (ROOT / f"{name}.py", ROOT / name / "__main__.py") for name in modules}
    assert [name for name, paths in files.items() if not any(path.exists() for path in paths)] == []
    for selected in re.findall(r"pytest[^`\n]* -k (\w+)", text):
        tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
        assert re.search(rf"\bdef test_\w*{selected}", tests) or list(ROOT.glob(f"tests/**/test_{selected}*.py"))


@pytest.mark.parametrize("document", [*DOCUMENTS, DICTIONARY], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [document.parent / link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    made = WarehouseFolder(ROOT / "warehouse")
    written_by_runs = {made.database, made.parquet, made.data_docs / "index.html"}
    # A place that the reader fills in, <name>, may be any file.
    named = re.findall(rf"`(?:[^`\n]* )?((?:{'|'.join(FOLDERS)})/[\w./<>*-]*)[^`\n]*`", text)
    missing = [path.as_posix() for path in links if not path.exists()]
    for name in named:
        pattern = re.sub(r"<\w+>", "*", name.rstrip("/"))
        if ROOT / name.rstrip("/") not in written_by_runs and not list(ROOT.glob(pattern)):
            missing.append(name)
    assert missing == []


def test_tables_and_columns_of_the_contract_exist(manifest: dict[str, Any]) -> None:
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    nodes += manifest["sources"].values()
    tables = {f"{node['schema']}.{node.get('alias') or node['name']}": set(node["columns"]) for node in nodes}
    for document in DOCUMENTS:
        named = set(re.findall(rf"`((?:{'|'.join(SCHEMAS)})\.(?!sqlite)\w+)`", document.read_text(encoding="utf-8")))
        assert named <= set(tables)
    assert {"is_primary", "aggregation_role"} <= tables["marts.fct_finance"]
    assert {"is_partial"} <= tables["marts.dim_report"]


def test_the_curated_files_have_the_columns_described() -> None:
    text = USING.read_text(encoding="utf-8")
    for table in CURATED_TABLES:
        assert f"`{table}.csv`" in text
        assert f"`{','.join(CURATED_TABLES[table])}`" in text


def test_the_overridable_fields_are_those_that_models_use() -> None:
    (sentence,) = re.findall(r"fields are (.*?)\.\n", USING.read_text(encoding="utf-8"), re.DOTALL)
    queries = [path.read_text() for path in (ROOT / "dbt" / "models" / "conformed").glob("*.sql")]
    conditions = re.findall(
        r"\bfield (?:=|in) (\([^)]+\)|'\w+')", "\n".join(query for query in queries if "report_overrides" in query)
    )
    known = set(re.findall(r"'(\w+)'", " ".join(conditions)))
    assert set(re.findall(r"`(\w+)`", sentence)) == known


def test_every_limit_is_documented_with_its_default() -> None:
    names = re.findall(r'setting\("(\w+)", ', Path(limits.__file__).read_text(encoding="utf-8"))
    text = OPERATIONS.read_text(encoding="utf-8")
    assert len(names) > 10
    assert [name for name in names if f"| `{limits.PREFIX}{name}` | {getattr(limits, name)} |" not in text] == []


def test_every_hint_is_documented() -> None:
    listed = re.findall(r"^\| `([^`]+)` \|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    assert {words for words in HINTS if not any(re.search(words, error) for error in listed)} == set()


def test_every_question_file_begins_with_the_question() -> None:
    for path in QUERIES.glob("*.sql"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"-- [A-Z].*\?", first), path.name


def test_the_data_dictionary_is_current(manifest: dict[str, Any]) -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == data_dictionary(manifest), "run `make dictionary`"


def test_the_diagram_shows_every_key_of_a_fact(manifest: dict[str, Any]) -> None:
    keys = {"report_id", "organization_id", "line_item", "indicator_id", "figure_id"}
    facts = {
        node["alias"]: keys & set(node["columns"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts" and node["alias"].startswith("fct_")
    }
    shown = {(table, column) for table, column, _ in joins(manifest, "marts")}
    assert {(table, column) for table, columns in facts.items() for column in columns} - shown == set()


def test_the_data_dictionary_describes_everything() -> None:
    text = DICTIONARY.read_text(encoding="utf-8")
    assert re.findall(r"^\| `\w+` \| [^|]* \|  ?\|$", text, re.MULTILINE) == []
    tables = re.findall(r"^### (\w+\.\w+)\n\n(One row .+)$", text, re.MULTILINE)
    assert len(tables) == len(re.findall(r"^### ", text, re.MULTILINE)), "every description opens with the grain"


@pytest.mark.parametrize("document", [*DOCUMENTS, DICTIONARY], ids=lambda path: path.name)
def test_documents_name_no_machine(document: Path) -> None:
    assert re.findall(r"(?:/home|/work|/tmp|/root|/Users)/", document.read_text(encoding="utf-8")) == []
