"""Grades error detection: runs the whole pipeline once on reports with and without a planted error.

An alert is a finding of severity warning or error that is not believed to be a reading error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from lab.invent import invent
from lab.pipeline import built_database, run_pipeline, write_reports
from lab.plant import is_disjoint, plant
from lab.printed import Case, Figure
from lab.tally import normal

# Every third report gets no error.
_CLEAN = 3

_ALERTS = """
select
    findings.file_name,
    findings.finding_id,
    findings.kind,
    findings.row_label,
    findings.column_label,
    findings.title,
    findings.detail,
    list({'role': evidence.role, 'row': figures.row_label, 'column': figures.column_label, 'value': figures.value})
from quality.findings as findings
left join quality.finding_evidence as evidence on findings.finding_id = evidence.finding_id
left join marts.figures as figures on evidence.figure_id = figures.figure_id
where findings.severity in ('warning', 'error') and findings.believed is distinct from 'reading_error'
group by all
order by all
"""
_ROLES = {
    "stated",
    "part",
    "minuend",
    "subtrahend",
    "numerator",
    "denominator",
    "current",
    "previous",
    "other",
    "limit",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a finding's evidence. `hinted`: the finding names it as the wrong one."""

    row: str
    column: str
    value: Decimal | None
    hinted: bool

    def is_of(self, figure: Figure) -> bool:
        """Whether it is this printed figure. Part of the label is enough."""
        same_label = bool(normal(self.row)) and normal(self.row) in normal(figure.row_path[-1])
        return same_label and self.value == (Decimal(figure.value) if figure.value else None)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert with its evidence. `row` and `column` are the labels of the finding itself."""

    file_name: str
    kind: str
    row: str
    column: str
    text: str
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Grade:
    """Counts by kind of error: provable (`disjoint`), of them `alerted`; `crossed`, of them `named`.

    `false` and `lost` describe the false alerts and the errors missed.
    """

    disjoint: Counter[str] = field(default_factory=Counter)
    alerted: Counter[str] = field(default_factory=Counter)
    crossed: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    false: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def share_alerted(self) -> float:
        return self.alerted.total() / self.disjoint.total() if self.disjoint else 1.0

    @property
    def share_named(self) -> float:
        return self.named.total() / self.crossed.total() if self.crossed else 1.0

    @property
    def false_per_report(self) -> float:
        return len(self.false) / self.reports if self.reports else 0.0


def detect(seeds: Sequence[int], engine: str | None, keep: Path | None) -> int:
    """Plant errors, run the pipeline and print the grade. Returns the exit code of the pipeline."""
    context = nullcontext(str(keep)) if keep else TemporaryDirectory()
    with context as folder:
        cases = write_reports(planted_cases(seeds, engine), Path(folder) / "raw")
        if not cases:
            print("no engine of these cases is installed")
            return 1
        code = run_pipeline(Path(folder))
        # A build that a check kept from publication is graded too; the exit code reports the check.
        built = built_database(Path(folder))
        if built is not None:
            _print_grade(grade(cases, _alerts(built)))
    return code


def planted_cases(seeds: Sequence[int], engine: str | None) -> list[Case]:
    """The cases of these seeds, two of three with a planted error."""
    cases = []
    for seed in seeds:
        case = invent(seed, engine)
        planted = plant(case, Random(f"plant {seed}")) if seed % _CLEAN else None
        cases.append(planted or case)
    return cases


def grade(cases: Mapping[str, Case], alerts: Sequence[Alert]) -> Grade:
    """Compare the alerts with the planted errors. `cases` are by file name."""
    result = Grade(reports=len(cases))
    for name, case in cases.items():
        mine = [alert for alert in alerts if alert.file_name == name]
        concerned = _concerned(case)
        about = [alert for alert in mine if any(cell.is_of(figure) for cell in alert.cells for figure in concerned)]
        result.false += [f"{name}: {alert.kind}: {alert.text}" for alert in mine if alert not in about]
        if case.plant is None or not case.plant.disjoint:
            continue
        kind = case.plant.kind
        result.disjoint[kind] += 1
        result.alerted[kind] += bool(about)
        error = f"{name}: {kind} {case.plant.cell}: {case.plant.before} -> {case.plant.after or 'gone'}"
        if not about:
            result.lost.append(f"not alerted: {error}")
        if case.plant.crossed and kind != "dropped_row":
            result.crossed[kind] += 1
            is_named = _is_named(case, about)
            result.named[kind] += is_named
            if about and not is_named:
                result.lost.append(f"cell not named: {error}")
    return result


def _concerned(case: Case) -> list[Figure]:
    """The planted figure and the totals of the relations that it breaks."""
    if case.plant is None:
        return []
    places = {relation.stated for relation in case.relations if is_disjoint(case, relation)} | {case.plant.cell}
    return [figure for figure in case.figures if (figure.table, figure.row, figure.column) in places]


def _is_named(case: Case, alerts: Sequence[Alert]) -> bool:
    """Whether an alert names the planted cell: in its hint or, without any hint, as its own row."""
    if case.plant is None:
        return False
    figure = next(f for f in case.figures if (f.table, f.row, f.column) == case.plant.cell)
    hinted = [cell for alert in alerts for cell in alert.cells if cell.hinted]
    if hinted:
        return any(cell.is_of(figure) for cell in hinted)
    return any(normal(alert.row) == normal(figure.row_path[-1]) for alert in alerts)


def _alerts(database: Path) -> list[Alert]:
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(_ALERTS).fetchall()
    return [_alert(*row) for row in rows]


def _alert(
    file_name: str, _: str, kind: str, row: str, column: str, title: str, detail: str, evidence: list[dict[str, Any]]
) -> Alert:
    cells = tuple(
        Cell(cell["row"] or "", cell["column"] or "", cell["value"], cell["role"] not in _ROLES)
        for cell in evidence
        if cell["role"] and cell["row"] is not None
    )
    return Alert(Path(file_name).name, kind, row or "", column or "", f"{title} | {detail}", cells)


def _print_grade(result: Grade) -> None:
    for line in result.lost:
        print(line)
    for line in result.false:
        print("false alert:", line)
    print(f"{result.reports} reports, {result.disjoint.total()} with an error that can be proved")
    for kind, count in sorted(result.disjoint.items()):
        named = f"{result.named[kind]} of {result.crossed[kind]} named"
        print(f"  {kind:12} {result.alerted[kind]} of {count} alerted, {named}")
    print(f"alerted {result.share_alerted:.1%}, right cell named {result.share_named:.1%} of crossed,", end=" ")
    print(f"false alerts per report {result.false_per_report:.2f}")
