"""The worked questions: SQL files whose first line is the question, answered from the published database."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Group

from dagster_project.cli.screen import Columns, more

_PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = _PACKAGE / "_warehouse"
QUERIES = (_INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "warehouse") / "queries"
"""In the package if installed from a wheel, else in the checkout."""


class UnknownQuestion(Exception):
    """There is no question with that name; the text lists similar names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows of a query."""

    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


def questions() -> dict[str, str]:
    """The question that each file asks, by name."""
    files = sorted(QUERIES.glob("*.sql"))
    return {path.stem: path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("-- ") for path in files}


def known(name: str) -> Path:
    """The file of a question. Raises UnknownQuestion."""
    names = sorted(path.stem for path in QUERIES.glob("*.sql"))
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or [other for other in names if name in other]
        hint = f"Similar: {', '.join(near)}" if near else "`bokslut query` lists them all"
        raise UnknownQuestion(f"There is no question {name!r}. {hint}.")
    return QUERIES / f"{name}.sql"


def ask(connection: duckdb.DuckDBPyConnection, name: str) -> Answer:
    """The answer to a question. Raises UnknownQuestion."""
    result = connection.execute(known(name).read_text(encoding="utf-8"))
    return Answer([column[0] for column in result.description or []], result.fetchall())


def table(answer: Answer, most: int | None = None) -> Group:
    """The answer as aligned columns, at most `most` rows of it. Columns without a value are left out."""
    if not answer.rows:
        return Group("No rows.")
    used = [index for index in range(len(answer.header)) if any(row[index] is not None for row in answer.rows)]
    shown = [[row[index] for index in used] for row in answer.rows[:most]]
    header = [answer.header[index] for index in used]
    return Group(Columns(header, shown), *more(len(answer.rows) - len(shown), "the answer"))
