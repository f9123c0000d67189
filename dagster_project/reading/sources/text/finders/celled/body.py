"""Rows of a table with a line for each cell: as many cells in each, those of a column of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from dagster_project.reading.sources.text.finders.celled.cells import LONGEST_LABEL, GridCell
from dagster_project.reading.sources.text.finders.celled.words import is_head
from dagster_project.reading.sources.text.labels import AGES, LETTERS, ROW_CODE

Cells = Sequence[GridCell]

_FEWEST_ROWS = 2
# Rows of which only the structure tells that they are rows.
_FEWEST_UNKNOWN = 3
_FEWEST_FIGURES = 2
_MOST_TEXTS = 3
_MOST_GROUPS = 2
_MOST_COLUMNS = 18
# A label, a year and a figure.
_FEWEST_OBSERVED = 3
_LAST_NUMBER = re.compile(r"(?:^|\s|\d[-–])(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Shape:
    """What all rows have: `width` cells, maybe a code first, and the columns with words beside those of figures.

    Rows that are `dated` have a year of their own beside the label.
    """

    width: int
    has_codes: bool = False
    texts: frozenset[int] = frozenset()
    dated: bool = False

    @property
    def leads(self) -> int:
        """The number of cells before the figures: the code, the label, and words after that."""
        beside = takewhile(lambda column: column in self.texts, range(1 + self.has_codes, self.width))
        return 1 + self.has_codes + self.dated + sum(1 for _ in beside)


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table: the cells from index `start` up to `end`, of one shape.

    `short` are rows between them that lack a cell, so that nothing shows which columns their figures are in.
    """

    start: int
    end: int
    shape: Shape
    short: tuple[range, ...] = ()

    def rows(self, cells: Cells) -> Iterator[Cells]:
        """The cells of each row, with the empty ones that a group row and the end of the last row may lack."""
        at, width, has_codes = self.start, self.shape.width, self.shape.has_codes
        ends = {row.start: row.stop for row in self.short}
        while at < self.end:
            if at in ends:
                at = ends[at]
                continue
            is_group = _is_group(cells, at, self.shape)
            row = list(cells[at : min(at + (1 if is_group else width), self.end)])
            empty = GridCell(row[0].at)
            before = [empty] * (is_group and has_codes)
            yield [*before, *row, *[empty] * (width - len(before) - len(row))]
            at += 1 if is_group else width


def body_from(cells: Cells, at: int, *, may_lack: bool = False) -> Body | None:
    """The next rows that are as regular as a table's, from a cell on; some between may lack cells if `may_lack`."""
    while at + 1 < len(cells):
        body = _body_at(cells, at) if _may_lead(cells[at]) or _is_words(cells[at]) else None
        if may_lack and (lacking := _labelled(cells, at, may_lack=True)) and (body is None or lacking.end > body.end):
            return lacking
        if body:
            return body
        at += 1
    return None


def longer(cells: Cells, body: Body) -> Body:
    """The rows and those after them, beyond some that lack cells."""
    whole = _rows(cells, body.start, body.shape, may_lack=True) if body.shape == Shape(body.shape.width) else None
    return whole if whole and whole.end > body.end else body


def _body_at(cells: Cells, start: int) -> Body | None:
    """The rows of which the first has its label at an index."""
    follows_figure = cells[start + 1].is_figure or cells[start + 1].is_empty
    ways = (_observed, _unlabelled, _labelled, _with_texts) if follows_figure else (_with_texts,)
    found = (way(cells, start) for way in ways)
    return next((body for body in found if body), None)


def _labelled(cells: Cells, label: int, *, may_lack: bool = False) -> Body | None:
    """The rows from a label to the next, all of figures or empty cells between."""
    if not cells[label].is_label:
        return None
    after = next((n for n in range(label + 1, min(label + _MOST_COLUMNS, len(cells))) if cells[n].is_label), None)
    if after is None or after - label < 2 or _are_years(cells[label + 1 : after]):
        return None
    width = after - label
    if _are_years(cells[label + 1 : after - 1]) and _with_codes(cells, after, width):
        return None  # Heads, before the code of the first row.
    if may_lack:
        return _rows(cells, label, Shape(width), may_lack=True)
    return _with_codes(cells, label, width) or _rows(cells, label, Shape(width))


def _observed(cells: Cells, label: int) -> Body | None:
    """The rows of one observation each: a label, its year and figures, maybe after the number of the row."""
    year = label + 1
    if not (cells[label].is_label and cells[year].is_year):
        return None
    after = next((n for n in range(year + 2, min(year + _MOST_COLUMNS, len(cells))) if cells[n].is_year), year)
    width = after - year
    if width < _FEWEST_OBSERVED:
        return None
    is_numbered = bool(label) and _counts_on(cells[label - 1].text, cells[label + width - 1])
    start, shape = label - is_numbered, Shape(width, has_codes=is_numbered, dated=True)
    end = start
    while _is_observation(cells[end : end + width], shape):
        end += width
    body = Body(start, end, shape)
    return body if _are_observations(list(body.rows(cells)), shape) and not _goes_on(cells, end, shape) else None


def _is_observation(cells: Cells, shape: Shape) -> bool:
    """Whether cells are a row with a year of its own."""
    if len(cells) < shape.width:
        return False
    label, year, *figures = cells[shape.has_codes :]
    are_figures = all(cell.is_empty or cell.is_value for cell in figures)
    return label.is_label and year.is_year and are_figures and any(cell.is_figure for cell in figures)


def _are_observations(rows: Sequence[Cells], shape: Shape) -> bool:
    """Whether the years of a label are in order, and the numbers of rows count on."""
    at = int(shape.has_codes)
    pairs = list(pairwise(rows))
    steps = {a[at + 1].text < b[at + 1].text for a, b in pairs if a[at].text == b[at].text}
    come_again = any(a[at].text == b[at].text and a[at + 1].text == b[at + 1].text for a, b in pairs)
    count_on = not at or all(_counts_on(a[0].text, b[0]) for a, b in pairs)
    return len(rows) >= _FEWEST_UNKNOWN and len(steps) == 1 and not come_again and count_on


def _counts_on(before: str, cell: GridCell) -> bool:
    """Whether a cell is the next number after that at the end of a text ("Årskurs 1" and "2", "0-5" and "6")."""
    last = _LAST_NUMBER.search(before)
    return last is not None and cell.text.isdigit() and int(cell.text) == int(last[1]) + 1


def _unlabelled(cells: Cells, start: int) -> Body | None:
    """The rows of which some are of years or groups of ages, which labels need not be."""
    if cells[start + 1].is_year:
        return None
    last = min(start + _MOST_COLUMNS, len(cells) - 1)
    leads = [
        n
        for n in range(start + 2, last + 1)
        if _is_group_of_ages(cells[n]) or cells[n].is_year or _counts_on(cells[start].text, cells[n])
    ]
    for after in leads:
        body = _rows(cells, start, Shape(after - start))
        if body and _are_ordered(cells, body):
            return body
    return None


def _are_ordered(cells: Cells, body: Body) -> bool:
    """Whether years that label rows are in order, and enough rows have no words for labels."""
    leads = [row[0] for row in body.rows(cells)]
    years = [lead.text for lead in leads if lead.is_year]
    steps = {a < b for a, b in pairwise(years) if a != b}
    groups = sum(_is_group_of_ages(lead) for lead in leads)
    are_years = len(years) == len(set(years)) and len(steps) == 1 and len(years) >= _FEWEST_UNKNOWN
    return are_years if years else groups >= _FEWEST_UNKNOWN


def _with_texts(cells: Cells, start: int) -> Body | None:
    """The rows with words in some columns beside those of the figures."""
    if not _is_words(cells[start]):
        return None
    for width in range(3, min(_MOST_COLUMNS, (len(cells) - start) // _FEWEST_UNKNOWN) + 1):
        chunks = [cells[at : at + width] for at in range(start, start + (_MOST_GROUPS + 1) * width, width)]
        first = next((chunk for chunk in chunks if any(cell.lines for cell in chunk[1:])), ())
        texts = frozenset(at for at, cell in enumerate(first) if at and cell.lines and not cell.is_figure)
        figures = sum(cell.is_figure for cell in first[1:])
        if sum(cell.is_year for cell in first) > 1:
            return None
        if not 0 < len(texts) <= _MOST_TEXTS or figures < _FEWEST_FIGURES or width - 1 in texts:
            continue
        if _are_several_rows(texts, width):
            continue
        body = _rows(cells, start, Shape(width, texts=texts), _FEWEST_UNKNOWN)
        if body:
            return body
    return None


def _are_several_rows(texts: frozenset[int], width: int) -> bool:
    """Whether columns of words part as many figures each time, as labels of rows do."""
    edges = [*sorted({0, *texts}), width]
    figures = [b - a - 1 for a, b in pairwise(edges) if b - a > 1]
    return len(figures) > 1 and len(set(figures)) == 1 and figures[0] >= _FEWEST_FIGURES


def _are_years(cells: Cells) -> bool:
    """Whether cells after a label are years, which head columns."""
    printed = [cell for cell in cells if not cell.is_empty]
    return bool(printed) and all(cell.is_year for cell in printed)


def _with_codes(cells: Cells, label: int, width: int) -> Body | None:
    """The rows with a code before each label but some, in ascending order."""
    body = _rows(cells, label - 1, Shape(width, has_codes=True)) if label and width > 2 else None
    if body is None:
        return None
    codes = [row[0].text for row in body.rows(cells)]
    numbers = [int(code) for code in codes if code]
    return body if len(numbers) > 1 and all(a < b for a, b in pairwise(numbers)) else None


def _rows(cells: Cells, start: int, shape: Shape, fewest: int = _FEWEST_ROWS, *, may_lack: bool = False) -> Body | None:
    end, full, width = start, 0, shape.width
    short: list[range] = []
    while True:
        before = cells[end - width].text if end - width >= start and not shape.has_codes else ""
        if _is_row(cells[end : end + width], shape, before):
            full += any(cell.is_figure and not cell.is_year for cell in cells[end + 1 : end + width])
            end += width
        elif full and _is_group(cells, end, shape):
            end += 1
        elif may_lack and full > len(short) and (lacking := _short_row(cells, end, shape)):
            short.append(lacking)
            end = lacking.stop
        else:
            break
    while short and short[-1].stop == end:
        end = short.pop().start
    if full < fewest or _goes_on(cells, end, shape):
        return None
    return Body(start, min(end, len(cells)), shape, tuple(short))


def _short_row(cells: Cells, at: int, shape: Shape) -> range | None:
    """A row of a label and fewer figures than columns, none of them a year, before another label.

    A group row above it is unread with it.
    """
    labels = list(takewhile(lambda cell: cell.is_label and not is_head(cell), cells[at : at + 2]))
    first = at + len(labels)
    figures = list(takewhile(lambda cell: cell.is_value or cell.is_empty, cells[first : first + shape.width]))
    end = first + len(figures)
    is_short = 0 < len(figures) < shape.width - 1 and not any(cell.is_year for cell in figures)
    return range(at, end) if labels and is_short and cells[end : end + 1] and cells[end].is_label else None


def _is_group(cells: Cells, at: int, shape: Shape) -> bool:
    """Whether a cell is a group row of its own, before a row with figures."""
    if shape.dated or not cells[at : at + 1] or not cells[at].is_label or is_head(cells[at]):
        return False
    following = cells[at + 1 : at + 1 + shape.width]
    is_row = _is_row(following, shape) and any(cell.is_figure for cell in following[1 + shape.has_codes :])
    return is_row or _is_group(cells, at + 1, shape)


def _is_row(cells: Cells, shape: Shape, before: str = "") -> bool:
    """Whether cells are a row, after one labelled `before`; the last of a stretch may lack empty cells at its end."""
    lead = int(shape.has_codes)
    if len(cells) < min(shape.width, 2 + lead):
        return False
    if lead and not (cells[0].is_empty or ROW_CODE.fullmatch(cells[0].text)):
        return False
    figures = cells[lead + 1 :]
    are_heads = sum(cell.is_year for cell in figures) > 1 and _are_years(figures)
    holds_figures = any(cell.is_figure and not cell.is_year for cell in figures)
    is_lead = _may_lead(cells[lead]) or (holds_figures and (_is_words(cells[lead]) or _counts_on(before, cells[lead])))
    if are_heads or not is_lead:
        return False
    return all(
        cell.is_empty or (cell.is_label if at in shape.texts else cell.is_value)
        for at, cell in enumerate(cells)
        if at > lead
    )


def _may_lead(cell: GridCell) -> bool:
    """Whether a cell may be the first of a row: a label, also one with a number in it, a year, or a group of ages."""
    has_words = cell.is_figure and cell.text[:1].isalpha() and bool(LETTERS.search(cell.text))
    return cell.is_label or has_words or cell.is_year or _is_group_of_ages(cell)


def _is_words(cell: GridCell) -> bool:
    """Whether a cell is words that label a row of figures where nothing else does: a question, or a long label."""
    return not cell.is_figure and len(cell.text) <= LONGEST_LABEL and bool(LETTERS.search(cell.text))


def _is_group_of_ages(cell: GridCell) -> bool:
    return AGES.fullmatch(cell.text) is not None


def _goes_on(cells: Cells, end: int, shape: Shape) -> bool:
    """Whether a figure of another row follows: not all rows are alike."""
    following = [cell for cell in cells[end:] if cell.lines]
    return any(cell.is_figure and not cell.is_year for cell in following[: 2 + len(shape.texts)])
