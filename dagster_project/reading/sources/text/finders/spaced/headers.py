"""The header of a table whose columns are no longer separated: the lines above its first row, cut into its columns.

A line is cut into as many heads as the rows have figures; lines of parts of heads ("2018 jan-apr 2018") are joined to
the heads above them. Where every cell has a line of its own, each line is a head or a part of one. A header that can be
cut in several ways is not one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from dagster_project.reading.meaning.periods import named_month
from dagster_project.reading.model import Cell
from dagster_project.reading.sources.text.finders.spaced.above import holds_no_heads, lines_above, lines_beside
from dagster_project.reading.sources.text.finders.spaced.folded import all_folded_heads, folded_heads
from dagster_project.reading.sources.text.finders.spaced.order import Cells, Order, PlacedWord, heads_in_order
from dagster_project.reading.sources.text.finders.spaced.pairs import are_pairs, cut_pairs, text_of
from dagster_project.reading.sources.text.finders.spaced.rows import (
    SpacedRow,
    cell_in,
    figures_in,
    is_label,
    may_be_heads,
    place_in,
    whole_cell,
)
from dagster_project.reading.sources.text.finders.spaced.shapes import cut_by_shape
from dagster_project.reading.sources.text.heads import (
    Word,
    corner_length,
    corner_words,
    cut,
    goes_on,
    heads_rows,
    is_dated,
    is_known,
    is_note,
    is_part,
    is_phrase,
    joined_text,
    leaves_heads,
    mixes_periods,
    runs,
    words_of,
)
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.uppers import starts_of
from dagster_project.reading.vocabulary.loader import load, names_money, unbroken
from dagster_project.reading.vocabulary.schemas import FlatMarkers

# The most consecutive group rows below heads that are surely heads, and elsewhere.
_MOST_FIRST_GROUPS = 4
MOST_GROUPS = 2
_MOST_BLANK = 3
_MOST_LEVELS = 4
_MOST_CORNER_WORDS = 6
_MOST_UPPER_WORDS = 3
# As many heads that are folded over lines can be nothing else.
_FEWEST_FOLDED = 3
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class SpacedHeader:
    """A header: the index of its first line, its corner, a cell per column, and group rows between it and the rows.

    `note` heads the column of note numbers before the figures. Each of `uppers` is (column, cell): a cell over the
    columns from that one up to the next upper's; `over` is beside them, over the corner. It `is_sure` if some of its
    words can only head columns, `all_sure` if those of each head can; `left` is the number of words over labels that
    can too. `unread` are lines of it that are over columns, though nothing shows which.
    """

    start: int
    corner: Cell
    cells: tuple[Cell, ...]
    note: Cell | None = None
    groups: tuple[SpacedRow, ...] = ()
    uppers: tuple[tuple[int, Cell], ...] = ()
    over: Cell | None = None
    is_sure: bool = True
    all_sure: bool = False
    left: int = 0
    unread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Head:
    """A head of a column: its words, over several lines if the cell is."""

    cell: Cell
    words: tuple[Word, ...]

    @property
    def is_sure(self) -> bool:
        """Whether its words can only head a column: a word of the vocabulary, or a date."""
        return any(word.names_time or is_known(self.words, at) for at, word in enumerate(self.words))

    def over(self, other: _Head) -> _Head:
        """This head with the words below it."""
        cell = replace(self.cell, text=joined_text(self.cell.text, other.cell.text))
        return _Head(cell, (*self.words, *other.words))


@dataclass(frozen=True, slots=True)
class _Level:
    """A line as the heads of all columns, the head of notes, and the words over labels, as a cell and each."""

    heads: tuple[_Head, ...]
    corner: Cell | None
    note: Cell | None
    left: tuple[Word, ...] = ()


def header_before(lines: Sequence[Line], first: int, count: int, cells: Cells) -> SpacedHeader | None:
    """The header of `count` columns before line `first`; None where no lines are one, or where that is doubtful.

    `cells` says where the cells of rows are.
    """
    # A group row may have as many empty cells, each of up to two blank lines, as there are columns.
    above = lines_above(lines, first, _MOST_BLANK + (2 * count + 2 if cells == "parted" else 0))
    groups = _groups(lines, above)
    header = _cut(lines, above, groups, count) or _stacked(lines, above, groups[:MOST_GROUPS], count, cells)
    if header is None and cells == "beside" and count > 1:
        return _folded(lines, above, groups[:MOST_GROUPS], count)
    return header


def _cut(lines: Sequence[Line], above: Sequence[int], groups: Sequence[int], count: int) -> SpacedHeader | None:
    """The nearest header of lines that each are cut into all heads.

    Capitals of a group row are no heads below others that surely are ("2023 2022", then "LÖPANDE VERKSAMHET").
    """
    nearest = None
    for at in range(min(len(groups) + 1, len(above))):
        header = _on_lines(lines, above[at:], count)
        if header is None or not (header.all_sure or at <= MOST_GROUPS):
            continue
        header = replace(header, groups=_rows(lines, groups[:at]))
        if header.all_sure or (header.is_sure and nearest is None):
            return header
        nearest = nearest or header
    return nearest


def _stacked(
    lines: Sequence[Line], above: Sequence[int], groups: Sequence[int], count: int, cells: Cells
) -> SpacedHeader | None:
    """The header of lines that each are a head, or a part of one; None where there may be several."""
    stacked: list[tuple[int, SpacedHeader]] = []
    for at in range(len(groups) + 1):
        if cells == "parted" and 0 < at < len(above) and above[at] == above[at - 1] - 1:
            continue
        found = list(_in_order(lines, above[at:], count, cells))
        if at and is_phrase(lines[above[at - 1]].raw.strip()):
            found = [(sure, header) for sure, header in found if header.uppers or header.note or header.corner.text]
        below = {lines[number].raw.strip() for number in groups[:at]}
        # What heads columns too is no group row: a part of the header is left.
        found = [(sure, header) for sure, header in found if below.isdisjoint(cell.text for cell in header.cells)]
        stacked += [(sure, replace(header, groups=_rows(lines, groups[:at]))) for sure, header in found]
        if stacked and above[at:] and _head(lines, [above[at]]).is_sure:
            break
    surest = max((sure for sure, _ in stacked), default=0)
    best = [header for sure, header in stacked if sure == surest]
    return best[0] if len(best) == 1 else None


def _folded(lines: Sequence[Line], above: Sequence[int], groups: Sequence[int], count: int) -> SpacedHeader | None:
    """The header whose heads are folded over lines."""
    found = folded_heads(lines, above, groups, count)
    if found is None:
        return None
    order, below = found
    header = _header_of(lines, order, above)
    if heads_rows(*(words_of(cell.text) for cell in header.cells[:2])):
        return None
    if mixes_periods([words_of(cell.text) for cell in header.cells]) or (order.is_doubtful and not header.uppers):
        return None
    folded = sum(words[0][0] != words[-1][0] for words in order.heads)
    return replace(header, groups=_rows(lines, groups[:below]), is_sure=header.is_sure or folded >= _FEWEST_FOLDED)


def _groups(lines: Sequence[Line], above: Sequence[int]) -> list[int]:
    """The lines that may be group rows between a header and the first row, nearest first."""
    may_be = (_may_be_group(lines[number]) for number in above[:_MOST_FIRST_GROUPS])
    return [number for number, _ in zip(above, takewhile(bool, may_be), strict=False)]


def _may_be_group(line: Line) -> bool:
    return is_label(line) and not may_be_heads(line) and figures_in(line) is None


def _rows(lines: Sequence[Line], groups: Sequence[int]) -> tuple[SpacedRow, ...]:
    """Group rows from the top."""
    return tuple(
        SpacedRow((number, number + 1), ((lines[number], 0, len(lines[number].raw.rstrip())),), ())
        for number in reversed(groups)
    )


def _on_lines(lines: Sequence[Line], above: Sequence[int], count: int) -> SpacedHeader | None:
    """The header whose last line is the first of `above`, each of its lines cut into the heads of all columns."""
    if len(above) > 1 and above[0] == above[1] + 1 and are_pairs(lines[above[1]].raw, lines[above[0]].raw, count):
        paired = _on_two_lines(lines, above, count)
        # Dates alone are cut for themselves: "jan-aug 2014 jan-aug 2014".
        if paired or not all(word.kind in ("period", "year") for word in words_of(lines[above[0]].raw)):
            return paired
    level = _level(lines[above[0]], count)
    if level is None or (count == 1 and not _may_be_only(level)):
        return None
    if any(head.cell.text.endswith(",") for head in level.heads):
        return None
    used = 1
    while any(goes_on(head.words) for head in level.heads) and used < min(_MOST_LEVELS, len(above)):
        upper = _level(lines[above[used]], count)
        if upper is None or not _continues(upper, level):
            break
        level = _joined(upper, level)
        used += 1
    if used == 1 and all(is_dated(head.words) for head in level.heads):
        folded = _folded_level(lines, above[1:], count)
        level, used = (_joined(folded[0], level), folded[1] + 1) if folded else (level, used)
    only_period = [all(word.kind in ("period", "mark") for word in head.words) for head in level.heads]
    if used == 1 and any(only_period) and not all(only_period):
        return None
    are_whole = all(is_dated(head.words) or head.words[-1].kind == "unit" for head in level.heads)
    if not are_whole and any(goes_on(head.words) and not head.is_sure for head in level.heads):
        return None
    beyond = range(corner_length(level.left), len(level.left))
    left = sum(is_known(level.left, at) or level.left[at].names_time for at in beyond)
    if leaves_heads(level.left, level.heads[0].words):
        return None
    days = _days(lines, above[used - 1 : used + 1], level)
    level, used = (_joined(days, level), used + 1) if days else (level, used)
    return replace(_with_uppers(lines, level, above[used - 1], above[used:]), left=left)


def _days(lines: Sequence[Line], beside: Sequence[int], level: _Level) -> _Level | None:
    """The line directly above months with their years as the days before those ("31 31" over "aug 2012 dec 2011")."""
    if len(beside) < 2 or beside[1] != beside[0] - 1:
        return None
    words, line = words_of(lines[beside[1]].raw), lines[beside[1]]
    are_months = all(is_dated(head.words) and named_month(head.cell.text) for head in level.heads)
    are_days = all(word.text.isdecimal() and 0 < int(word.text) <= _MOST_DAYS for word in words)
    if len(words) != len(level.heads) or not (are_days and are_months):
        return None
    return _Level(tuple(_Head(_cell(line, [word]), (word,)) for word in words), None, None)


def _may_be_only(level: _Level) -> bool:
    """Whether the head of the only column is known, or names a unit beside words over the labels."""
    words = level.heads[0].words
    states_unit = names_money(words[0].text) or words[0].text in load(FlatMarkers).counters
    return is_known(words, 0) or (bool(level.left) and states_unit)


def heads_one(line: Line) -> bool:
    """Whether a line is the header of one column of figures, with words over the labels ("Vad Andel i procent")."""
    level = _level(line, 1)
    return level is not None and bool(level.left) and _may_be_only(level)


def _folded_level(lines: Sequence[Line], above: Sequence[int], count: int) -> tuple[_Level, int] | None:
    """All lines above dates in parentheses as heads that are folded over lines, and how many lines they are."""
    ways = {words for words in all_folded_heads(lines, above) if len(words) == count}
    if len(ways) != 1:
        return None
    way = ways.pop()
    return _Level(tuple(_head_of(lines, words) for words in way), None, None), above.index(way[0][0][0]) + 1


def _on_two_lines(lines: Sequence[Line], above: Sequence[int], count: int) -> SpacedHeader | None:
    """The header whose heads all have their first words on one line and the rest on the next."""
    upper, lower = lines[above[1]], lines[above[0]]
    pairs = cut_pairs(upper.raw, lower.raw, count)
    if pairs is None:
        return None
    corner, note = list(pairs.corner), None
    if corner and is_note(corner[-1].text):
        note = _cell(upper, [corner.pop()])
    heads = tuple(
        _Head(replace(_cell(upper, part), text=text_of(part, rest)), (*part, *rest)) for part, rest in pairs.heads
    )
    level = _Level(heads, _cell(upper, corner) if corner else None, note, tuple(corner))
    return _with_uppers(lines, level, above[1], above[2:])


def _level(line: Line, count: int) -> _Level | None:
    found = cut_by_shape(line.raw, count) or cut(line.raw, count)
    if found is None or is_note(found.columns[0][0].text) or any(map(_holds_note, found.columns)):
        return None
    if count > 1 and heads_rows(*found.columns[:2]):
        return None
    corner, note = list(found.corner), None
    if corner and is_note(corner[-1].text):
        note = _cell(line, [corner.pop()])
    heads = tuple(_Head(_cell(line, words), words) for words in found.columns)
    return _Level(heads, _cell(line, corner) if corner else None, note, tuple(corner))


def _holds_note(head: Sequence[Word]) -> bool:
    """Whether the head of notes is among the words of a head, which are then two or more heads."""
    return len(head) > 1 and any(is_note(word.text) for word in head)


def _cell(line: Line, words: Sequence[Word]) -> Cell:
    """The cell of some words of a line; where the text glues words, a space parts them."""
    cell = cell_in(line, words[0].start, words[-1].end)
    glued = [after for before, after in pairwise(words) if before.end == after.start and after.kind == "unit"]
    return replace(cell, text=" ".join(word.text for word in words)) if glued else cell


def _continues(upper: _Level, lower: _Level) -> bool:
    """Whether heads above and below are of the same columns: the upper ones are words, over dates surely of columns."""
    if any(goes_on(head.words) and not goes_on(below.words) for head, below in _pairs(upper, lower)):
        return False
    if all(is_dated(head.words) for head in lower.heads):
        return all(head.is_sure for head in upper.heads) and upper.heads[0].words[0].kind != "year"
    return any(head.is_sure for head in upper.heads)


def _pairs(upper: _Level, lower: _Level) -> Iterator[tuple[_Head, _Head]]:
    return zip(upper.heads, lower.heads, strict=True)


def _joined(upper: _Level, lower: _Level) -> _Level:
    corner = upper.corner or lower.corner
    if upper.corner and lower.corner:
        corner = replace(upper.corner, text=f"{upper.corner.text} {lower.corner.text}")
    heads = tuple(above.over(below) for above, below in _pairs(upper, lower))
    return _Level(heads, corner, upper.note or lower.note, (*upper.left, *lower.left))


def _with_uppers(lines: Sequence[Line], level: _Level, start: int, above: Sequence[int]) -> SpacedHeader:
    """The header with the words over its columns, where those repeat: "Kommunen | Koncernen" over "2023 | 2022" twice.

    The words are on one line, or each on a line of its own. The last of them may be over fewer columns.
    """
    empty = Cell(place=place_in(lines[start], 0, 0))
    sure = [head.is_sure for head in level.heads]
    header = SpacedHeader(
        start,
        level.corner or empty,
        tuple(head.cell for head in level.heads),
        level.note,
        is_sure=any(sure) or heads_rows(level.left, level.heads[0].words),
        all_sure=all(sure),
    )
    texts = [unbroken(head.cell.text) for head in level.heads]
    starts = list(runs(texts))
    if starts:
        return _under(lines, header, level, starts, above) or _below_unread(lines, header, len(starts), above)
    folded = _under_folded(lines, header, texts, above)
    if folded:
        return folded
    # A blank line parts a title or a heading from heads on one line; heads each on its own may be parted themselves.
    is_one_line = len({cell.place.line for cell in header.cells}) == 1
    beside = lines_beside(start, above) if is_one_line else above
    ways = (_starts(lines, texts, count, beside) for count in range(2, len(texts)))
    under = (_under(lines, header, level, starts, beside, sure=True) for starts in ways if starts)
    return next((found for found in under if found), None) or _under_year(lines, header, level, above) or header


def _under_year(
    lines: Sequence[Line], header: SpacedHeader, level: _Level, above: Sequence[int]
) -> SpacedHeader | None:
    """The header under a year over all columns, beside a word over labels ("Personal 2019" over "Kvinnor Män").

    A blank line and a title above it tell that it is no title itself.
    """
    if len(above) < 2 or header.corner.text or above[0] != header.start - 1 or above[1] == above[0] - 1:
        return None
    *corner, year = words_of(lines[above[0]].raw)
    is_row = len(corner) == 1 and corner[0].kind == "capital" and not is_known(corner, 0) and year.kind == "year"
    is_dated_below = any(word.names_time for head in level.heads for word in head.words)
    is_title = not holds_no_heads(lines[above[1]].raw)
    if not (is_row and is_title and header.is_sure) or is_dated_below:
        return None
    upper, line = _cell(lines[above[0]], [year]), lines[above[0]]
    return replace(header, start=above[0], uppers=((0, upper),), over=_cell(line, corner))


def _below_unread(lines: Sequence[Line], header: SpacedHeader, parts: int, above: Sequence[int]) -> SpacedHeader:
    """The header with the line above, if that is of words over fewer parts than it has: which is not known."""
    is_beside = bool(above) and above[0] == header.start - 1 and not _is_corner(lines[above[0]])
    if not is_beside or not any(_level(lines[above[0]], count) for count in range(2, parts)):
        return header
    return replace(header, start=above[0], unread=(above[0],))


def _under_folded(
    lines: Sequence[Line], header: SpacedHeader, texts: Sequence[str], above: Sequence[int]
) -> SpacedHeader | None:
    """The header under words over its columns that are folded over lines ("Budget / 2019")."""
    for words in all_folded_heads(lines, above):
        heads = [_head_of(lines, placed) for placed in words]
        if all(head.is_sure for head in heads) and any(placed[0][0] != placed[-1][0] for placed in words):
            starts = starts_of([head.cell.text for head in heads], texts) if len(heads) > 1 else None
            if starts:
                uppers = tuple(zip(starts, (head.cell for head in heads), strict=True))
                return replace(header, start=words[0][0][0], uppers=uppers)
    return None


def _starts(lines: Sequence[Line], texts: Sequence[str], count: int, above: Sequence[int]) -> list[int] | None:
    """Where the columns below each of `count` heads on the line above, or on as many lines, begin."""
    one = _level(lines[above[0]], count) if above else None
    if one:
        return starts_of([head.cell.text for head in one.heads], texts)
    each = [number for number in above if not _is_corner(lines[number])][:count]
    return starts_of([lines[number].raw.strip() for number in reversed(each)], texts) if len(each) == count else None


def _under(
    lines: Sequence[Line],
    header: SpacedHeader,
    level: _Level,
    starts: Sequence[int],
    above: Sequence[int],
    sure: bool = False,
) -> SpacedHeader | None:
    """The header under words over its columns from each of `starts`; `sure` if those must be known to be such words."""
    if level.corner is None and _is_below_dates(lines, above, len(starts)):
        header, above = replace(header, corner=whole_cell(lines[above[0]])), above[1:]
    one = _level(lines[above[0]], len(starts)) if above else None
    is_over = (
        one is not None
        and not leaves_heads(one.left, one.heads[0].words)
        and not any(head.cell.text[:1].islower() and not is_dated(head.words) for head in one.heads)
    )
    if one and is_over and (not sure or all(head.is_sure or is_part(head.cell.text) for head in one.heads)):
        uppers = tuple(zip(starts, (head.cell for head in one.heads), strict=True))
        over = one.corner if level.corner else None
        corner = level.corner or one.corner or header.corner
        return replace(header, start=above[0], uppers=uppers, corner=corner, over=over, note=level.note or one.note)
    if above and level.corner is None and _is_corner(lines[above[0]]):
        header, above = replace(header, start=above[0], corner=whole_cell(lines[above[0]])), above[1:]
    each = [number for number in reversed(above[: len(starts)]) if is_label(lines[number]) or _is_date(lines[number])]
    if len(each) < len(starts) or any(len(lines[number].raw.split()) > _MOST_UPPER_WORDS for number in each):
        return None
    heads = [_head(lines, [number]) for number in each]
    if len({is_dated(head.words) for head in heads}) > 1:
        return None  # A date is the rest of the words above it.
    if (sure and not all(head.is_sure for head in heads)) or any(is_note(head.words[0].text) for head in heads):
        return None
    uppers = tuple(zip(starts, (head.cell for head in heads), strict=True))
    rest = [number for number in above if number < each[0]]
    note = level.note
    if note is None and rest and is_note(lines[rest[0]].raw.strip()):
        note, each = whole_cell(lines[rest[0]]), [rest[0], *each]
    return replace(header, start=each[0], uppers=uppers, note=note)


def _is_below_dates(lines: Sequence[Line], above: Sequence[int], count: int) -> bool:
    """Whether a line is below one of as many dates as there are parts, and so is over the labels."""
    dates = words_of(lines[above[1]].raw) if len(above) > 1 and above[1] == above[0] - 1 else []
    return len(dates) == count and all(word.kind == "year" for word in dates) and is_label(lines[above[0]])


def _is_date(line: Line) -> bool:
    words = words_of(line.raw)
    return bool(words) and is_dated(words)


def _in_order(
    lines: Sequence[Line], above: Sequence[int], count: int, cells: Cells
) -> Iterator[tuple[int, SpacedHeader]]:
    """The header whose heads follow each other in reading order, with the number of its heads that are sure."""
    found = heads_in_order(lines, above, count, cells)
    if found is None or count < 2:
        return
    heads = tuple(_head_of(lines, words) for words in found.heads)
    start = found.first
    header = _header_of(lines, found, above)
    sure = sum(head.is_sure for head in heads)
    if not found.is_exact and not header.uppers and len({head.cell.text for head in heads}) < count:
        return
    if (sure * 2 < count and not found.is_exact) or mixes_periods([head.words for head in heads]):
        return
    if (header.start == start and found.is_doubtful) or heads_rows(heads[0].words, heads[1].words):
        return
    yield sure, _with_corner(lines, header, above)


def _header_of(lines: Sequence[Line], found: Order, above: Sequence[int]) -> SpacedHeader:
    """Heads in order as a header, with the words over its columns."""
    note = _cell_of(lines, found.note) if found.note else None
    corner = _cell_of(lines, found.corner) if found.corner else None
    level = _Level(tuple(_head_of(lines, words) for words in found.heads), corner, note)
    return _with_uppers(lines, level, found.first, [number for number in above if number < found.first])


def _head_of(lines: Sequence[Line], words: Sequence[PlacedWord]) -> _Head:
    return _Head(_cell_of(lines, words), tuple(word for _, word in words))


def _cell_of(lines: Sequence[Line], words: Sequence[tuple[int, Word]]) -> Cell:
    """The cell of words on consecutive lines; its place is that on the first."""
    cells: list[Cell] = []
    for number, group in groupby(words, key=lambda placed: placed[0]):
        cells.append(_cell(lines[number], [word for _, word in group]))
    text = cells[0].text
    for cell in cells[1:]:
        text = joined_text(text, cell.text)
    return replace(cells[0], text=text)


def _with_corner(lines: Sequence[Line], header: SpacedHeader, above: Sequence[int]) -> SpacedHeader:
    over = next((number for number in above if number < header.start), None)
    if over is None or header.corner.text or not _is_corner(lines[over]):
        return header
    return replace(header, start=over, corner=whole_cell(lines[over]))


def _head(lines: Sequence[Line], numbers: Sequence[int]) -> _Head:
    head, *rest = (_Head(whole_cell(lines[number]), tuple(words_of(lines[number].raw))) for number in numbers)
    for part in rest:
        head = head.over(part)
    return head


def _is_corner(line: Line) -> bool:
    """Whether a line heads the labels: a word for them, or a few words with a unit of money ("Belopp, mkr")."""
    words = words_of(line.raw)
    size = corner_words(words)
    return (bool(size) and size == len(words)) or (len(words) <= _MOST_CORNER_WORDS and names_money(line.raw))
