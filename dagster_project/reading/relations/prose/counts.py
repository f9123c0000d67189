"""Numbers that sentences and lists count: the share of a printed whole, and the items of a list that is a table too.

Belongs here: pairs of a count and the rows it counts. Claims about one row are in `links`, years in `years`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.intervals import Interval, ratio
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.relations.amounts import printed
from dagster_project.reading.relations.labels import subject
from dagster_project.reading.relations.model import Relation, Term
from dagster_project.reading.relations.prose.sentences import label_words, same_noun
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose
from dagster_project.terms import Axis, Basis, Form, RelationKind, TermRole, Unit

_PERCENT = Decimal(100)
_SURE = Decimal("0.95")
_FEWEST_ITEMS = 2
_FEWEST_LISTS = 4


def find_shares(claims: Sequence[StatedClaim], tables: Sequence[TableMeaning]) -> list[Relation]:
    """ "10 procent av synpunkterna är obesvarade" against the rows that count the unanswered and all of them.

    Only where the share agrees, or is the count itself taken for a percentage.
    """
    return [relation for claim in claims if claim.record.unit == Unit.PERCENT for relation in _shares(claim, tables)]


def _shares(claim: StatedClaim, tables: Sequence[TableMeaning]) -> Iterator[Relation]:
    match = load(Prose).share_of.match(claim.passage.text[claim.statement.end :])
    found = list(_parts_and_wholes(match["part"], match["whole"], tables)) if match else []
    if len(found) != 1 or claim.record.half_unit is None or claim.record.hedge:
        return
    part, whole = found[0]
    share = ratio(printed(part), printed(whole), _PERCENT)
    stated = Interval.around(claim.statement.value, claim.record.half_unit)
    if share is None or not (stated.meets(share) or part.value == claim.statement.value):
        return
    yield Relation(
        RelationKind.RATIO_PERCENT,
        Form.RATIO,
        Axis.PROSE,
        (Basis.WORDS, Basis.ARITHMETIC),
        Term(TermRole.STATED, claim=claim.record),
        (Term(TermRole.NUMERATOR, _PERCENT, figure=part), Term(TermRole.DENOMINATOR, figure=whole)),
        f"'{claim.record.value_as_printed}' is {part.row_label} of {whole.row_label}",
        confidence=_SURE,
    )


def _parts_and_wholes(
    part: str, whole: str, tables: Sequence[TableMeaning]
) -> Iterator[tuple[FigureRecord, FigureRecord]]:
    """The figures of a row named like the part and of the total named like the whole, for every column of counts."""
    for table in tables:
        totals = [row for row in table.figure_rows if row.total_word and _names(row, whole)]
        parts = [row for row in table.figure_rows if not row.total_word and _names(row, part)]
        for column in table.figure_columns if len(totals) == len(parts) == 1 else ():
            pair = [table.figures.get((row.number, column.number)) for row in (parts[0], totals[0])]
            figures = [figure for figure in pair if figure and figure.value is not None and figure.unit == Unit.COUNT]
            if len(figures) == 2:
                yield figures[0], figures[1]


def _names(row: RowMeaning, words: str) -> bool:
    label = label_words(row.label)
    return all(any(same_noun(word, other) for other in label) for word in words.lower().split())


def find_list_counts(tables: Sequence[TableMeaning]) -> list[Relation]:
    """Lists in the cells of one kind of table against tables of the same name with one row per item.

    Most lists of a report must have as many items as their table has rows; the others are then mistakes.
    """
    named: dict[str, list[tuple[FigureRecord, list[FigureRecord]]]] = defaultdict(list)
    for table in tables:
        for total, parts in _named_totals(table):
            named[subject(total.row_label)].append((total, parts))
    pairs = []
    for box, items in _lists(tables):
        counted = named.get(subject(box.row_label), [])
        if len(counted) == 1 and counted[0][0].table_id != box.table_id:
            pairs.append((box, items, counted[0][1]))
    agreeing = sum(items == len(parts) for _, items, parts in pairs)
    if len(pairs) < _FEWEST_LISTS or agreeing * 3 < len(pairs) * 2:
        return []
    return [
        Relation(
            RelationKind.COUNT_OF_ITEMS,
            Form.COUNT,
            Axis.PROSE,
            (Basis.LABEL, Basis.ARITHMETIC),
            Term(TermRole.STATED, value=Decimal(items), unit=Unit.COUNT),
            tuple(Term(TermRole.PART, figure=part) for part in parts),
            f"the list of {box.row_label} has as many items as its table has rows",
            printed_beside=box,
        )
        for box, items, parts in pairs
    ]


def _lists(tables: Sequence[TableMeaning]) -> Iterator[tuple[FigureRecord, int]]:
    """The first figure beside every cell that holds a list, with the number of its items."""
    for table in tables:
        for row in table.figure_rows:
            items = max((len(cell.items) for cell in row.row.cells), default=0)
            figures = [f for c in table.figure_columns if (f := table.figures.get((row.number, c.number)))]
            if items >= _FEWEST_ITEMS and figures:
                yield figures[0], items


def _named_totals(table: TableMeaning) -> Iterator[tuple[FigureRecord, list[FigureRecord]]]:
    """A table's only total with the first figures of the rows above it."""
    first = next(iter(table.figure_columns), None)
    figures = [f for row in table.figure_rows if first and (f := table.figures.get((row.number, first.number)))]
    numbered = [figure for figure in figures if figure.identifier]
    if len(figures) > 1 and len(numbered) == len(figures) - 1 and not figures[-1].identifier:
        yield figures[-1], figures[:-1]
