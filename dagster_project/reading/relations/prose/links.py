"""Holds what the text says against what the tables print.

A claim is linked to a figure only when its sentence's subject is the row, and the words before its number tell the
column. Many true sentences speak of something that no row prints, so a disagreement is handed over as expected to hold
only where it also looks like a slip: a unit, a last digit, a neighbouring cell, a growth that two printed years refute.
Everything else stays a link that is not assessed. The verdict is SQL's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.reading.content.claims import ToldClaim
from dagster_project.reading.content.passages import passages
from dagster_project.reading.intervals import Interval, growth
from dagster_project.reading.model import Document, Place
from dagster_project.reading.records import ClaimRecord, FigureRecord, PlacedRecord
from dagster_project.reading.relations.prose.sentences import (
    Telling,
    label_words,
    names_row,
    same_noun,
    says,
    says_first,
)
from dagster_project.reading.relations.prose.terms import ProseRelation, prose_relation, stated_claim, term
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import vocabulary

_LARGEST_LAST_DIGIT = Decimal("0.1")
_LARGEST_HEDGED = Decimal("0.1")
_THOUSAND = Decimal(1000)
_SCENARIOS = {"level": "actual", "deviation": "deviation", "change": "change"}


@dataclass(frozen=True, slots=True)
class _Row:
    table: TableMeaning
    meaning: RowMeaning

    def figures(self, scenario: str, year: int | None) -> list[FigureRecord]:
        """The row's printed figures of a scenario and year, whatever the column."""
        return [f for f in self.printed if f.scenario == scenario and (year is None or f.year == year)]

    @property
    def printed(self) -> list[FigureRecord]:
        cells = (self.table.figures.get((self.meaning.number, c.number)) for c in self.table.figure_columns)
        return [figure for figure in cells if figure is not None and figure.value is not None]


@dataclass(frozen=True, slots=True)
class _Link:
    """A claim with the figures it speaks of. `slip` is what a disagreement looks like, None where it is unexplained."""

    telling: Telling
    row: _Row
    figures: tuple[FigureRecord, ...]
    agrees: bool
    slip: str | None = None

    @property
    def claim(self) -> ClaimRecord:
        return self.telling.told.record


def link_claims(
    document: Document,
    told: Sequence[ToldClaim],
    tables: Sequence[TableMeaning],
    report_year: int | None,
    own_names: frozenset[str] = frozenset(),
) -> list[ProseRelation]:
    """The claims that speak of a printed figure. `own_names` are the report's own board and administration."""
    sections = {passage.place: passage.section for passage in passages(document) if passage.kind == "cell"}
    linker = _Linker(tables, sections, report_year, frozenset(_stem(name) for name in own_names))
    stretches = preceding_texts(document)
    links = [link for one in told if (link := linker.link(one, stretches[one.passage.number]))]
    return [_relation(link) for link in _supported(links)]


def preceding_texts(document: Document) -> dict[int, str]:
    """By passage number, what is said between the last heading and the end of that passage, lower case."""
    texts: dict[int, str] = {}
    said = ""
    for passage in passages(document):
        said = "" if passage.kind == "heading" else f"{said}\n{passage.text.lower()}"
        texts[passage.number] = said
    return texts


class _Linker:
    def __init__(
        self,
        tables: Sequence[TableMeaning],
        sections: Mapping[Place, str],
        year: int | None,
        own_names: frozenset[str],
    ) -> None:
        self.year = year
        self.own_names = own_names
        self.sections = sections
        self.rows = [_Row(table, row) for table in tables for row in table.figure_rows]

    def link(self, told: ToldClaim, stretch: str) -> _Link | None:
        """The figures a claim speaks of, None where its words leave them open."""
        telling = Telling(told)
        if told.record.value is None or told.record.unit in (None, "year") or not telling.subject:
            return None
        quantity = telling.quantity
        rows = [row for row in self.rows if names_row(telling.subject, row.meaning.label, self.own_names)]
        row, is_far = self._nearest(told.record, rows) if quantity else (None, False)
        if quantity is None or row is None:
            return None
        if quantity == "growth":
            return self._growth(telling, row, stretch, is_unique=len(rows) == 1 and not is_far)
        return self._figure(telling, row, rows, quantity, stretch, is_far)

    def _nearest(self, claim: ClaimRecord, rows: Sequence[_Row]) -> tuple[_Row | None, bool]:
        """The row of the last table before the claim in its chapter, else the first after it, else a lone one anywhere.

        Two rows of that table with the same name leave it open. The second value tells a row of another chapter.
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
        self, telling: Telling, row: _Row, rows: Sequence[_Row], quantity: str, stretch: str, is_far: bool
    ) -> _Link | None:
        claim = telling.told.record
        year = telling.year(self.year) if quantity == "level" else self.year
        scenario = _SCENARIOS[quantity]
        candidates = [f for f in row.figures(scenario, year) if _comparable(claim, f)]
        others = [f for other in rows for f in other.figures(scenario, year) if _comparable(claim, f)]
        equal = next((f for f in (*candidates, *others) if _agree(claim, f)), None)
        if equal is not None:
            return _Link(telling, row, (equal,), agrees=True)
        if len(candidates) != 1 or year is None:
            return None
        slip = None if self._is_open(telling, row, stretch) else self._slip(claim, row, candidates[0], quantity)
        if is_far and slip != "last_digit":
            slip = None
        return _Link(telling, row, (candidates[0],), agrees=False, slip=slip)

    def _slip(self, claim: ClaimRecord, row: _Row, figure: FigureRecord, quantity: str) -> str | None:
        if _is_unit_slip(claim, figure):
            return "unit_slip"
        if claim.hedge:
            return None
        if _is_last_digit(claim, figure) and not self._is_printed(claim, figure):
            return "last_digit"
        if any(f is not figure and _comparable(claim, f) and _agree(claim, f) for f in row.printed):
            return "copied_from_row"
        column = (f for (_, c), f in row.table.figures.items() if c == figure.column_number and f is not figure)
        if quantity != "level" and any(
            f.value is not None and _comparable(claim, f) and _agree(claim, f) for f in column
        ):
            return "copied_from_column"
        return None

    def _is_printed(self, claim: ClaimRecord, figure: FigureRecord) -> bool:
        """Whether any figure of the same kind and year says what the claim says."""
        alike = (f for row in self.rows for f in row.figures(figure.scenario or "", figure.year))
        return any(_comparable(claim, f) and _agree(claim, f) for f in alike)

    def _growth(self, telling: Telling, row: _Row, stretch: str, is_unique: bool) -> _Link | None:
        claim, year = telling.told.record, self.year
        if year is None or not says("past", telling.sentence):
            return None
        now, then = (row.figures("actual", of_year) for of_year in (year, year - 1))
        if len(now) != 1 or len(then) != 1 or not _is_level(now[0]) or now[0].unit != then[0].unit:
            return None
        printed, stated = growth(_interval(now[0]), _interval(then[0]), _scale(claim)), _claimed(claim)
        if printed is None or (claim.value or 0) < 0:
            return None
        if stated.meets(printed):
            return _Link(telling, row, (now[0], then[0]), agrees=True)
        compares = says("previous_year", telling.sentence) or str(year) in telling.rest or str(year - 1) in telling.rest
        gap, size = abs(stated.middle - printed.middle), max(abs(printed.middle), abs(stated.middle))
        certain = compares and is_unique and (claim.hedge is None or gap > _LARGEST_HEDGED * size)
        certain = certain and (stated.middle > 0) == (printed.middle > 0)
        certain = certain and says("overviews", _heading(telling).lower())
        slip = "growth" if certain and not self._is_open(telling, row, stretch) else None
        return _Link(telling, row, (now[0], then[0]), agrees=False, slip=slip)

    def _is_open(self, telling: Telling, row: _Row, stretch: str) -> bool:
        """Whether sentence or section may speak of something else than the row: of less, or of one of its units."""
        if says_first("qualifiers", telling.after):
            return True
        heading = _heading(telling)
        parts = [part.strip() for part in heading.split("/")]
        others = (r for r in self.rows if r.table is not row.table)
        return says("excluded", stretch) or any(
            _same_words(part, other.meaning.label) and not _same_words(part, row.meaning.label)
            for other in others
            for part in parts
        )


def _supported(links: Sequence[_Link]) -> Iterator[_Link]:
    """The links; a slip that needs support and has none is left open.

    A value copied from another cell needs another claim of its sentence on that row. A wrong unit needs as many claims
    that agree with its table, since a table whose own unit was misread makes every sentence look wrong; a lone one is
    believed where the table prints its unit.
    """
    sentences: dict[tuple[object, ...], list[_Link]] = defaultdict(list)
    tables: dict[str, list[_Link]] = defaultdict(list)
    for link in links:
        sentences[_sentence_key(link)].append(link)
        tables[link.row.table.record.table_id].append(link)
    for link in links:
        beside = [other for other in sentences[_sentence_key(link)] if other is not link]
        is_copied = link.slip in ("copied_from_row", "copied_from_column")
        is_alone = is_copied and not any(other.agrees or other.slip for other in beside)
        if is_alone or (link.slip == "unit_slip" and not _has_sure_unit(tables[link.row.table.record.table_id])):
            yield _Link(link.telling, link.row, link.figures, agrees=False)
        else:
            yield link


def _has_sure_unit(links: Sequence[_Link]) -> bool:
    agreeing = sum(link.agrees and link.claim.unit in _money() for link in links)
    slips = sum(link.slip == "unit_slip" for link in links)
    return agreeing >= slips or (slips == 1 and links[0].row.table.record.unit_as_printed is not None)


def _heading(telling: Telling) -> str:
    return telling.told.record.section.split(" > ")[-1]


def _sentence_key(link: _Link) -> tuple[object, ...]:
    return (
        link.telling.told.passage.number,
        link.telling.span,
        link.row.table.record.table_id,
        link.row.meaning.number,
    )


def _relation(link: _Link) -> ProseRelation:
    claim, figures = link.claim, link.figures
    kind = "period_change" if len(figures) > 1 else "unit_slip" if link.slip == "unit_slip" else "claim_vs_table"
    form = "growth" if len(figures) > 1 else "equal"
    expected = link.agrees or link.slip is not None
    names = " and ".join(f"{f.row_label}, {f.column_label} in '{f.table_title}'" for f in figures)
    weights = [_sign(claim, figures[0])] if form == "equal" else [_scale(claim), Decimal(1)]
    roles = ["other"] if form == "equal" else ["current", "previous"]
    return prose_relation(
        kind,
        form,
        "+".join(("words", *filter(None, [link.slip]))),
        f"'{claim.value_as_printed}' speaks of {names}",
        [stated_claim(claim), *(term(r, w, figure=f) for r, w, f in zip(roles, weights, figures, strict=True))],
        document_id=claim.document_id,
        table_id=figures[0].table_id,
        reason=None if expected else "the words fit and the value does not: it may be another quantity",
    )


def _sign(claim: ClaimRecord, figure: FigureRecord) -> Decimal:
    """A sentence tells most amounts without the sign that the table prints."""
    return Decimal(-1 if ((claim.value or 0) < 0) != ((figure.value or 0) < 0) else 1)


def _scale(claim: ClaimRecord) -> Decimal:
    """A decrease is told without its sign, so that a growth is counted downwards."""
    return Decimal(-100 if claim.direction == "decrease" else 100)


def _chapter(section: str) -> str:
    return section.split(" > ")[0]


def _order(record: PlacedRecord) -> tuple[float, ...]:
    return (record.page_number or 0, record.line_number or 0, record.char_start or 0, record.top or 0)


def _money() -> Mapping[str, int]:
    factors: Mapping[str, int] = vocabulary("units")["money"]
    return factors


def _factor(unit: str | None) -> Decimal:
    return Decimal(_money().get(unit or "", 1))


def _comparable(claim: ClaimRecord, figure: FigureRecord) -> bool:
    if figure.value is None or figure.half_unit is None:
        return False
    both_money = claim.unit in _money() and figure.unit in _money()
    return both_money or claim.unit == figure.unit


def _is_level(figure: FigureRecord) -> bool:
    return figure.unit in _money() and bool(figure.value)


def _interval(figure: FigureRecord) -> Interval:
    around = Interval.around(abs(figure.value or Decimal(0)), figure.half_unit or Decimal(0))
    return around.times(_factor(figure.unit))


def _claimed(claim: ClaimRecord) -> Interval:
    """What a claim says, regardless of its sign; a softened one ("ca") leaves twice the room."""
    half = (claim.half_unit or Decimal(0)) * (2 if claim.hedge else 1)
    return Interval.around(abs(claim.value or Decimal(0)), half).times(_factor(claim.unit))


def _agree(claim: ClaimRecord, figure: FigureRecord) -> bool:
    return _claimed(claim).meets(_interval(figure))


def _is_unit_slip(claim: ClaimRecord, figure: FigureRecord) -> bool:
    """Whether the amount is right with another unit word, and too finely printed to be right with its own."""
    if claim.unit not in _money() or not figure.value or not claim.value:
        return False
    is_finer = claim.unit == figure.unit and (claim.decimals or 0) > (figure.decimals or 0)
    digits = len(str(abs(claim.value)).replace(".", "").strip("0"))
    fits = any(_claimed(claim).times(factor).meets(_interval(figure)) for factor in (_THOUSAND, 1 / _THOUSAND))
    return fits and (is_finer or digits >= 2)


def _is_last_digit(claim: ClaimRecord, figure: FigureRecord) -> bool:
    """Whether two numbers printed with the same precision are one last digit apart."""
    step = 2 * (claim.half_unit or Decimal(0)) * _factor(claim.unit)
    printed_step = 2 * (figure.half_unit or Decimal(0)) * _factor(figure.unit)
    claimed, printed = _claimed(claim).middle, _interval(figure).middle
    gap = abs(claimed - printed)
    return 0 < step == printed_step == gap and gap <= _LARGEST_LAST_DIGIT * max(claimed, printed)


def _same_words(first: str, second: str) -> bool:
    one, other = label_words(first), label_words(second)
    return bool(one) and len(one) == len(other) and all(map(same_noun, one, other))


def _stem(name: str) -> str:
    """What a name's forms and its compounds begin with: "kommunstyrels" of Kommunstyrelsen."""
    lowered = name.lower().strip()
    return lowered.removesuffix("en").removesuffix("n") if len(lowered) > 8 else lowered
