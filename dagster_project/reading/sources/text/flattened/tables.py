"""Tables among the words of flattened text: which label each run of figures belongs to, and which header.

`tokens` separates words from figures, `cuts` the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dagster_project.reading.sources.text.flattened.counts import Counts, unevenness
from dagster_project.reading.sources.text.flattened.labels import ends_row, inner_capitals, sentences, words_of_label
from dagster_project.reading.sources.text.labels import is_total, may_follow
from dagster_project.reading.sources.text.tokens import (
    Column,
    Element,
    Header,
    Run,
    Text,
    Token,
    Value,
    is_year,
    phrases,
)
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import FlatMarkers

LONGEST_LABEL = 40
_LONGEST_LIST_LABEL = 11
_FEWEST_LIST_ROWS = 4
_FEWEST_BARE_ROWS = 3
_NOTES_BEFORE = re.compile(r"[1-9]\d?,")
_PERIOD = re.compile(r"[\d–-]*\d{2}-\d{2}[\d–-]*")


@dataclass(frozen=True, slots=True)
class FlattenedRow:
    """The words of a label, and its figures; `loose` are those of which nothing but sums may show the columns."""

    label: tuple[Token, ...]
    values: tuple[Value, ...] = ()
    note: Value | None = None
    loose: tuple[Token, ...] = ()

    @classmethod
    def short(cls, words: Sequence[Token]) -> FlattenedRow:
        """The row of words with fewer figures at their end than there are columns."""
        size = words_of_label(words)
        return cls(tuple(words[:size]), loose=tuple(words[size:]))


@dataclass(slots=True)
class FlattenedTable:
    """A table: `header` is printed over it, `notes` are words printed among its labels."""

    rows: list[FlattenedRow]
    header: Header | None = None
    title: tuple[Token, ...] = ()
    column_title: tuple[Token, ...] = ()
    notes: list[tuple[Token, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table that takes elements[first:last], but of the first only the tokens from `kept` on."""

    table: FlattenedTable
    first: int
    last: int
    kept: int


def headed_table(elements: Sequence[Element], at: int, counts: Counts) -> FoundTable | None:
    """The table under the header elements[at]: rows of a label and as many figures as the header shows.

    All labels may come before the header, after the end of a sentence, if figures follow the header at once.
    """
    header = elements[at]
    if not isinstance(header, Header):
        return None
    width = counts.of(header) or len(header.columns)
    previous = elements[at - 1] if at else None
    rows: list[FlattenedRow] = []
    buffered: list[FlattenedRow] = []
    pending: list[Token] = []
    first, kept, last = at, 0, at + 1
    last_note: int | None = None
    if isinstance(previous, Text) and at + 1 < len(elements) and isinstance(elements[at + 1], Run):
        pending = list(list(sentences(previous.tokens))[-1])
        first, kept = at - 1, len(previous.tokens) - len(pending)
    elif isinstance(previous, Text):
        header, taken = _widened(header, previous, width)
        first, kept = (at - 1, len(previous.tokens) - taken) if taken else (at, 0)
    for number in range(at + 1, len(elements)):
        element = elements[number]
        if isinstance(element, Header):
            break
        if isinstance(element, Text):
            if element.tokens[0].is_capital and ends_row(pending):
                buffered.append(FlattenedRow.short(pending))
                pending = []
            pending += element.tokens
            continue
        following = elements[number + 1] if number + 1 < len(elements) else None
        within = isinstance(following, Text) and not following.tokens[0].is_capital
        found = _rows(pending, element, width, header, within, last_note)
        if found:
            if not rows and width > len(header.columns):
                header, found[0][0] = _unread_columns(header, found[0][0])
            rows += [*buffered, *found[0]]
            if found[0][0].note:
                last_note = _number(element)
            buffered, pending, last = [], list(found[1]), number + 1
            continue
        if len(pending) > LONGEST_LABEL or element.length >= width:
            break
        pending += element.tokens
    if not rows:
        return None
    return FoundTable(FlattenedTable(_grouped(rows), header), first, last, kept)


def bare_table(elements: Sequence[Element], at: int) -> FoundTable | None:
    """At least three rows of equally many figures under a header whose words are unknown and remain in the text.

    The first label begins at the last capital before its figures that may begin a label.
    """
    width = _usual_length(elements, at)
    if not width:
        return None
    rows: list[FlattenedRow] = []
    kept = 0
    number = at
    while number + 1 < len(elements):
        words, run = elements[number], elements[number + 1]
        if not isinstance(words, Text) or not isinstance(run, Run):
            break
        label = words.tokens
        if not rows:
            label = list(sentences(label))[-1]
            label = label[max([0, *inner_capitals(label)]) :]
            kept = len(words.tokens) - len(label)
        found = _rows(label, run, width, None, within=False) if _is_list_label(label) else None
        if found is None:
            break
        rows += found[0]
        number += 2
    return FoundTable(FlattenedTable(rows), at, number, kept) if number - at >= 2 * _FEWEST_BARE_ROWS else None


def _usual_length(elements: Sequence[Element], at: int) -> int | None:
    """The number of figures in most of the next runs; None for single figures.

    Where groups can join in all of them, it is the number that makes the figures of each most even.
    """
    runs = [element for element in elements[at : at + 4 * _FEWEST_BARE_ROWS] if isinstance(element, Run)]
    lengths = Counter(run.length for run in runs if not run.is_ambiguous)
    if lengths:
        length, times = lengths.most_common(1)[0]
        return length if length > 1 and times > 1 else None
    counts = [count for count in range(2, 10) if all(run.values(count) for run in runs)]
    if len(runs) <= _FEWEST_BARE_ROWS or not counts:
        return None
    return min(counts, key=lambda count: sum(unevenness(run, count) for run in runs))


def _widened(header: Header, previous: Text, width: int) -> tuple[Header, int]:
    """The header with the capitals before it as further columns, where rows have more figures than it has columns.

    The number of words taken is the second value. A header that opens with a bare year has lost other years instead.
    """
    missing = width - len(header.columns)
    words = previous.tokens[-missing:] if missing > 0 else ()
    opens_with_year = not header.columns[0].words and any(column.words for column in header.columns)
    if opens_with_year or header.corner or len(words) < missing or missing <= 0:
        return header, 0
    if not all(word.is_capital and word.kind == "word" and not word.ends_sentence for word in words):
        return header, 0
    columns = tuple(Column(word.text, None, word.start, word.end) for word in words)
    return replace(header, columns=columns + header.columns, tokens=(*words, *header.tokens)), missing


def _unread_columns(header: Header, row: FlattenedRow) -> tuple[Header, FlattenedRow]:
    """The header with the words before the first label that contain digits, as headers of further columns."""
    cut = max((at + 1 for at, token in enumerate(row.label) if any(c.isdigit() for c in token.text)), default=0)
    if not 0 < cut < len(row.label):
        return header, row
    return replace(header, tokens=(*header.tokens, *row.label[:cut])), replace(row, label=row.label[cut:])


def _rows(
    pending: Sequence[Token],
    run: Run,
    width: int,
    header: Header | None,
    within: bool,
    last_note: int | None = None,
) -> tuple[list[FlattenedRow], tuple[Token, ...]] | None:
    """The rows of a run with the label before it, and the tokens at its end that begin the next label.

    Where a run is several rows, those after the first have no label, like totals under a column. `within` is whether
    the words after the run begin with a small letter, so that its last number may belong to them ("50 år>").
    """
    label = list(pending)
    tokens = run.tokens
    if label and (label[-1].text.lower(),) in _lowered_columns() and is_year(tokens[0]):
        label.append(tokens[0])
        tokens = tokens[1:]
        if not tokens or Run(tokens).length != width or Run(tokens).is_ambiguous:
            return None
    if not tokens or width < 2 or len(label) > LONGEST_LABEL or len(list(sentences(label))) > 2:
        return None
    note, run = _note(Run(tokens), width, header, label, last_note)
    if note and label and _NOTES_BEFORE.fullmatch(label[-1].text):
        note = Value(label.pop().start, note.end)
    values = run.values(width)
    if values and (run.length == width or run.is_ambiguous):
        return [FlattenedRow(tuple(label), tuple(values), note)], ()
    if run.length in (2 * width, 3 * width):
        values = run.values(run.length) or []
        parts = [tuple(values[n : n + width]) for n in range(0, len(values), width)]
        return [FlattenedRow(tuple(label) if n == 0 else (), part) for n, part in enumerate(parts)], ()
    shorter, surplus = Run(run.tokens[:-1]), run.tokens[-1:]
    values = shorter.values(width)
    if within and surplus[0].kind == "number" and values and (shorter.length == width or shorter.is_ambiguous):
        return [FlattenedRow(tuple(label), tuple(values), note)], surplus
    if not run.is_ambiguous and run.length == width + 1 and label and run.tokens[0].text.startswith("("):
        values = run.values(run.length) or []
        return [FlattenedRow((*label, run.tokens[0]), tuple(values[1:]), note)], ()
    return None


def _lowered_columns() -> set[tuple[str, ...]]:
    return {tuple(word.lower() for word in phrase) for phrase in phrases(load(FlatMarkers).columns)}


def _note(
    run: Run, width: int, header: Header | None, label: Sequence[Token], last: int | None
) -> tuple[Value | None, Run]:
    """The number of a note before the figures, where the header has a column for it.

    Digits that may be the first of a figure are one in the order of notes, if the rest is as even, and no total's.
    """
    first, rest = run.tokens[0], Run(run.tokens[1:])
    if header is None or not header.note or not re.fullmatch(r"[1-9]\d?", first.text) or not rest.values(width):
        return None, run
    is_total_row = is_total(_words(label)) or not may_follow(first.text, last)
    if run.values(width) and (is_total_row or unevenness(run, width) < unevenness(rest, width)):
        return None, run
    return Value(first.start, first.end), rest


def _number(run: Run) -> int | None:
    """The number that a run begins with, where that is a note."""
    return int(run.tokens[0].text) if run.tokens[0].text.isdecimal() else None


def _grouped(rows: Sequence[FlattenedRow]) -> list[FlattenedRow]:
    """The rows with labels like "Antal anställda Tillsvidare" cut, where other rows end with the same capital words.

    So are labels that begin with a goal ("Alla ska vara trygga Andel trygga"). The words before the common ones are a
    row of their own, the group's. A single word before them ("S:a Intäkter") is part of the label, unless it has a
    footnote mark.
    """
    shared = Counter(_words(row.label[at:]) for row in rows for at in [0, *inner_capitals(row.label)])
    found: list[FlattenedRow] = []
    for row in rows:
        capitals = inner_capitals(row.label)
        goal = next(
            (at for at, token in enumerate(row.label) if (token.text,) in phrases(load(FlatMarkers).goal_verbs)),
            len(row.label),
        )
        cut = next((at for at in capitals if at > goal or shared[_words(row.label[at:])] > 1), 0)
        if row.values and (cut > 1 or (cut and row.label[cut - 1].text.endswith("*"))):
            found.append(FlattenedRow(row.label[:cut]))
            row = replace(row, label=row.label[cut:])
        found.append(row)
    return found


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def list_table(elements: Sequence[Element], at: int) -> FoundTable | None:
    """A list without a header that begins in the text elements[at]: at least four labels, each with one figure.

    Every label begins with a capital. A number before a small letter is within its label ("10 dgr efter besked").
    """
    first = elements[at]
    if not isinstance(first, Text):
        return None
    opened = list(sentences(first.tokens))[-1]
    start = _first_label(opened)
    pending = list(opened[start:])
    rows: list[FlattenedRow] = []
    last = at
    for number in range(at + 1, len(elements)):
        element = elements[number]
        following = elements[number + 1] if number + 1 < len(elements) else None
        if isinstance(element, Text):
            pending += element.tokens
        elif isinstance(element, Run) and element.values(1) and isinstance(following, Text | None):
            within = following is not None and not following.tokens[0].is_capital
            if within and len(pending) < _LONGEST_LIST_LABEL:
                pending += element.tokens
                continue
            if within or not _is_list_label(pending):
                break
            values = element.values(1) or []
            rows.append(FlattenedRow(tuple(pending), tuple(values)))
            pending, last = [], number + 1
        else:
            break
    if len(rows) < _FEWEST_LIST_ROWS:
        return None
    kept = len(first.tokens) - len(opened)
    title, column_title = _titles(opened[:start])
    return FoundTable(FlattenedTable(rows, None, title, column_title), at, last, kept)


def _is_list_label(tokens: Sequence[Token]) -> bool:
    return (
        0 < len(tokens) <= _LONGEST_LIST_LABEL
        and tokens[0].is_capital
        and not any(token.ends_sentence for token in tokens)
    )


def _first_label(tokens: Sequence[Token]) -> int:
    """The beginning of the first label of a list: after a period in dates, else at the last capital."""
    periods = [at + 1 for at, token in enumerate(tokens) if _PERIOD.fullmatch(token.text)]
    capitals = [at for at, token in enumerate(tokens) if token.is_capital]
    return periods[-1] if periods and periods[-1] < len(tokens) else capitals[-1] if capitals else 0


def _titles(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The words before the first label: the table's title and, where a period is among them, the column's."""
    if not tokens or not _PERIOD.fullmatch(tokens[-1].text):
        return tuple(tokens), ()
    capitals = [at for at, token in enumerate(tokens) if token.is_capital]
    cut = capitals[-1] if capitals else 0
    return tuple(tokens[:cut]), tuple(tokens[cut:])
