"""The pages of the suites in the Data Docs folder: one per suite and an index, readable without a network.

Only what is shown, and where: templates and style are in `templates/`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

# Of more unexpected rows the page names the number.
PAGE_ROWS = 500
_OUTCOMES = "outcomes.json"

Outcomes = dict[str, list[dict[str, str | int]]]
"""What the index shows, by suite."""


@dataclass(frozen=True, slots=True)
class Section:
    """One rule of a suite and its outcome.

    `expectation` is the Great Expectations call, `checked` and `unexpected` are numbers of rows, and `rows` holds every
    unexpected row by the columns that identify it.
    """

    rule: str
    expectation: str
    passed: bool
    severity: str
    checked: int
    unexpected: int
    rows: Sequence[dict[str, str | None]]

    @property
    def title(self) -> str:
        """The rule as words."""
        return self.rule.replace("_", " ")

    @property
    def shown(self) -> Sequence[dict[str, str | None]]:
        """The rows that the page shows."""
        return self.rows[:PAGE_ROWS]


def write_suite(folder: Path, suite: str, table: str, sections: Sequence[Section]) -> None:
    """Write the page of one suite, and its outcomes for the index."""
    page = _templates().get_template("suite.html").render(suite=suite, table=table, sections=sections)
    (folder / f"{suite}.html").write_text(page, encoding="utf-8")
    outcomes = _outcomes(folder)
    outcomes[suite] = [
        {
            "table": table,
            "rule": section.rule,
            "passed": section.passed,
            "severity": section.severity,
            "checked": section.checked,
            "unexpected": section.unexpected,
        }
        for section in sections
    ]
    (folder / _OUTCOMES).write_text(json.dumps(outcomes, indent=1), encoding="utf-8")


def write_index(folder: Path) -> None:
    """Write the index of all suites in the folder: they are evaluated at several moments of a run."""
    page = _templates().get_template("index.html").render(suites=_outcomes(folder))
    (folder / "index.html").write_text(page, encoding="utf-8")


def _outcomes(folder: Path) -> dict[str, list[dict[str, str | int]]]:
    path = folder / _OUTCOMES
    outcomes: dict[str, list[dict[str, str | int]]] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    )
    return outcomes


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["grouped"] = lambda number: f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
    return environment
