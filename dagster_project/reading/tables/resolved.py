"""The meaning of columns, rows and tables: the shapes that the steps of this package hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from dagster_project.reading.meaning.evidence import Resolution
from dagster_project.reading.meaning.periods import Period, PrintedPeriod
from dagster_project.reading.model import Cell, Row
from dagster_project.reading.records import FigureRecord, TableRecord
from dagster_project.terms import BudgetVersion, CellRole, EvidenceSource, RowKind, Scenario, TotalWord, Unit


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """One column, `number` 1-based; `levels` are its header cells, outermost first.

    An attribute that the header does not state is None; row, caption, section or report may state it.
    """

    number: int
    role: CellRole
    levels: tuple[str, ...] = ()
    scenario: Scenario | None = None
    of_scenario: Scenario | None = None
    against_scenario: Scenario | None = None
    budget_version: BudgetVersion | None = None
    measure: str | None = None
    unit: Unit | None = None
    period: PrintedPeriod = field(default_factory=PrintedPeriod)
    scenario_source: EvidenceSource | None = None
    scenario_evidence: str = ""
    names_scenario: bool = False
    is_preliminary: bool = False
    scope: str | None = None

    @property
    def year(self) -> int | None:
        """The year in the header, of two compared ones the later; None without one and over a span of years."""
        is_year = self.period.years and not (self.period.is_span or self.period.is_before or self.period.is_after)
        return max(self.period.years) if is_year else None

    @property
    def label(self) -> str:
        """The header cells joined by ' > ', outermost first."""
        return " > ".join(self.levels)

    @property
    def holds_figures(self) -> bool:
        """Whether the cells of the column are figures."""
        return self.role is CellRole.FIGURE


@dataclass(frozen=True, slots=True)
class RowMeaning:
    """One body row. `number` is 1-based in the joined table, header rows included.

    `path` is the printed hierarchy, outermost first, the row itself last. `total_word` is the kind of total that the
    label names ("Summa", "S:a", "Totalt", "Netto", "Årets resultat"); `is_memo` marks "varav"/"därav" rows and rows
    under such a group, which are never added to the row that they are part of. `bold`, `italic` and `indent` (in
    points) are of the label cell. `date` is the cell of a column with the year of each row.
    """

    number: int
    kind: RowKind
    label: str
    path: tuple[str, ...]
    row: Row
    label_cell: Cell
    bold: bool = False
    italic: bool = False
    indent: float = 0.0
    rule_above: bool = False
    total_word: TotalWord | None = None
    is_memo: bool = False
    identifier: str | None = None
    date: str = ""


@dataclass(frozen=True, slots=True)
class FigureEvidence:
    """How unit, scenario and period of one figure were resolved."""

    unit: Resolution[Unit]
    scenario: Resolution[Scenario]
    period: Resolution[Period]


@dataclass(slots=True)
class TableMeaning:
    """A joined table with its meaning: record, columns, body rows, and figures by (row number, column number).

    `evidence` has the same keys as `figures`.
    """

    record: TableRecord
    columns: list[ColumnMeaning]
    rows: list[RowMeaning]
    figures: dict[tuple[int, int], FigureRecord] = field(default_factory=dict)
    evidence: dict[tuple[int, int], FigureEvidence] = field(default_factory=dict)

    @property
    def figure_columns(self) -> list[ColumnMeaning]:
        """The columns that hold figures, in printed order."""
        return [column for column in self.columns if column.holds_figures]

    @property
    def figure_rows(self) -> list[RowMeaning]:
        """The rows that hold figures, in printed order."""
        return [row for row in self.rows if row.kind is RowKind.FIGURES]
