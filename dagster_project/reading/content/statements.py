"""The figures of a sentence: the numbers and number words that state something, with units from the words around.

A text is read by itself; its place in the report and its section are for `claims`. Positions are characters of the
text, ends exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from dagster_project.reading.content.references import Reference, references, years_in
from dagster_project.reading.numbers import MINUS_SIGNS, SYMBOL_CHARACTERS, half_unit, numbers_in
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Claims, Numbers, Units
from dagster_project.reading.vocabulary.schemas import References as ReferenceWords
from dagster_project.terms import Unit

_BETWEEN_CELLS = re.compile(rf"[\s%‰|{re.escape(SYMBOL_CHARACTERS)}]+(?:[{re.escape(MINUS_SIGNS)}]\s*)?")
_NUMBERING = re.compile(r"\s*(?:\d+(?:\.\d+)+\.?(?=\s+[^\W\d])|\d{1,2}[.)](?=\s))")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-ZÅÄÖ(•\"”–-])|\n")
_DETACHED_MINUS = re.compile(rf"\b(?:på|om|med|till|är|var|blev)\s(?P<sign>[{re.escape(MINUS_SIGNS)}])\s\Z")
_CLAUSE_END = re.compile(r"[,;:]\s")
_NEAR = 30
_MONEY_WORD = re.compile(r"\b(?:m?n?kr|tkr|mkr|kronor)\b", re.I)
_MONEY = (Unit.SEK, Unit.TSEK, Unit.MSEK, Unit.BSEK)


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure stated at text[start:end]; `value` is in `unit`, None without a word for one. Counts are `exact`.

    `factor` is by how much a word multiplies the printed number ("1,2 miljoner besökare").
    """

    start: int
    end: int
    printed: str
    value: Decimal
    decimals: int = 0
    unit: Unit | None = None
    exact: bool = False
    factor: int = 1

    @property
    def half_unit(self) -> Decimal:
        """Half of the last printed digit, in the unit of `value`; 0 for counts."""
        return Decimal(0) if self.exact else half_unit(self.decimals) * self.factor


def statements(text: str) -> list[Statement]:
    """The figures in a text, in order, without references, its own numbering and runs of table cells."""
    named = references(text)
    found = [*_numbers(text, named), *_number_words(text, named), *_years(text)]
    return _with_units(text, sorted(found, key=lambda statement: statement.start))


def numbering(text: str) -> int:
    """The end of the text's own numbering ("4.2 ", "1) "), 0 without any."""
    match = _NUMBERING.match(text)
    return match.end() if match else 0


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around text[start:end]."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    after = _SENTENCE_END.search(text, end)
    return (before[-1] if before else 0), (after.start() + 1 if after else len(text))


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the clause around text[start:end]: between commas, semicolons or colons of its sentence."""
    first, last = sentence(text, start, end)
    before = [match.end() for match in _CLAUSE_END.finditer(text, first, start)]
    after = _CLAUSE_END.search(text, end, last)
    return (before[-1] if before else first), (after.start() if after else last)


def cell_runs(text: str) -> list[tuple[int, int]]:
    """The spans of three or more numbers with only space between them: cells of a table that lost its lines."""
    named = references(text)
    runs: list[list[tuple[int, int]]] = []
    for start, end, _ in numbers_in(text):
        if _overlaps(start, end, named):
            continue
        if runs and _BETWEEN_CELLS.fullmatch(text, runs[-1][-1][1], start):
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    return [(run[0][0], run[-1][1]) for run in runs if len(run) >= 3]


def is_tabular(text: str) -> bool:
    """Whether a text has fewer words than numbers, of which there are at least three."""
    named = references(text)
    numbers = [1 for start, end, _ in numbers_in(text) if not _overlaps(start, end, named)]
    return len(numbers) >= 3 and len(re.findall(r"[^\W\d_]{2,}", text)) < len(numbers)


def _overlaps(start: int, end: int, spans: Sequence[Reference | Statement]) -> bool:
    return any(start < span.end and span.start < end for span in spans)


def _numbers(text: str, named: Sequence[Reference]) -> Iterator[Statement]:
    other = [*((reference.start, reference.end) for reference in named), *cell_runs(text)]
    begins = numbering(text)
    for start, end, number in numbers_in(text):
        if start >= begins and not any(start < last and first < end for first, last in other):
            minus = _DETACHED_MINUS.search(text, 0, start)
            begin = minus.start("sign") if minus else start
            yield Statement(begin, end, text[begin:end], -number.value if minus else number.value, number.decimals)


def _number_words(text: str, named: Sequence[Reference]) -> Iterator[Statement]:
    """Number words; "en" and "ett" only where they are set beside another ("fyra mål och ett delvis")."""
    words = load(Claims)
    values = {**words.count_words, **words.articles}
    counts, articles = "|".join(words.count_words), "|".join(words.articles)
    parts = "|".join(words.parts)
    last, first = rf"(?<=och )(?P<last>{articles})", rf"(?:{articles})(?= [^\W\d]+ och (?:{counts})\b)"
    pattern = rf"\b(?:{counts}|{last}|{first})\b(?!-|\s(?:{parts})\b)"
    last_end: int | None = None
    for match in re.finditer(pattern, text, re.I):
        if match["last"] and (
            last_end is None or match.start() - last_end > _NEAR or "." in text[last_end : match.start()]
        ):
            continue
        if not _overlaps(*match.span(), named):
            last_end = match.end()
            yield Statement(*match.span(), match[0], Decimal(values[match[0].lower()]), unit=Unit.COUNT, exact=True)
    for words_of_share, percent in words.share_words.items():
        for match in re.finditer(rf"\b{words_of_share}\b", text, re.I):
            yield Statement(*match.span(), match[0], Decimal(percent), unit=Unit.PERCENT)


def _years(text: str) -> Iterator[Statement]:
    """Years that are compared with or aimed at, which can be wrong."""
    words = load(ReferenceWords)
    before = "|".join([*words.compared_years, *words.aimed_years])
    pattern = re.compile(rf"\b(?:{before})(?: (?:år|åren))?\s\Z", re.I)
    for position, year in years_in(text):
        if pattern.search(text, 0, position):
            yield Statement(
                position, position + 4, text[position : position + 4], Decimal(year), unit=Unit.YEAR, exact=True
            )


def _with_units(text: str, found: Sequence[Statement]) -> list[Statement]:
    """The statements with units: from the words after each, a number coordinated with it, or its sentence."""
    read = [_counted_noun(text, _unit_after(text, statement)) for statement in found]
    for at in range(len(read) - 2, -1, -1):
        if read[at].unit is None and _is_joined(text[read[at].end : read[at + 1].start]):
            read[at] = _given(read[at], read[at + 1].unit)
    for at, statement in enumerate(read):
        if statement.unit is None:
            earlier = [other for other in read[:at] if other.unit]
            read[at] = _given(statement, _unit_from_context(text, statement, earlier))
    return read


def _counted_noun(text: str, statement: Statement) -> Statement:
    """The statement as a count if it is a whole number before a word for countable things ("27 ärenden")."""
    noun = re.match(r"(?:-tal)?\s([^\W\d_]{2,})", text[statement.end :])
    counts = noun and text[statement.end + noun.end() :][:1] != ":" and noun[1].lower() not in load(Claims).stop_words
    if statement.unit or statement.decimals or not counts or text[: statement.start].endswith("("):
        return statement
    return _given(statement, Unit.COUNT)


def _given(statement: Statement, unit: Unit | None) -> Statement:
    exact = unit in load(Units).counted and not statement.decimals
    return replace(statement, unit=unit, exact=statement.exact or exact)


def _is_joined(between: str) -> bool:
    return (
        re.fullmatch(rf"\s?(?:till|och|respektive|eller|samt|mot|av|\(|[{re.escape(MINUS_SIGNS)}/])?\s?", between)
        is not None
    )


def _unit_after(text: str, statement: Statement) -> Statement:
    """The statement with the unit of the words right after it; "1,2 miljoner besökare" becomes 1 200 000 counted."""
    if statement.unit:
        return statement
    multiplied = _multiplied(text, statement)
    if multiplied:
        return multiplied
    match = _unit_pattern().match(text, statement.end)
    if not match and text[: statement.start].endswith("(") and text[statement.end :].startswith(")"):
        # The unit of "256,4 (244,8) mnkr" stands after the bracket.
        behind = _unit_pattern().match(text, statement.end + 1)
        return _given(statement, _unit_names()[behind[1].lower()]) if behind else statement
    if not match and text[statement.end : statement.end + 1] == "/":
        # "1.09/kg/mil" for 1.09 kg/mil.
        behind = _unit_pattern().match(text, statement.end + 1)
        return _given(statement, _unit_names()[behind[1].lower()]) if behind and "/" in behind[1] else statement
    if not match:
        return statement
    unit = _unit_names()[match[1].lower()]
    if unit == Unit.SEK and re.match(r"\s?(?:/|per)\s?inv", text[match.end() :]):
        unit = Unit.SEK_PER_CAPITA
    return _given(replace(statement, end=match.end(1), printed=text[statement.start : match.end(1)]), unit)


def _multiplied(text: str, statement: Statement) -> Statement | None:
    """A number of millions or thousands: of things that are named after it, else of kronor if the sentence is of money.

    "1,2 miljoner besökare" are counted, "ett överskott på 3,4 miljoner mot budget" are kronor, "3,4 miljoner" alone are
    neither.
    """
    factors, words = load(Claims).multipliers, load(Claims)
    match = re.match(rf"\s(?P<by>{'|'.join(factors)})(?![\w-])(?:\s(?P<of>[^\W\d]+))?", text[statement.end :], re.I)
    if not match:
        return None
    of, factor = (match["of"] or "").lower(), factors[match["by"].lower()]
    if _unit_names().get(of) in load(Units).money or f"{match['by'].lower()} {of}" in _unit_names():
        return None
    if of and of not in words.stop_words and not text[statement.end + match.end() :].startswith(":"):
        return replace(statement, value=statement.value * factor, unit=Unit.COUNT, factor=factor)
    first, last = sentence(text, statement.start, statement.end)
    said = text[first:last].lower()
    unit = next((unit for unit, size in load(Units).money.items() if size == factor and "SEK" in unit), None)
    is_money = any(word in said for word in words.money_words) or _MONEY_WORD.search(text)
    if unit is None or not is_money:
        return statement
    end = statement.end + match.end("by")
    return _given(replace(statement, end=end, printed=text[statement.start : end]), unit)


def _unit_from_context(text: str, statement: Statement, earlier: Sequence[Statement]) -> Unit | None:
    first, last = sentence(text, statement.start, statement.end)
    before, after = text[first : statement.start].lower(), text[statement.end : last].lower()
    ranges = [
        other for other in earlier if other.start >= first and re.search(r"\bfrån\s\Z", text[first : other.start])
    ]
    if ranges and re.search(r"\btill\s\Z", before):
        return ranges[-1].unit
    if earlier and re.search(r"\bvarav\s\Z", before):
        return earlier[-1].unit
    if earlier and re.search(r"\boch\s\Z", before) and not statement.decimals and earlier[-1].unit == Unit.COUNT:
        # "5 fel inom drift och 2 inom nät": of the same things.
        return Unit.COUNT if earlier[-1].start >= first else None
    measure = _measure(before) or _measure(after) or _measure(text[:first].lower())
    if measure and not (statement.decimals and measure == Unit.COUNT):
        return measure
    speaks_of_money = any(word in before for word in load(Claims).money_words)
    # An omitted unit is the last one of the paragraph: "2,1 mnkr ... ett överskott på 2,8 och".
    return next((o.unit for o in reversed(earlier) if o.unit in _MONEY), None) if speaks_of_money else None


def _measure(words: str) -> Unit | None:
    """The unit of the measure that a sentence names last ("HME", "index", "antalet")."""
    endings = {ending: unit for unit, names in load(Claims).measures.items() for ending in names}
    named = [
        endings[match[1]] for match in re.finditer(rf"({'|'.join(sorted(endings, key=len, reverse=True))})\b", words)
    ]
    return named[-1] if named else None


@lru_cache(maxsize=1)
def _unit_names() -> dict[str, Unit]:
    units = [*load(Numbers).units.items(), *load(Claims).units.items()]
    return {word: name for name, words in units for word in words}


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    words = sorted(_unit_names(), key=len, reverse=True)
    return re.compile(rf"\s?({'|'.join(map(re.escape, words))})(?![\w-])", re.I)
