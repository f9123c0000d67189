"""Tables of goals: one column per level ("Inriktningsmål | Förväntade resultat"), or goals as rows over indicators.

Belongs here: which cells of a table are goals, and their verdicts; goals in titles and chapters are read in
`goals`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.content.forms import label_at_start, numbered
from dagster_project.reading.content.goal_words import WORD, header_role, level_of, level_under, states_an_aim
from dagster_project.reading.content.legend import Legend, Sign, without_signs
from dagster_project.reading.content.listings import joined_texts
from dagster_project.reading.model import Cell, Page, Paragraph, Place, Row, Table
from dagster_project.terms import FormField, GoalLevel

_MOST_HEADER_ROWS = 3
_LONGEST_GOAL = 150
_NUMBERED_WORD = re.compile(r"(?P<word>.{3,40}?)(?:\s+(?P<number>\d{1,2}(?:\.\d{1,2})*))?\s*:?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sign with its place and the header or label over it."""

    sign: Sign
    column_label: str
    page: Page
    place: Place


@dataclass(slots=True)
class FoundGoal:
    """A goal as found. `parent` is another found goal; `verdict` is printed about the goal itself."""

    page: Page
    place: Place
    level: GoalLevel
    level_as_printed: str | None
    number: str | None
    name: str
    text: str
    formulation: str | None = None
    agenda: str | None = None
    parent: FoundGoal | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class GoalTable:
    """A table with goals. `goal_columns` are (column, header) from the highest level to the lowest.

    In a `grouped` table one column holds both: goals are its rows without values, indicators the rows under them.
    """

    table: Table
    first_body: int
    goal_columns: tuple[tuple[int, str], ...]
    indicator_column: int | None
    verdict_column: int | None
    headers: tuple[str, ...]
    grouped: bool

    @classmethod
    def of(cls, table: Table) -> GoalTable | None:
        """The table as a table of goals; None if its header names no goals or its cells are figures."""
        found = _header_of(table)
        if found is None:
            return _grouped_by_rows(table)
        headers, roles, first_body = found
        if "grouped" in roles:
            column = roles.index("grouped")
            verdict = roles.index("verdict") if "verdict" in roles else None
            return cls(table, first_body, ((column, headers[column]),), column, verdict, headers, True)
        goals = tuple(
            (i, headers[i]) for i, role in enumerate(roles) if role == "goal" and _holds_words(table, i, first_body)
        )
        if not goals:
            return _grouped_by_rows(table)
        indicator = roles.index("indicator") if "indicator" in roles else None
        return cls(
            table, first_body, goals, indicator, roles.index("verdict") if "verdict" in roles else None, headers, False
        )

    def continued(self, table: Table) -> GoalTable | None:
        """The same table on its next page, printed without header."""
        if not table.spans_known or len(table.rows[0].cells) != len(self.headers) or table.header_rows:
            return None
        return replace(self, table=table, first_body=0)

    def continues_after(self, block: Paragraph, following: Sequence[tuple[Page, object]]) -> bool:
        """Whether a line below a grouped table is its next goal, cut off by the end of the page.

        It states what shall be, and the table continues after it.
        """
        below = following[0][1] if following else None
        is_goal = len(block.text) <= _LONGEST_GOAL and states_an_aim(block.text) and "." not in block.text
        return self.grouped and is_goal and isinstance(below, Table)

    def goal_between(self, block: Paragraph, page: Page, section: str) -> FoundGoal:
        """The goal in a line for which `continues_after` is true."""
        header = self.goal_columns[0][1]
        number, name = numbered(block.text)
        return FoundGoal(
            page, block.place, level_under(header, section), header, number or None, name, " ".join(block.text.split())
        )

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the header."""
        return self.table.rows[self.first_body :]

    def is_goal_row(self, row: Row) -> bool:
        """Whether a row of a grouped table is a goal: it has a label only, or a bold label and a verdict."""
        column = self.goal_columns[0][0]
        others = [i for i in range(len(row.cells)) if i != column and is_printed(row.cells[i])]
        is_labelled = WORD.search(row.cells[column].text) is not None
        return is_labelled and (not others or (others == [self.verdict_column] and row.cells[column].bold))

    @property
    def assesses_indicators(self) -> bool:
        """Whether the verdict column is about indicators and not about goals.

        It is about goals if there are no indicators, or if only goal rows have verdicts and there are fewer verdicts
        than indicators.
        """
        if self.grouped:
            return True
        if self.verdict_column is None or self.indicator_column is None:
            return False
        column = self.goal_columns[-1][0]
        verdicts = [row for row in self.rows if is_printed(row.cells[self.verdict_column])]
        on_goal_rows = all(row.cells[column].text.strip() for row in verdicts)
        return not (on_goal_rows and len(verdicts) < sum(is_printed(r.cells[self.indicator_column]) for r in self.rows))


def _grouped_by_rows(table: Table) -> GoalTable | None:
    """A table of indicators whose rows without values are goals by their words, though no header names goals."""
    for last in range(min(_MOST_HEADER_ROWS, len(table.rows))):
        headers = joined_texts(table.rows[: last + 1])
        roles = [header_role(header) for header in headers]
        if "indicator" not in roles and "verdict" not in roles:
            continue
        column = roles.index("indicator") if "indicator" in roles else 0
        verdict = roles.index("verdict") if "verdict" in roles else None
        body = max(last + 1, table.header_rows or 0)
        found = GoalTable(table, body, ((column, headers[column]),), column, verdict, tuple(headers), True)
        goals = [row.cells[column].text for row in found.rows if found.is_goal_row(row)]
        if goals and 2 * sum(map(states_an_aim, goals)) > len(goals):
            return found
    return None


def _header_of(table: Table) -> tuple[tuple[str, ...], list[str | None], int] | None:
    """The headers of a table whose first rows name a column of goals, their roles, and the first row below them."""
    for last in range(min(_MOST_HEADER_ROWS, len(table.rows))):
        for first in (0, last):
            headers = joined_texts(table.rows[first : last + 1])
            roles = [header_role(header) for header in headers]
            if "goal" in roles or "grouped" in roles:
                return tuple(headers), roles, max(last + 1, table.header_rows or 0)
    return None


def _holds_words(table: Table, column: int, first_body: int) -> bool:
    printed = [row.cells[column].text for row in table.rows[first_body:] if row.cells[column].text.strip()]
    wordy = [text for text in printed if len(WORD.findall(text)) >= (3 if re.search(r"\d", text) else 2)]
    return bool(printed) and len(wordy) * 2 > len(printed)


def goals_of_table(
    table: GoalTable, page: Page, legend: Legend, section: str, above: FoundGoal | None
) -> Iterator[FoundGoal]:
    """The goals of a table; `section` is the heading over it, `above` the last goal before it."""
    if table.grouped:
        yield from _grouped_goals(table, page, legend, section, above)
        return
    open_goals: dict[int, FoundGoal] = {}
    for row in table.rows:
        for position, (column, header) in enumerate(table.goal_columns):
            cell = row.cells[column]
            name = without_signs(cell.text)
            if not WORD.search(name):
                continue
            number, bare = numbered(name)
            higher = [open_goals[other] for other, _ in table.goal_columns[:position] if other in open_goals]
            goal = FoundGoal(
                page,
                cell.place,
                level_under(header, section),
                header,
                number or None,
                bare,
                name,
                parent=higher[-1] if higher else above,
            )
            is_lowest = position == len(table.goal_columns) - 1
            goal.verdict = _cell_verdict(table, row, column, page, legend, is_lowest and not table.assesses_indicators)
            open_goals[column] = goal
            for lower, _ in table.goal_columns[position + 1 :]:
                open_goals.pop(lower, None)
            yield goal


def is_printed(cell: Cell) -> bool:
    """Whether a cell holds text or a mark."""
    return bool(cell.text.strip() or cell.symbols)


def _cell_verdict(
    table: GoalTable, row: Row, column: int, page: Page, legend: Legend, has_column: bool
) -> Verdict | None:
    """The verdict on the goal in a cell: in the cell, beside it without a header, or in the verdict column."""
    cell = row.cells[column]
    candidates = [(cell, table.headers[column])]
    for beside in (column - 1, column + 1):
        if 0 <= beside < len(row.cells) and not table.headers[beside]:
            candidates.append((row.cells[beside], table.headers[column]))
    for candidate, header in candidates:
        sign = legend.sign(candidate.text, candidate.symbols)
        if sign and sign.assessment:
            return Verdict(sign, header, page, candidate.place)
    if not has_column or table.verdict_column is None:
        return None
    candidate = row.cells[table.verdict_column]
    worded = legend.worded_sign(candidate.text, candidate.symbols)
    return Verdict(worded, table.headers[table.verdict_column], page, candidate.place) if worded else None


def form_goals(table: Table, page: Page, legend: Legend) -> Iterator[FoundGoal]:
    """The goals of a form in a table: labels in the first column, their content beside them.

    A row is a goal if its label is a goal word ("Nämndmål 2") and the table has another label of such forms.
    """
    pairs = [(row.cells[0], next((cell for cell in row.cells[1:] if is_printed(cell)), Cell())) for row in table.rows]
    labels = [label_at_start(name.text) for name, _ in pairs]
    if not any(label and not label[2] for label in labels):
        return
    goal: FoundGoal | None = None
    for (name, content), label in zip(pairs, labels, strict=True):
        word = _NUMBERED_WORD.fullmatch(" ".join(name.text.split()))
        level = level_of(word["word"]) if word else None
        if word and level and len(WORD.findall(content.text)) >= 3:
            if goal:
                yield goal
            text = without_signs(content.text)
            goal = FoundGoal(page, content.place, level, word["word"], word["number"], text, text)
            sign = legend.sign(content.text, content.symbols)
            goal.verdict = Verdict(sign, name.text, page, content.place) if sign and sign.assessment else None
        elif goal and label and label[0] is FormField.VERDICT and goal.verdict is None:
            worded = legend.worded_sign(content.text, content.symbols)
            goal.verdict = Verdict(worded, label[1], page, content.place) if worded else None
        elif goal and label and label[0] is FormField.AGENDA:
            goal.agenda = content.text if WORD.search(content.text) else None
    if goal:
        yield goal


def _grouped_goals(
    table: GoalTable, page: Page, legend: Legend, section: str, above: FoundGoal | None
) -> Iterator[FoundGoal]:
    """The goals of a table where they are the rows without values ("Mål och mätetal").

    Where some of these are bold, the others are indicators without values.
    """
    column, header = table.goal_columns[0]
    rows = [row for row in table.rows if table.is_goal_row(row)]
    are_bold = any(row.cells[column].bold for row in rows)
    for row in rows:
        cell = row.cells[column]
        if are_bold and not cell.bold:
            continue
        text = without_signs(cell.text)
        number, name = numbered(text)
        level = level_under(header, section)
        verdict = _cell_verdict(table, row, column, page, legend, has_column=True)
        yield FoundGoal(page, cell.place, level, header, number or None, name, text, parent=above, verdict=verdict)
