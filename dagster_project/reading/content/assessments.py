"""Every printed verdict and trend on goals, indicators, assignments and controls: one record each.

Belongs here: the subject of a printed sign (row, column, year). Its meaning is in `legend`; whether the verdict
agrees with the figures is judged in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.content.explanations import read_legend
from dagster_project.reading.content.goal_tables import FoundGoal, GoalTable, form_goals
from dagster_project.reading.content.goal_words import comparable, is_trend_header, is_verdict_header
from dagster_project.reading.content.goals import find_goals
from dagster_project.reading.content.legend import Legend, Sign, has_signs, verdict_of, without_signs
from dagster_project.reading.content.listings import find_header
from dagster_project.reading.content.lists import Item, find_assignments, find_internal_controls, listing_forms
from dagster_project.reading.identity import table_id
from dagster_project.reading.model import Cell, Document, Page, Place
from dagster_project.reading.records import AssessmentRecord, GoalRecord, place_columns
from dagster_project.reading.tables.domains import domain_of
from dagster_project.reading.tables.headers import Header, resolve_header
from dagster_project.reading.tables.join import JoinedTable, join_tables
from dagster_project.reading.tables.resolved import ColumnMeaning, RowMeaning
from dagster_project.reading.tables.rows import resolve_rows
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Assessments
from dagster_project.terms import AssessmentCode, Domain, GoalLevel, Scenario, SubjectType

_MOST_HEADER_ROWS = 5
_LONGEST_VERDICT = 40


@dataclass(frozen=True, slots=True)
class _Assessment:
    """A sign with its subject, not yet numbered."""

    subject_type: SubjectType
    subject: str
    sign: Sign
    page: Page
    place: Place
    column_label: str
    row_label: str
    row_path: str
    goal_number: int | None = None
    table_id: str | None = None
    year: int | None = None


def read_assessments(document: Document, goals: Sequence[GoalRecord]) -> list[AssessmentRecord]:
    """All verdicts and trends of a report: on its goals, then on indicators, assignments and controls.

    `goals` are those of the same document from `read_goals`; indicators are linked to them by the names in their path
    or the headings over their table.
    """
    legend = read_legend(document)
    found = [
        *_on_goals(find_goals(document), goals),
        *_on_indicators(document, legend, goals),
        *_on_items(SubjectType.ASSIGNMENT, "assignment", "status", find_assignments(document), legend),
        *_on_items(SubjectType.CONTROL, "risk", "assessment", find_internal_controls(document), legend),
    ]
    return [
        AssessmentRecord(
            document_id=document.document_id,
            assessment_number=number,
            subject_type=item.subject_type,
            subject=item.subject,
            goal_number=item.goal_number,
            table_id=item.table_id,
            row_label=item.row_label,
            row_path=item.row_path,
            column_label=item.column_label,
            year=item.year,
            scenario=None,
            assessment=item.sign.assessment,
            trend=item.sign.trend,
            as_printed=item.sign.as_printed,
            **place_columns(item.place, item.page.label),
        )
        for number, item in enumerate(found, 1)
    ]


def _on_goals(found: Sequence[FoundGoal], goals: Sequence[GoalRecord]) -> Iterator[_Assessment]:
    """The verdicts printed on goals; `found` and `goals` are the same goals in the same order."""
    for goal, record in zip(found, goals, strict=True):
        if goal.verdict is None:
            continue
        path = [goal.name]
        above = goal.parent
        while above is not None:
            path.insert(0, above.name)
            above = above.parent
        yield _Assessment(
            subject_type=SubjectType.EXPECTED_RESULT if goal.level is GoalLevel.EXPECTED_RESULT else SubjectType.GOAL,
            subject=goal.text,
            sign=goal.verdict.sign,
            page=goal.verdict.page,
            place=goal.verdict.place,
            column_label=goal.verdict.column_label,
            row_label=goal.name,
            row_path=" > ".join(path),
            goal_number=record.goal_number,
        )


def _on_items(
    subject_type: SubjectType, subject_role: str, verdict_role: str, items: Sequence[Item], legend: Legend
) -> Iterator[_Assessment]:
    for item in items:
        sign = item.sign(verdict_role, legend)
        subject = item.text(subject_role) or item.text("control")
        if sign and subject:
            header = item.headers.get(verdict_role, "")
            yield _Assessment(subject_type, subject, sign, item.page, item.place, header, subject, subject)


# Indicators.


def _on_indicators(document: Document, legend: Legend, goals: Sequence[GoalRecord]) -> Iterator[_Assessment]:
    for joined in join_tables(document):
        if not _may_hold_signs(joined) or _is_read_elsewhere(joined):
            continue
        header = resolve_header(joined)
        of_goals = GoalTable.of(joined.first)
        rows = _on_indicator_rows(of_goals, resolve_rows(joined, header))
        words_count = _speaks_of_goals(joined, header, rows)
        of_the_goals = of_goals.verdict_column if of_goals and not of_goals.assesses_indicators else None
        columns = [column for column in header.columns if column.number - 1 != of_the_goals]
        worded = [column for column in columns if words_count and _holds_verdicts(column, rows)]
        for row in rows:
            signs = [(column, _sign(row, column, header, legend, column in worded)) for column in columns if row.label]
            yield from _of_one_subject(
                [
                    _on_row(document.document_id, joined, header, row, column, sign, goals)
                    for column, sign in signs
                    if sign
                ]
            )


def _of_one_subject(found: Sequence[_Assessment]) -> list[_Assessment]:
    """The assessments of a row; a verdict and a trend of the same year beside each other are one."""
    verdicts = [item for item in found if item.sign.assessment]
    trends = [item for item in found if not item.sign.assessment]
    if len(verdicts) != 1 or len(trends) != 1 or verdicts[0].year != trends[0].year or verdicts[0].sign.trend:
        return list(found)
    verdict, trend = verdicts[0].sign, trends[0].sign
    both = Sign(verdict.assessment, trend.trend, f"{verdict.as_printed} {trend.as_printed}")
    return [replace(verdicts[0], sign=both)]


def _may_hold_signs(joined: JoinedTable) -> bool:
    """Whether any cell has a sign or a header of signs; most tables are figures only."""
    cells = [cell for row in joined.rows for cell in row.cells]
    if any(cell.symbols or has_signs(cell.text) for cell in cells):
        return True
    headers = [cell.text for row in joined.rows[:_MOST_HEADER_ROWS] for cell in row.cells]
    if any(is_verdict_header(text) or is_trend_header(text) for text in headers):
        return True
    return sum(len(cell.text) <= _LONGEST_VERDICT and verdict_of(cell.text) is not None for cell in cells) > 1


def _is_read_elsewhere(joined: JoinedTable) -> bool:
    """Whether the table is a list whose items have their own status, or has goals but no indicators."""
    table = joined.first
    if any(find_header(table, form) for form in listing_forms()):
        return True
    if any(form_goals(table, joined.pages[0], Legend())):
        return True
    of_goals = GoalTable.of(table)
    return of_goals is not None and of_goals.indicator_column is None


def _on_indicator_rows(of_goals: GoalTable | None, rows: Sequence[RowMeaning]) -> list[RowMeaning]:
    """The rows that are indicators, labelled by their column of indicators, with the goal beside it in their path.

    Such a goal is printed on its first row only. Without such columns the rows are unchanged.
    """
    if of_goals is None or of_goals.indicator_column is None:
        return list(rows)
    if of_goals.grouped:
        return [row for row in rows if not of_goals.is_goal_row(row.row)]
    named = []
    open_goals: dict[int, str] = {}
    for row in rows:
        for column, _ in of_goals.goal_columns:
            if text := without_signs(row.row.cells[column].text):
                open_goals = {c: goal for c, goal in open_goals.items() if c < column} | {column: text}
        label = without_signs(row.row.cells[of_goals.indicator_column].text)
        named.append(replace(row, label=label, path=(*(open_goals[c] for c in sorted(open_goals)), label)))
    return named


def _speaks_of_goals(joined: JoinedTable, header: Header, rows: Sequence[RowMeaning]) -> bool:
    """Whether words under a header like "Status" are verdicts; investment projects have a status too."""
    header_text = " ".join(column.label for column in header.columns)
    return domain_of(header.title, header_text, [row.label for row in rows], joined.section) is Domain.GOALS


def _holds_verdicts(column: ColumnMeaning, rows: Sequence[RowMeaning]) -> bool:
    """Whether the words of a column are verdicts: by its header or, without one, because every text words one."""
    if is_verdict_header(column.label):
        return True
    printed = [text for row in rows if (text := without_signs(row.row.cells[column.number - 1].text))]
    short = all(len(text) <= _LONGEST_VERDICT and verdict_of(text) for text in printed)
    return not column.label and len(printed) > 1 and short


def _sign(row: RowMeaning, column: ColumnMeaning, header: Header, legend: Legend, is_worded: bool) -> Sign | None:
    """The sign in a cell of a row; `is_worded` if the words of the column are verdicts."""
    index = column.number - 1
    if index == header.label_column or index in header.group_columns:
        return None
    cell: Cell = row.row.cells[index]
    if is_trend_header(column.label):
        return legend.trend_sign(cell.text, cell.symbols)
    drawn = legend.sign(cell.text, cell.symbols)
    if is_worded:
        sign = legend.worded_sign(cell.text, cell.symbols)
        return sign if sign and (sign.assessment != AssessmentCode.UNKNOWN or sign.trend) else drawn
    return drawn


def _on_row(
    document_id: str,
    joined: JoinedTable,
    header: Header,
    row: RowMeaning,
    column: ColumnMeaning,
    sign: Sign,
    goals: Sequence[GoalRecord],
) -> _Assessment:
    return _Assessment(
        subject_type=SubjectType.INDICATOR,
        subject=row.label,
        sign=sign,
        page=joined.pages[row.number - 1],
        place=row.row.cells[column.number - 1].place,
        column_label=column.label,
        row_label=row.label,
        row_path=" > ".join(row.path),
        goal_number=_goal_of([*joined.section, *row.path[:-1]], goals),
        table_id=table_id(document_id, joined.number),
        year=column.year or _latest_outcome(header),
    )


def _latest_outcome(header: Header) -> int | None:
    """The latest year of the outcome columns, which a verdict judges whose column has no year."""
    pattern = load(Assessments).outcome_headers
    years = [
        column.year
        for column in header.columns
        if column.year and (column.scenario is Scenario.ACTUAL or pattern.search(column.label.lower()))
    ]
    return max(years, default=None)


def _goal_of(titles: Sequence[str], goals: Sequence[GoalRecord]) -> int | None:
    """The number of the goal that one of these titles names, the innermost first."""
    named = {comparable(text): goal.goal_number for goal in reversed(goals) for text in (goal.text, goal.name)}
    return next(
        (named[words] for title in reversed(titles) if (words := comparable(without_signs(title))) in named), None
    )
