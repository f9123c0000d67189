"""Tables of flattened text: which label each run of figures belongs to, and which columns the figures stand under.

Here belongs the grammar of labels and figures; `flat_tokens` tells words from figures, and `flat` cuts the pages.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

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
    sentences,
)

LONGEST_LABEL = 40
_LONGEST_LIST_LABEL = 11
_FEWEST_LIST_ROWS = 4
_FEWEST_BARE_ROWS = 3
_PERIOD = re.compile(r"[\d–-]*\d{2}-\d{2}[\d–-]*")


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One row: the words of its label and its figures; a row whose figures can't be told to columns has none."""

    label: tuple[Token, ...]
    values: tuple[Value, ...] = ()
    note: Value | None = None


@dataclass(slots=True)
class FlatTable:
    """A table found: `header` is what was printed over it, `notes` are words printed among its labels."""

    rows: list[FlatRow]
    header: Header | None = None
    title: tuple[Token, ...] = ()
    column_title: tuple[Token, ...] = ()
    notes: list[tuple[Token, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures a row has under each form of header, as settled by all its tables in the report."""

    by_signature: dict[str, int]

    def of(self, header: Header | None) -> int | None:
        """The number of figures a row has under the header; None where nothing tells."""
        return self.by_signature.get(header.signature) if header else None


def settle_counts(parts: Iterable[Sequence[Element]]) -> Counts:
    """Settles for each header form the number of figures in a row.

    A header may lack columns ("2014 Målvärde" over four figures), and digit groups may join, so unambiguous runs of all
    the header's tables decide; where there are none, the header's own columns do if the runs allow it, else the
    number that makes the figures most even.
    """
    runs_of: dict[str, list[_Seen]] = {}
    columns_of: dict[str, int] = {}
    for elements in parts:
        signature = ""
        words: list[Token] = []
        for element in elements:
            if isinstance(element, Header):
                signature = element.signature
                columns_of[signature] = len(element.columns)
            elif isinstance(element, Text):
                words += element.tokens
            elif signature and element.length > 1:
                runs_of.setdefault(signature, []).append(_Seen(element, _labels_alike(words)))
                words = []
    return Counts({name: _count(columns_of[name], runs_of.get(name, [])) for name in columns_of})


@dataclass(frozen=True, slots=True)
class _Seen:
    """A run under a header, and how many labels that begin alike stand before it."""

    run: Run
    labels: int

    @property
    def exact(self) -> int | None:
        """How many figures a row of it has, where no groups can join."""
        if self.run.is_ambiguous:
            return None
        return self.run.length if self.run.length % self.labels else self.run.length // self.labels


def _labels_alike(words: Sequence[Token]) -> int:
    """How many times the words begin anew as they begin first; 1 for no words."""
    return max(1, sum(opening(words[at:]) == opening(words) for at in range(len(words) - 1)))


def _count(columns: int, seen: Sequence[_Seen]) -> int:
    exact = [one.exact for one in seen if one.exact and one.exact >= columns]
    fits = bool(seen) and all(one.run.values(columns) for one in seen)
    if fits and (not exact or columns in exact):
        return columns
    if exact:
        return max(set(exact), key=lambda count: (sum(one % count == 0 for one in exact), count))
    fitting = [count for count in range(columns, 13) if seen and all(one.run.values(count) for one in seen)]
    return min(fitting, key=lambda count: sum(_unevenness(one.run, count) for one in seen), default=columns)


def _unevenness(run: Run, count: int) -> int:
    lengths = [value.end - value.start for value in run.values(count) or ()]
    return max(lengths) - min(lengths) if lengths else 0


def measure_table(
    before: Sequence[Element], after: Sequence[Sequence[Element]], counts: Counts, known: frozenset[str]
) -> tuple[FlatTable, list[list[Token]]] | None:
    """The table under a form's field for measures, and the words left under each of the fields after it.

    `before` are the elements up to the next field, where all labels stand; figures and their header may follow among
    the words of the next fields (`after`). `known` are openings of labels elsewhere in the report.
    """
    header = next((e for part in [before, *after] for e in part if isinstance(e, Header)), None)
    table = FlatTable([], header)
    pending: list[Token] = []
    for number, element in enumerate(before):
        following = before[number + 1] if number + 1 < len(before) else None
        if isinstance(element, Text):
            if element.tokens[0].is_capital and _ends_row(pending):
                table.rows.append(FlatRow(tuple(pending)))
                pending.clear()
            pending += element.tokens
        elif isinstance(element, Header) and isinstance(following, Text) and pending:
            table.notes.append(tuple(pending))
            pending.clear()
        elif isinstance(element, Run) and not _assign(table, pending, element, counts, known):
            pending += element.tokens
    left: list[list[Token]] = []
    for part in after:
        left.append([])
        for element in part:
            taken = isinstance(element, Run) and pending and _assign(table, pending, element, counts, known)
            if not taken and not isinstance(element, Header):
                left[-1] += element.tokens
    if not any(row.values for row in table.rows):
        return None
    while not table.rows[-1].values:
        table.notes.insert(0, table.rows.pop().label)
    if pending:
        table.notes.append(tuple(pending))
    return table, left


def _ends_row(words: Sequence[Token]) -> bool:
    """Whether words with figures at their end are a row of its own, some of whose cells were empty."""
    figures = next((n for n, token in enumerate(reversed(words)) if token.kind in ("word", "symbol")), len(words))
    if not 0 < figures < len(words) or not any(token.kind == "number" for token in words[-figures:]):
        return False
    return (words[-figures - 1].text.lower(),) not in phrases("before_numbers")


def _assign(table: FlatTable, pending: list[Token], run: Run, counts: Counts, known: frozenset[str]) -> bool:
    """Gives the run to the pending labels, which are then no longer pending; False if it is no row of the table."""
    count = counts.of(table.header)
    if count is None and (run.is_ambiguous or run.length < 2):
        return False
    width = count or run.length
    labels = _labels_for(pending, run, width, known)
    if not labels:
        return False
    values = run.values(len(labels) * width) or run.values(run.length) or []
    size = len(values) // len(labels)
    for number, label in enumerate(labels):
        name, note = _label_and_note(label)
        table.rows.append(FlatRow(name, tuple(values[number * size : (number + 1) * size])))
        if note:
            table.notes.append(note)
    pending.clear()
    return True


def _labels_for(pending: Sequence[Token], run: Run, width: int, known: frozenset[str]) -> list[tuple[Token, ...]]:
    """The labels that share the run: one for a row, several where all labels stand before all figures."""
    if run.values(width) and (run.length == width or run.is_ambiguous):
        return [tuple(pending)]
    for rows in range(2, run.length // width + 1):
        if run.values(rows * width) and (run.length == rows * width or run.is_ambiguous):
            return split_labels(pending, rows, known)
    alike = _labels_alike(pending)
    if alike > 1 and not run.is_ambiguous and run.length % alike == 0 and 2 <= run.length // alike < width:
        return split_labels(pending, alike, known)
    return []


def split_labels(tokens: Sequence[Token], count: int, known: frozenset[str]) -> list[tuple[Token, ...]]:
    """Parts words into `count` labels where labels most likely begin; [] if there are not so many beginnings."""
    starts = {at: _start_score(tokens, at, known) for at in range(1, len(tokens)) if _may_start(tokens, at)}
    repeated = set(_repeated_starts(tokens))
    ranked = sorted(starts, key=lambda at: (-(starts[at] + (2 if at in repeated else 0)), at))
    if len(ranked) < count - 1:
        return []
    cuts = [0, *sorted(ranked[: count - 1]), len(tokens)]
    return [tuple(tokens[a:b]) for a, b in itertools.pairwise(cuts)]


def _may_start(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].text
    joiners = {words[0].lower() for words in phrases("joiners")}
    return tokens[at].is_capital and not before.endswith(",") and before.lower() not in joiners


def _start_score(tokens: Sequence[Token], at: int, known: frozenset[str]) -> float:
    """How likely a label begins at a capital: a known opening most, in a name ("Svenskt Näringsliv") least."""
    score = 3.0 if opening(tokens[at:]) in known else 0.0
    score -= 1.0 if tokens[at - 1].is_capital else 0.0
    score -= 0.5 if tokens[at - 1].ends_sentence else 0.0
    return score


def opening(tokens: Sequence[Token]) -> str:
    """The first two words, by which labels are known again."""
    return " ".join(token.text.lower().rstrip(",.") for token in tokens[:2])


def _repeated_starts(tokens: Sequence[Token]) -> list[int]:
    """Where a sequence of two words begins that stands at least twice, each time after another word."""
    places: dict[str, list[int]] = {}
    for at in range(len(tokens) - 1):
        if tokens[at].is_capital:
            places.setdefault(opening(tokens[at:]), []).append(at)
    found = []
    for ats in places.values():
        before = {tokens[at - 1].text.lower() if at else "" for at in ats}
        if len(ats) > 1 and len(before) == len(ats):
            found += ats
    return sorted(found)


def _label_and_note(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """A label is its first sentence; a single fragment after it belongs to it, whole sentences after it are a note."""
    parts = list(sentences(tokens))
    if len(parts) < 2 or (len(parts) == 2 and not parts[1][-1].ends_sentence):
        return tokens, ()
    return parts[0], tuple(tokens[len(parts[0]) :])


@dataclass(frozen=True, slots=True)
class Found:
    """A table among elements: it takes elements[first:last], of the first only the tokens from `kept` on."""

    table: FlatTable
    first: int
    last: int
    kept: int


def headed_table(elements: Sequence[Element], at: int, counts: Counts) -> Found | None:
    """The table under the header elements[at]: rows of a label and as many figures as the header tells.

    Labels may all stand before the header, since the last end of a sentence, if figures follow it at once.
    """
    header = elements[at]
    if not isinstance(header, Header):
        return None
    width = counts.of(header) or len(header.columns)
    previous = elements[at - 1] if at else None
    rows: list[FlatRow] = []
    buffered: list[FlatRow] = []
    pending: list[Token] = []
    first, kept, last = at, 0, at + 1
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
            if element.tokens[0].is_capital and _ends_row(pending):
                buffered.append(FlatRow(tuple(pending)))
                pending = []
            pending += element.tokens
            continue
        following = elements[number + 1] if number + 1 < len(elements) else None
        within = isinstance(following, Text) and not following.tokens[0].is_capital
        found = _rows(pending, element, width, header, within)
        if found:
            if not rows and width > len(header.columns):
                header, found[0][0] = _unread_columns(header, found[0][0])
            rows += [*buffered, *found[0]]
            buffered, pending, last = [], list(found[1]), number + 1
            continue
        if len(pending) > LONGEST_LABEL or element.length >= width:
            break
        pending += element.tokens
    if not rows:
        return None
    return Found(FlatTable(_grouped(rows), header), first, last, kept)


def bare_table(elements: Sequence[Element], at: int) -> Found | None:
    """Three or more rows of equally many figures under a header whose words are not known; they stay in the text.

    The first label is what follows the last capital before its figures that may begin a label.
    """
    width = _usual_length(elements, at)
    if not width:
        return None
    rows: list[FlatRow] = []
    kept = 0
    number = at
    while number + 1 < len(elements):
        words, run = elements[number], elements[number + 1]
        if not isinstance(words, Text) or not isinstance(run, Run):
            break
        label = words.tokens
        if not rows:
            label = list(sentences(label))[-1]
            label = label[max([0, *_inner_capitals(label)]) :]
            kept = len(words.tokens) - len(label)
        found = _rows(label, run, width, None, within=False) if _is_list_label(label) else None
        if found is None:
            break
        rows += found[0]
        number += 2
    return Found(FlatTable(rows), at, number, kept) if number - at >= 2 * _FEWEST_BARE_ROWS else None


def _usual_length(elements: Sequence[Element], at: int) -> int | None:
    """How many figures most of the next runs have; None if they are single figures.

    Where groups can join in all of them it is the number that makes the figures of each most even.
    """
    runs = [element for element in elements[at : at + 4 * _FEWEST_BARE_ROWS] if isinstance(element, Run)]
    lengths = Counter(run.length for run in runs if not run.is_ambiguous)
    if lengths:
        length, times = lengths.most_common(1)[0]
        return length if length > 1 and times > 1 else None
    counts = [count for count in range(2, 10) if all(run.values(count) for run in runs)]
    if len(runs) <= _FEWEST_BARE_ROWS or not counts:
        return None
    return min(counts, key=lambda count: sum(_unevenness(run, count) for run in runs))


def _widened(header: Header, previous: Text, width: int) -> tuple[Header, int]:
    """The header with the capitals just before it as further columns, where rows have more figures than it has columns.

    A column's word may be unknown; how many words were taken is told too. A header that opens with a bare year has lost
    other years instead.
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


def _unread_columns(header: Header, row: FlatRow) -> tuple[Header, FlatRow]:
    """The header with the words before the first label that have digits, as further columns' headers do."""
    cut = max((at + 1 for at, token in enumerate(row.label) if any(c.isdigit() for c in token.text)), default=0)
    if not 0 < cut < len(row.label):
        return header, row
    return replace(header, tokens=(*header.tokens, *row.label[:cut])), replace(row, label=row.label[cut:])


def _rows(
    pending: Sequence[Token], run: Run, width: int, header: Header | None, within: bool
) -> tuple[list[FlatRow], tuple[Token, ...]] | None:
    """The rows that a run makes with the label before it, and the tokens at its end that begin the next label.

    More rows than one have no labels of their own, as the totals under a column. `within` tells that the words after
    the run go on with a small letter, so that its last number may belong to them ("50 år>").
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
    note, run = _note(Run(tokens), width, header)
    values = run.values(width)
    if values and (run.length == width or run.is_ambiguous):
        return [FlatRow(tuple(label), tuple(values), note)], ()
    if run.length in (2 * width, 3 * width):
        values = run.values(run.length) or []
        parts = [tuple(values[n : n + width]) for n in range(0, len(values), width)]
        return [FlatRow(tuple(label) if n == 0 else (), part) for n, part in enumerate(parts)], ()
    shorter, surplus = Run(run.tokens[:-1]), run.tokens[-1:]
    values = shorter.values(width)
    if within and surplus[0].kind == "number" and values and (shorter.length == width or shorter.is_ambiguous):
        return [FlatRow(tuple(label), tuple(values), note)], surplus
    if not run.is_ambiguous and run.length == width + 1 and label and run.tokens[0].text.startswith("("):
        values = run.values(run.length) or []
        return [FlatRow((*label, run.tokens[0]), tuple(values[1:]), note)], ()
    return None


def _lowered_columns() -> set[tuple[str, ...]]:
    return {tuple(word.lower() for word in phrase) for phrase in phrases("columns")}


def _note(run: Run, width: int, header: Header | None) -> tuple[Value | None, Run]:
    """The number of a note before the figures, where the header has a column for it and the rest is as even."""
    first, rest = run.tokens[0], Run(run.tokens[1:])
    if header is None or not header.note or not re.fullmatch(r"[1-9]\d?", first.text) or not rest.values(width):
        return None, run
    if run.values(width) and _unevenness(run, width) < _unevenness(rest, width):
        return None, run
    return Value(first.start, first.end), rest


def _grouped(rows: Sequence[FlatRow]) -> list[FlatRow]:
    """The rows with labels like "Antal anställda Tillsvidare" parted, where other rows end with the same capital words.

    So are labels that begin with a goal ("Alla ska vara trygga Andel trygga"). What stands before the common words is a
    row of its own, the group's; a single word before them ("S:a Intäkter") is part of the label, unless it has a
    footnote mark.
    """
    shared = Counter(_words(row.label[at:]) for row in rows for at in [0, *_inner_capitals(row.label)])
    found: list[FlatRow] = []
    for row in rows:
        capitals = _inner_capitals(row.label)
        goal = next(
            (at for at, token in enumerate(row.label) if (token.text,) in phrases("goal_verbs")), len(row.label)
        )
        cut = next((at for at in capitals if at > goal or shared[_words(row.label[at:])] > 1), 0)
        if row.values and (cut > 1 or (cut and row.label[cut - 1].text.endswith("*"))):
            found.append(FlatRow(row.label[:cut]))
            row = replace(row, label=row.label[cut:])
        found.append(row)
    return found


def _inner_capitals(label: Sequence[Token]) -> list[int]:
    return [at for at in range(1, len(label)) if _may_start(label, at)]


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def list_table(elements: Sequence[Element], at: int) -> Found | None:
    """A list without header that begins in the text elements[at]: four or more labels, each with one figure.

    Every label begins with a capital; a number before a small letter is within its label ("10 dgr efter besked").
    """
    first = elements[at]
    if not isinstance(first, Text):
        return None
    opened = list(sentences(first.tokens))[-1]
    start = _first_label(opened)
    pending = list(opened[start:])
    rows: list[FlatRow] = []
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
            rows.append(FlatRow(tuple(pending), tuple(values)))
            pending, last = [], number + 1
        else:
            break
    if len(rows) < _FEWEST_LIST_ROWS:
        return None
    kept = len(first.tokens) - len(opened)
    title, column_title = _titles(opened[:start])
    return Found(FlatTable(rows, None, title, column_title), at, last, kept)


def _is_list_label(tokens: Sequence[Token]) -> bool:
    return (
        0 < len(tokens) <= _LONGEST_LIST_LABEL
        and tokens[0].is_capital
        and not any(token.ends_sentence for token in tokens)
    )


def _first_label(tokens: Sequence[Token]) -> int:
    """Where the first label of a list begins: after a period in dates, else at the last capital."""
    periods = [at + 1 for at, token in enumerate(tokens) if _PERIOD.fullmatch(token.text)]
    capitals = [at for at, token in enumerate(tokens) if token.is_capital]
    return periods[-1] if periods and periods[-1] < len(tokens) else capitals[-1] if capitals else 0


def _titles(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The words before the first label: the table's title and, where a period stands in it, the column's."""
    if not tokens or not _PERIOD.fullmatch(tokens[-1].text):
        return tuple(tokens), ()
    capitals = [at for at, token in enumerate(tokens) if token.is_capital]
    cut = capitals[-1] if capitals else 0
    return tuple(tokens[:cut]), tuple(tokens[cut:])


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A header cell: its text, and its column where it is printed; an inferred one has none."""

    text: str
    column: Column | None = None


def header_cells(header: Header, full: int, width: int) -> list[HeaderCell]:
    """The cells over `width` figures a row, with the columns that the print has lost; `full` is a whole row's width.

    One printed year before fewer words than figures is the first of consecutive outcome years; a target is that of the
    last. Rows shorter than that can't say which of the first columns they lack: the first cell is then empty. Over more
    figures than columns nothing tells which is which, and all are empty.
    """
    complete = _completed(header.columns, full)
    if width < len(complete):
        return [HeaderCell(""), *complete[len(complete) - width + 1 :]]
    return complete if width == len(complete) else [HeaderCell("")] * width


def _completed(columns: Sequence[Column], width: int) -> list[HeaderCell]:
    """The columns, with the missing years between a single printed year that opens them and the words after it."""
    first, *worded = columns
    is_bare_year = first.year is not None and not first.words and first.end - first.start == len(str(first.year))
    if not is_bare_year or first.year is None or any(not column.words for column in worded) or width < len(columns):
        return [HeaderCell("", column) for column in columns]
    years = [first.year + number for number in range(width - len(worded))]
    outcomes = [HeaderCell("", first), *(HeaderCell(str(year)) for year in years[1:])]
    return outcomes + [
        HeaderCell(f"{column.words} {years[-1]}") if column.is_target and not column.year else HeaderCell("", column)
        for column in worded
    ]
