"""Links claims in the text to the figures of the tables that they are about: first by `ties`, then by their subject.

A claim that no tie explains is linked to a figure only when its sentence's subject is the row, and the words before its
number indicate the column. Many true sentences are about something that no row has, so a disagreement is handed over as
expected to hold only where it also looks like a slip: a unit, a last digit, a neighbouring cell, a growth that two
printed years refute. Everything else stays a link that is not assessed. The verdict is SQL's.

Belongs here: claims about one row. The words of a sentence are read in `sentences`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.content.passages import passages
from dagster_project.reading.intervals import Interval, growth
from dagster_project.reading.model import Document, Place
from dagster_project.reading.records import ClaimRecord, FigureRecord, PlacedRecord
from dagster_project.reading.relations.amounts import ZERO, factor, magnitude, money_units
from dagster_project.reading.relations.model import Relation, Term
from dagster_project.reading.relations.prose.context import contexts
from dagster_project.reading.relations.prose.sentences import (
    ClaimSentence,
    Quantity,
    begins_with,
    contains,
    label_words,
    names_row,
    same_noun,
)
from dagster_project.reading.relations.prose.slips import Slip, SlipOfCell, find_slip
from dagster_project.reading.relations.prose.ties import Tie, Ties
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose
from dagster_project.terms import Axis, Basis, Expectation, Form, RelationKind, Scenario, TermRole, Unit

_LARGEST_LAST_DIGIT = Decimal("0.1")
_LARGEST_HEDGED = Decimal("0.1")
_THOUSAND = Decimal(1000)
_SCENARIOS = {
    Quantity.LEVEL: Scenario.ACTUAL,
    Quantity.DEVIATION: Scenario.DEVIATION,
    Quantity.CHANGE: Scenario.CHANGE,
}


# How sure a link is whose words name the row and no more: with the same value, with a slip, with another value.
_AGREES, _SLIPS, _OPEN = Decimal("0.95"), Decimal("0.9"), Decimal("0.5")
_COPIED = (Slip.COPIED_FROM_ROW, Slip.COPIED_FROM_COLUMN)


@dataclass(frozen=True, slots=True)
class _Row:
    table: TableMeaning
    meaning: RowMeaning

    def figures(self, scenario: str | None, year: int | None) -> list[FigureRecord]:
        """The row's printed figures of a scenario and year, whatever the column."""
        return [f for f in self.printed if f.scenario == scenario and (year is None or f.year == year)]

    @property
    def printed(self) -> list[FigureRecord]:
        cells = (self.table.figures.get((self.meaning.number, c.number)) for c in self.table.figure_columns)
        return [figure for figure in cells if figure is not None and figure.value is not None]


@dataclass(frozen=True, slots=True)
class _Link:
    """A claim with the figures it is about. `slip` is what a disagreement looks like, None where it is unexplained."""

    sentence: ClaimSentence
    row: _Row
    figures: tuple[FigureRecord, ...]
    agrees: bool
    slip: Slip | None = None

    @property
    def claim(self) -> ClaimRecord:
        return self.sentence.claim.record

    @property
    def sentence_key(self) -> tuple[object, ...]:
        """The same for all claims of one sentence that are linked to one row."""
        row = self.row
        passage = self.sentence.claim.passage
        return passage.number, self.sentence.span, row.table.record.table_id, row.meaning.number


def link_claims(
    document: Document,
    claims: Sequence[StatedClaim],
    tables: Sequence[TableMeaning],
    report_year: int | None,
    own_names: frozenset[str] = frozenset(),
) -> list[Relation]:
    """The claims about a printed figure. `own_names` are the report's own board and administration."""
    sections = {passage.place: passage.section for passage in passages(document) if passage.kind == "cell"}
    excluding = frozenset(_excluding(document))
    own = frozenset(_stem(name) for name in own_names)
    linker = _Linker(tables, sections, report_year, own, excluding)
    ties = Ties(tables, report_year, own)
    around = contexts(document, claims, tables)
    tied = [tie for context in around if (tie := ties.tie(context))]
    restating = {tie.context.claim.record.claim_id for tie in tied}
    links = [link for claim in claims if claim.record.claim_id not in restating and (link := linker.link(claim))]
    off = Counter(link.row.table.record.table_id for link in links if link.slip is Slip.UNIT)
    links = list(_supported(links, tied))
    explained = restating | {link.claim.claim_id for link in links if link.agrees or link.slip}
    open_ = (context for context in around if context.claim.record.claim_id not in explained)
    found = [slip for context in open_ if (slip := find_slip(context, ties))]
    off.update(slip.figure.table_id for slip in found if slip.slip is Slip.UNIT)
    slips = [slip for slip in found if slip.slip is not Slip.UNIT or _has_sure_unit(slip, off, tied, ties)]
    wrong = {slip.claim.claim_id for slip in slips}
    return [
        *map(_tie_relation, tied),
        *(_relation(link) for link in links if link.claim.claim_id not in wrong),
        *map(_slip_relation, slips),
    ]


def _excluding(document: Document) -> Iterator[int]:
    """The numbers of the passages up to which the text excludes something, from the last heading on."""
    words = load(Prose).excluded
    excludes = False
    for passage in passages(document):
        excludes = passage.kind != "heading" and (excludes or contains(words, passage.text.lower()))
        if excludes:
            yield passage.number


class _Linker:
    def __init__(
        self,
        tables: Sequence[TableMeaning],
        sections: Mapping[Place, str],
        year: int | None,
        own_names: frozenset[str],
        excluding: frozenset[int],
    ) -> None:
        self.year = year
        self.excluding = excluding
        self.own_names = own_names
        self.sections = sections
        self.rows = [_Row(table, row) for table in tables for row in table.figure_rows]
        self.labels = frozenset(row.meaning.label for row in self.rows)

    def link(self, claim: StatedClaim) -> _Link | None:
        """The figures a claim is about, None where its words leave them open."""
        sentence = ClaimSentence(claim)
        if claim.record.value is None or claim.record.unit in (None, Unit.YEAR) or not sentence.subject:
            return None
        quantity = sentence.quantity
        rows = self._named(sentence.subject) if quantity else []
        row, is_far = self._nearest(claim.record, rows)
        if quantity is None or row is None:
            return None
        if quantity is Quantity.GROWTH:
            return self._growth(sentence, row, is_unique=len(rows) == 1 and not is_far)
        return self._figure(sentence, row, rows, quantity, is_far)

    def _named(self, subject: Sequence[str]) -> list[_Row]:
        """The rows that a subject names. Tables of a long report have the same labels, so each is compared once."""
        labels = {label for label in self.labels if names_row(subject, label, self.own_names)}
        return [row for row in self.rows if row.meaning.label in labels]

    def _nearest(self, claim: ClaimRecord, rows: Sequence[_Row]) -> tuple[_Row | None, bool]:
        """The row of the last table before the claim in its chapter, else the first after it, else a lone one anywhere.

        Two rows of that table with the same name leave it open. The second value is whether the row is in another
        chapter.
        """
        here = [row for row in rows if self._chapter_of(row) == _chapter(claim.section)]
        if not here:
            return (rows[0], True) if len(rows) == 1 else (None, True)
        before = [row for row in here if _order(row.table.record) <= _order(claim)]
        table = max(before, key=lambda row: _order(row.table.record)).table if before else here[0].table
        named = [row for row in here if row.table is table]
        return (named[0], False) if len(named) == 1 else (None, False)

    def _chapter_of(self, row: _Row) -> str:
        """The chapter by the same count of headings as the claim's; the table's own where its cells have no place."""
        return _chapter(self.sections.get(row.meaning.label_cell.place, row.table.record.section))

    def _figure(
        self, sentence: ClaimSentence, row: _Row, rows: Sequence[_Row], quantity: Quantity, is_far: bool
    ) -> _Link | None:
        claim = sentence.claim.record
        year = sentence.year(self.year) if quantity is Quantity.LEVEL else self.year
        scenario = _SCENARIOS[quantity]
        candidates = [f for f in row.figures(scenario, year) if _comparable(claim, f)]
        others = [f for other in rows for f in other.figures(scenario, year) if _comparable(claim, f)]
        equal = next((f for f in (*candidates, *others) if _agree(claim, f)), None)
        if equal is not None:
            return _Link(sentence, row, (equal,), agrees=True)
        if len(candidates) != 1 or year is None:
            return None
        slip = None if self._is_open(sentence, row) else self._slip(claim, row, candidates[0], quantity)
        if is_far and slip is not Slip.LAST_DIGIT:
            slip = None
        return _Link(sentence, row, (candidates[0],), agrees=False, slip=slip)

    def _slip(self, claim: ClaimRecord, row: _Row, figure: FigureRecord, quantity: Quantity) -> Slip | None:
        if _is_unit_slip(claim, figure):
            return Slip.UNIT
        if claim.hedge:
            return None
        if _is_last_digit(claim, figure) and not self._is_printed(claim, figure):
            return Slip.LAST_DIGIT
        if any(f is not figure and _comparable(claim, f) and _agree(claim, f) for f in row.printed):
            return Slip.COPIED_FROM_ROW
        column = (f for (_, c), f in row.table.figures.items() if c == figure.column_number and f is not figure)
        if quantity is not Quantity.LEVEL and any(
            f.value is not None and _comparable(claim, f) and _agree(claim, f) for f in column
        ):
            return Slip.COPIED_FROM_COLUMN
        return None

    def _is_printed(self, claim: ClaimRecord, figure: FigureRecord) -> bool:
        """Whether any figure of the same scenario and year agrees with the claim."""
        alike = (f for row in self.rows for f in row.figures(figure.scenario, figure.year))
        return any(_comparable(claim, f) and _agree(claim, f) for f in alike)

    def _growth(self, sentence: ClaimSentence, row: _Row, is_unique: bool) -> _Link | None:
        claim, year = sentence.claim.record, self.year
        if year is None or not contains(load(Prose).past, sentence.text):
            return None
        now, then = (row.figures(Scenario.ACTUAL, of_year) for of_year in (year, year - 1))
        if len(now) != 1 or len(then) != 1 or not _is_level(now[0]) or now[0].unit != then[0].unit:
            return None
        printed, stated = growth(_printed(now[0]), _printed(then[0]), _scale(claim)), _claimed(claim)
        if printed is None or (claim.value or 0) < 0:
            return None
        if stated.meets(printed):
            return _Link(sentence, row, (now[0], then[0]), agrees=True)
        names_year = any(str(named) in sentence.rest for named in (year, year - 1))
        compares = names_year or contains(load(Prose).previous_year, sentence.text)
        gap, size = abs(stated.middle - printed.middle), max(abs(printed.middle), abs(stated.middle))
        certain = compares and is_unique and (claim.hedge is None or gap > _LARGEST_HEDGED * size)
        certain = certain and (stated.middle > 0) == (printed.middle > 0)
        certain = certain and contains(load(Prose).overviews, _heading(sentence).lower())
        slip = Slip.GROWTH if certain and not self._is_open(sentence, row) else None
        return _Link(sentence, row, (now[0], then[0]), agrees=False, slip=slip)

    def _is_open(self, sentence: ClaimSentence, row: _Row) -> bool:
        """Whether sentence or section may be about something else than the row: less of it, or one of its units."""
        if begins_with(load(Prose).qualifiers, sentence.after):
            return True
        parts = [part.strip() for part in _heading(sentence).split("/")]
        others = (r for r in self.rows if r.table is not row.table)
        return sentence.claim.passage.number in self.excluding or any(
            _same_words(part, other.meaning.label) and not _same_words(part, row.meaning.label)
            for other in others
            for part in parts
        )


def _supported(links: Sequence[_Link], tied: Sequence[Tie]) -> Iterator[_Link]:
    """The links; a slip without the support it needs is left open.

    A value copied from another cell needs another claim of its sentence on that row. A wrong unit needs as many claims
    that agree with its table, since a table whose own unit was misread makes every sentence look wrong; a lone one is
    believed where the table prints its unit.
    """
    sentences: dict[tuple[object, ...], list[_Link]] = defaultdict(list)
    tables: dict[str, list[_Link]] = defaultdict(list)
    for link in links:
        sentences[link.sentence_key].append(link)
        tables[link.row.table.record.table_id].append(link)
    sure = {(tie.context.sentence, tie.figure.table_id, tie.figure.row_number) for tie in tied}
    agreeing = _agreeing_in_money(tied)
    for link in links:
        table = link.row.table.record
        beside = [other for other in sentences[link.sentence_key] if other is not link]
        key = ((link.sentence.claim.passage.number, link.sentence.span[0]), table.table_id, link.row.meaning.number)
        is_alone = link.slip in _COPIED and key not in sure and not any(one.agrees or one.slip for one in beside)
        units = [one for one in tables[table.table_id] if one.slip is Slip.UNIT]
        agrees = sum(one.agrees and one.claim.unit in money_units() for one in tables[table.table_id])
        printed = table.unit_as_printed is not None
        is_sure = _is_sure_unit(agrees + agreeing[table.table_id], len(units), printed)
        if is_alone or (link.slip is Slip.UNIT and not is_sure):
            yield _Link(link.sentence, link.row, link.figures, agrees=False)
        else:
            yield link


def _has_sure_unit(slip: SlipOfCell, off: Counter[str], tied: Sequence[Tie], ties: Ties) -> bool:
    """Whether a table's unit is surer than the one of a sentence; `off` counts the sentences that disagree by table."""
    table_id = slip.figure.table_id
    is_printed = ties.tables[table_id].record.unit_as_printed is not None
    return _is_sure_unit(_agreeing_in_money(tied)[table_id], off[table_id], is_printed)


def _agreeing_in_money(tied: Sequence[Tie]) -> Counter[str]:
    """How many amounts of sentences agree with each table."""
    return Counter(tie.figure.table_id for tie in tied if tie.figure.unit in money_units())


def _is_sure_unit(agreeing: int, slips: int, is_printed: bool) -> bool:
    return agreeing >= slips or (slips == 1 and is_printed)


def _heading(sentence: ClaimSentence) -> str:
    return sentence.claim.record.section.split(" > ")[-1]


def _relation(link: _Link) -> Relation:
    claim, figures = link.claim, link.figures
    names = " and ".join(f"{f.row_label}, {f.column_label} in '{f.table_title}'" for f in figures)
    is_growth = len(figures) > 1
    terms: tuple[Term, ...]
    if is_growth:
        kind = RelationKind.PERIOD_CHANGE
        current, previous = figures
        terms = (Term(TermRole.CURRENT, _scale(claim), figure=current), Term(TermRole.PREVIOUS, figure=previous))
    else:
        kind = RelationKind.UNIT_SLIP if link.slip is Slip.UNIT else RelationKind.CLAIM_VS_TABLE
        terms = (Term(TermRole.OTHER, _sign(claim, figures[0]), figure=figures[0]),)
    expected = link.agrees or link.slip is not None
    return Relation(
        kind,
        Form.GROWTH if is_growth else Form.EQUAL,
        Axis.PROSE,
        (Basis.WORDS, link.slip) if link.slip else (Basis.WORDS,),
        Term(TermRole.STATED, claim=claim),
        terms,
        f"'{claim.value_as_printed}' speaks of {names}",
        Expectation.EXPECTED if expected else Expectation.NOT_ASSESSED,
        None if expected else "the words fit and the value does not: it may be another quantity",
        confidence=_AGREES if link.agrees else _SLIPS if expected else _OPEN,
    )


def _tie_relation(tie: Tie) -> Relation:
    """The relation of a claim that agrees with a figure, or with the difference of two."""
    claim, figure = tie.context.claim.record, tie.figure
    basis = tuple(name for name, _ in tie.reasons)
    stated = Term(TermRole.STATED, claim=claim)
    name = f"{figure.row_label}, {figure.column_label} in '{figure.table_title}'"
    if tie.against is None:
        terms: tuple[Term, ...] = (Term(TermRole.OTHER, _sign(claim, figure), figure=figure),)
        description = f"'{claim.value_as_printed}' is {name}"
    else:
        less = (figure.value or ZERO) - (tie.against.value or ZERO)
        weight = Decimal(-1 if ((claim.value or 0) < 0) != (less < 0) else 1)
        terms = (
            Term(TermRole.MINUEND, weight, figure=figure),
            Term(TermRole.SUBTRAHEND, -weight, figure=tie.against),
        )
        description = f"'{claim.value_as_printed}' is {name} less {tie.against.column_label}"
    form = Form.EQUAL if tie.against is None else Form.DIFFERENCE
    return Relation(
        RelationKind.CLAIM_VS_TABLE,
        form,
        Axis.PROSE,
        (Basis.WORDS, *basis),
        stated,
        terms,
        description,
        confidence=tie.confidence,
    )


def _slip_relation(found: SlipOfCell) -> Relation:
    claim, figure = found.claim, found.figure
    return Relation(
        RelationKind.UNIT_SLIP if found.slip is Slip.UNIT else RelationKind.CLAIM_VS_TABLE,
        Form.EQUAL,
        Axis.PROSE,
        (Basis.WORDS, found.slip),
        Term(TermRole.STATED, claim=claim),
        (Term(TermRole.OTHER, _sign(claim, figure), figure=figure),),
        f"'{claim.value_as_printed}' speaks of {figure.row_label}, {figure.column_label} in '{figure.table_title}'",
        confidence=_SLIPS,
    )


def _sign(claim: ClaimRecord, figure: FigureRecord) -> Decimal:
    """The weight of a figure: most sentences leave out the sign of the printed figure."""
    return Decimal(-1 if ((claim.value or 0) < 0) != ((figure.value or 0) < 0) else 1)


def _scale(claim: ClaimRecord) -> Decimal:
    """The scale of a growth in percent: a decrease is written without its sign, so it is counted downwards."""
    return Decimal(-100 if claim.direction == "decrease" else 100)


def _chapter(section: str) -> str:
    return section.split(" > ")[0]


def _order(record: PlacedRecord) -> tuple[float, ...]:
    return (record.page_number or 0, record.line_number or 0, record.char_start or 0, record.top or 0)


def _comparable(claim: ClaimRecord, figure: FigureRecord) -> bool:
    if figure.value is None or figure.half_unit is None:
        return False
    both_money = claim.unit in money_units() and figure.unit in money_units()
    return both_money or claim.unit == figure.unit


def _is_level(figure: FigureRecord) -> bool:
    return figure.unit in money_units() and bool(figure.value)


def _printed(figure: FigureRecord) -> Interval:
    """The interval of a figure without its sign, in SEK where it is money."""
    return magnitude(figure.value, figure.half_unit, figure.unit)


def _claimed(claim: ClaimRecord) -> Interval:
    """The interval of a claim without its sign, in SEK where it is money; a hedge ("ca") doubles its half unit."""
    return magnitude(claim.value, (claim.half_unit or ZERO) * (2 if claim.hedge else 1), claim.unit)


def _agree(claim: ClaimRecord, figure: FigureRecord) -> bool:
    return _claimed(claim).meets(_printed(figure))


def _is_unit_slip(claim: ClaimRecord, figure: FigureRecord) -> bool:
    """Whether the amount agrees with another unit word, and is printed too finely to agree with its own."""
    if claim.unit not in money_units() or not figure.value or not claim.value:
        return False
    is_finer = claim.unit == figure.unit and (claim.decimals or 0) > (figure.decimals or 0)
    digits = len(str(abs(claim.value)).replace(".", "").strip("0"))
    fits = any(_claimed(claim).times(times).meets(_printed(figure)) for times in (_THOUSAND, 1 / _THOUSAND))
    return fits and (is_finer or digits >= 2)


def _is_last_digit(claim: ClaimRecord, figure: FigureRecord) -> bool:
    """Whether two numbers printed with the same precision are one last digit apart."""
    step = 2 * (claim.half_unit or ZERO) * factor(claim.unit)
    printed_step = 2 * (figure.half_unit or ZERO) * factor(figure.unit)
    claimed, printed = _claimed(claim).middle, _printed(figure).middle
    gap = abs(claimed - printed)
    return 0 < step == printed_step == gap and gap <= _LARGEST_LAST_DIGIT * max(claimed, printed)


def _same_words(first: str, second: str) -> bool:
    one, other = label_words(first), label_words(second)
    return bool(one) and len(one) == len(other) and all(map(same_noun, one, other))


def _stem(name: str) -> str:
    """The beginning that a name shares with its forms and compounds: "kommunstyrels" of Kommunstyrelsen."""
    lowered = name.lower().strip()
    return lowered.removesuffix("en").removesuffix("n") if len(lowered) > 8 else lowered
