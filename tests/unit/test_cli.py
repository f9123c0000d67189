"""The command line apart from runs: help, errors, completion, tables that fit, text that is only text."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console, Group
from typer.testing import CliRunner

from dagster_project.cli import data, progress
from dagster_project.cli.app import app
from dagster_project.cli.published import Domain, Finding, Published, Quarantined, Report, Totals
from dagster_project.cli.queries import QUERIES
from dagster_project.cli.screen import PIPE_WIDTH, Columns, as_text, printable
from dagster_project.cli.summary import summary

HEAVY = ("dagster", "dbt", "duckdb", "great_expectations", "pandas", "numpy", "pdfplumber", "sqlalchemy", "yaml")
HOSTILE = "[red]a[/red] \x1b[2J\x9b1m.pdf"


def invoke(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def wide(renderable: object, width: int) -> list[str]:
    """The lines that a terminal of that width shows."""
    file = StringIO()
    Console(file=file, width=width, force_terminal=False).print(renderable)
    return file.getvalue().splitlines()


def contents() -> Published:
    board = "Nämnden för " + "mycket långa namn " * 9
    report = Report(HOSTILE, "Ankeborg", board, 2023, 12, Decimal("0.995"), Decimal("0.25"), "unread_pages")
    quarantined = Quarantined(HOSTILE, "encrypted", "Ask for one without a password. " * 9)
    finding = Finding(
        "f1", "f1", "column_sum", "warning", f"Summan {HOSTILE}", "1 + 1 = 3 " * 60, HOSTILE, 4, "IV", 7, "T", "R"
    )
    figures = Domain("finance", 12, 1, 1)
    return Published("r1", "bokslut.duckdb", [report], Totals(12, 3, 2), [quarantined], [figures], [finding])


def test_help_imports_nothing_heavy() -> None:
    """So that it answers at once."""
    program = (
        "import sys; sys.argv = ['bokslut', '--help']\n"
        "from dagster_project.cli.app import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "doctor" in done.stdout


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: bokslut ")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [("bokslut re", ["reread", "rebuild"]), ("bokslut query net", ["net_cost_against_budget"])],
)
def test_the_shell_completes_commands_and_questions(words: str, completed: list[str]) -> None:
    typed = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    environment = {**os.environ, "_BOKSLUT_COMPLETE": "complete_bash", **typed}
    command = [sys.executable, "-m", "dagster_project"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == completed


@pytest.mark.parametrize(
    ("raw", "warehouse", "expected"),
    [
        ("absent", "warehouse", "There is no folder absent to read reports from"),
        ("file", "warehouse", "file is a file. --raw is the folder that reports are in"),
        ("reports", "reports/warehouse", "is in the folder of reports, which is never written to"),
        ("reports", "file", "--warehouse is a folder"),
    ],
)
def test_a_wrong_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: str, warehouse: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("reports").mkdir()
    Path("file").touch()
    code, out, error = invoke("dev", "--raw", raw, "--warehouse", warehouse)
    assert (code, out) == (1, "")
    assert expected in error
    code, out, error = invoke("run", "--raw", raw, "--warehouse", warehouse)
    assert (code, out) == (1, "")
    assert expected in error and "There is no release yet" in error
    assert not Path("warehouse").exists() and not list(Path("reports").iterdir())


def test_questions_need_a_warehouse_with_a_release(tmp_path: Path) -> None:
    name = sorted(QUERIES.glob("*.sql"))[0].stem
    code, out, error = invoke("query", name, "--warehouse", str(tmp_path / "absent"))
    assert (code, out) == (1, "") and "There is no folder" in error
    code, out, error = invoke("query", name, "--warehouse", str(tmp_path))
    assert (code, out) == (1, "") and "Run `bokslut run` first" in error


def test_questions_are_listed_and_near_ones_suggested() -> None:
    code, out, _ = invoke("query")
    assert code == 0
    assert all(path.stem in out for path in QUERIES.glob("*.sql"))
    assert {row["name"] for row in json.loads(invoke("query", "--json")[1])} == {p.stem for p in QUERIES.glob("*.sql")}
    code, out, error = invoke("query", "net_costs")
    assert (code, out) == (1, "") and "net_cost_against_budget" in error
    code, _, error = invoke("query", "zzzz")
    assert code == 1 and "lists them all" in error
    assert invoke("query", "--csv", "--json")[0] == 2


def test_rereading_names_what_to_read() -> None:
    code, _, error = invoke("reread")
    assert code == 2 and "--municipality" in error


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, PIPE_WIDTH, 200])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    lines = wide(summary(contents()), width)
    assert max(map(cell_len, lines)) <= width
    assert "Findings: 1 (1 warning)" in lines


@pytest.mark.parametrize("width", [25, 40, 60, 80, PIPE_WIDTH])
def test_numbers_are_whole_at_any_width(width: int) -> None:
    row = (
        "Kommunstyrelsen och nämnden för allt annat",
        Decimal("-185097000"),
        2023.5,
        "en-fil-med-ett-långt-namn.pdf",
        12,
    )
    lines = wide(Group(Columns(("board", "amount_sek", "share", "file_name", "pages"), [row, row])), width)
    assert max(map(cell_len, lines)) <= width
    assert sum("-185 097 000" in line for line in lines) == 2


def test_both_shares_are_on_the_screen_and_why_a_report_is_partial() -> None:
    text = as_text(summary(contents()))
    assert "99.5 %" in text and "25.0 %" in text
    assert "read: 85.7 % of the numbers in tables became figures; 2 are in quality.unread_numbers" in text
    assert "resolved: 25.0 % of the figures have unit, scenario and period from the report itself" in text
    assert "; 9 are assumed" in text
    assert re.search(r"partial: .*: unread pages", text)


def test_only_a_whole_share_is_a_hundred_percent() -> None:
    almost = replace(contents(), totals=Totals(99_999, 99_998, 1))
    text = as_text(summary(almost))
    assert "read: 99.9 %" in text and "resolved: 99.9 %" in text
    assert "quality.unresolved" in text
    whole = as_text(summary(replace(almost, totals=Totals(5, 5, 0))))
    assert "read: 100.0 % of the numbers in tables became figures\n" in whole
    assert "quality.unresolved" not in whole and "quality.unread_numbers" not in whole
    nothing = as_text(summary(replace(almost, reports=[], totals=Totals(0, 0, 0))))
    assert "  read:" not in nothing and "resolved:" not in nothing


def test_names_are_never_interpreted() -> None:
    text = as_text(summary(contents()))
    assert "[red]a[/red] \ufffd[2J\ufffd1m.pdf" in text
    assert printable(text) == text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_data_are_exact_and_hold_no_control_characters() -> None:
    rows = [{"name": HOSTILE, "value": Decimal("1234567.50"), "none": None, "whole": Decimal("3.00")}]
    text = data.as_json(rows)
    assert json.loads(text) == [{"name": HOSTILE, "value": 1234567.5, "none": None, "whole": 3}]
    assert printable(text) == text
    assert (
        data.as_csv(("a", "b", "c"), [(HOSTILE, Decimal("1234567.50"), None)]).splitlines()[1].endswith(",1234567.5,")
    )


class Terminal(StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def log() -> None:
    with progress.logged():
        logger = logging.getLogger(progress.LOGGER)
        for number in (1, 2):
            logger.info("%d/%d %s: 3 pages", number, 2, HOSTILE)
        logger.warning("a row of %s is wrong", HOSTILE)


def test_a_pipe_gets_a_line_per_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", file := StringIO())
    log()
    first, *_, last = file.getvalue().splitlines()
    assert first == "1/2 [red]a[/red] \ufffd[2J\ufffd1m.pdf: 3 pages"
    assert last.startswith("a row of [red]a[/red]")
    assert "\x1b" not in file.getvalue()


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", file := Terminal())
    log()
    shown = file.getvalue()
    assert "2 of 2" in shown and progress.AFTER_READING in shown
    assert "a row of [red]a[/red] \ufffd[2J" in shown
    assert "3 pages" not in shown
