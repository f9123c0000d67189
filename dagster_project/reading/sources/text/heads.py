"""The heads of columns among the words of a line: how many there are, where each begins, and what it says.

A head is words with or without a period, a date or a unit after them ("Utfall jan-apr 2018"), or one of those alone,
which then goes on from words above it. Which lines are a header is decided by the finders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from dagster_project.reading.numbers import DAY, SPACES, SYMBOL_CHARACTERS, YEAR, is_day, school_year
from dagster_project.reading.sources.text.spans import is_span, series_of_spans
from dagster_project.reading.vocabulary.broken import continues_word, join_lines
from dagster_project.reading.vocabulary.loader import load, matches, names_money, names_scenario, unbroken
from dagster_project.reading.vocabulary.schemas import FlatMarkers, Months, TableWords, Words

WordKind = Literal["capital", "small", "year", "period", "unit", "mark", "value"]
"""What a word of a header is; a value is a number that no header has."""

LONGEST_HEADER = 240
_UNIT = re.compile(
    r"\(?(?:tkr|mnkr|mkr|kkr|kr|(?-i:kronor)|msek|tsek|sek|[tkm]?eur|euro|[tkm]?€|%|‰|st|procent|promille)\)?[,.]?",
    re.I,
)
_LONG_UNIT = re.compile(
    rf"\(?(?:1[{SPACES}]?000|milj\.?|miljoner|tusen|tusental|tus\.?)[{SPACES}](?:kr|kronor|sek|euro)\b\)?[,.]?", re.I
)
_GLUED_UNIT = re.compile(r"(?<=[a-zåäö])(?=(?:TKR|MNKR|MKR|KKR|MSEK|TSEK|Tkr|Mnkr|Mkr|Kkr)\b)")
_GLUED = re.compile(rf"(?<=[a-zåäö])(?={YEAR}\b)|(?<=\d)(?=[A-ZÅÄÖ][a-zåäö])|{_GLUED_UNIT.pattern}")
FOOTNOTE_MARKS = "¹²³⁴⁵"
_YEARS = re.compile(rf"({YEAR})[–-]({YEAR})")
_MARK = re.compile(rf"\d?\)+|\*+|[¹²³⁴⁵]+|[{SYMBOL_CHARACTERS}]+|[-–/&+]")
_MOST_WORDS = 60
_LONGEST_UNIT = 10
_MOST_WORDS_OF_PHRASE = 3
_FEWEST_THAT_COME_AGAIN = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line, or a date of several, at characters [start, end)."""

    text: str
    start: int
    end: int
    kind: WordKind

    @property
    def names_time(self) -> bool:
        """Whether it is a year, a date or a part of a year."""
        return self.kind in ("year", "period")


@dataclass(frozen=True, slots=True)
class Heads:
    """A line cut into the words over the labels, which may be none, and the heads of columns."""

    corner: tuple[Word, ...]
    columns: tuple[tuple[Word, ...], ...]


@cache
def date_pattern() -> re.Pattern[str]:
    """A year, several, or one or two dates with their years: 2021-12-31, 20211231, 12/31/2021, 31 dec 2021."""
    day = rf"(?:{DAY}|{YEAR}-\d\d-\d\d)"
    until = rf"{day}[{SPACES}]?[-–][{SPACES}]?{day}"
    numeric = rf"{until}|{DAY}|\d{{1,2}}[./-]\d{{1,2}}[./-]{YEAR}|{YEAR}[./-]\d\d?(?:[./-]\d\d?)?(?!\d)"
    named = rf"(?:\d{{1,2}}\.?[{SPACES}])?{_month()}[{SPACES}]?{YEAR}|\d{{1,2}}/\d{{1,2}}[{SPACES}-]{YEAR}"
    return re.compile(rf"(?:{numeric}|{named}|{YEAR}(?:[/–-](?:(?:19|20)?\d\d))?)(?=[*)\]]*(?:[{SPACES},;:]|\Z))", re.I)


@cache
def _noted_date() -> re.Pattern[str]:
    """A year or a date in parentheses, or with the mark of a footnote ("(2017/2018)", "1995²")."""
    years = rf"{YEAR}(?:[/–-](?:(?:19|20)?\d\d))?"
    return re.compile(rf"(?:\({years}\)|{years}[{FOOTNOTE_MARKS}]+)(?=[{SPACES}]|\Z)")


def is_date(text: str) -> bool:
    """Whether a text is a year or a date, in parentheses or with the mark of a footnote too."""
    return bool(date_pattern().fullmatch(text) or _noted_date().fullmatch(text) or school_year(text))


@cache
def _month(first: int = 1) -> str:
    """A month from the `first` (1-12) on, however shortened."""
    shortest = "|".join(min(names, key=len) for number, names in load(Months).months.items() if number >= first)
    return rf"(?:{shortest})[a-zåäö]*\.?"


@cache
def _period() -> re.Pattern[str]:
    """A month or several, however shortened ("jan-aug", "Sept.", "jan – aug"), and other parts of a year.

    Text may have lost the dash; January before its next month, or before several, is a month alone.
    """
    words = "|".join(re.escape(word) for word in load(FlatMarkers).periods)
    numbered = "|".join(re.escape(word) for word in load(FlatMarkers).numbered_periods)
    dashless = rf"jan[a-zåäö]*\.?[{SPACES}]{_month(first=3)}(?![{SPACES}]{_month()})"
    several = rf"(?:{dashless}|{_month()})(?:[{SPACES}]?[-–][{SPACES}]?{_month()})?"
    until = rf"(?:(?:t\.?[{SPACES}]?o\.?[{SPACES}]?m\.?|ack\.?)[{SPACES}])?"
    return re.compile(
        rf"(?:{until}{several}|[TQ][1-4]|(?:{words})(?:[{SPACES}][1-4](?!\d))?|(?:{numbered})\.?[{SPACES}]?[1-4](?!\d))(?=[{SPACES},.*)]|\Z)",
        re.I,
    )


def words_of(line: str) -> list[Word]:
    """The words of a line; a year, a unit or a word with a capital that is glued to the word before is its own."""
    found: list[Word] = []
    cuts = [0, *(match.start() for match in _GLUED.finditer(line)), len(line)]
    for start, end in pairwise(cuts):
        at = start
        while match := re.compile(rf"[^\s{SPACES}]").search(line, at, end):
            word = _word(line, match.start(), end)
            found.append(word)
            at = word.end
            if len(found) > _MOST_WORDS:
                return found
    found = [_numbering(word, before) for word, before in zip(found, [None, *found], strict=False)]
    # Beside several that follow each other another span is over all ("16-19 20-24 25-64 16-64").
    if series_of_spans([word.text for word in found]):
        found = [replace(word, kind="capital") if is_span(word.text) else word for word in found]
    return found


def _numbering(word: Word, before: Word | None) -> Word:
    """The word, a digit after a name as a part of that ("Prognos 2"), a number that others are divided by as a word."""
    is_part = before is not None and before.kind in ("capital", "period") and re.fullmatch(r"\d", word.text)
    if before is not None and before.text.lower() == "per" and word.kind == "value":
        return replace(word, kind="small")
    return replace(word, kind="mark") if is_part else word


def _word(line: str, start: int, end: int) -> Word:
    date = date_pattern().match(line, start, end) or _noted_date().match(line, start, end)
    if date:
        return Word(date[0], start, date.end(), "year")
    period = _period().match(line, start, end)
    if period:
        return Word(period[0], start, period.end(), "period")
    unit = _LONG_UNIT.match(line, start, end)
    if unit:
        return Word(unit[0], start, unit.end(), "unit")
    text = re.compile(rf"[^\s{SPACES}]+").match(line, start, end)
    assert text is not None
    return Word(text[0], start, text.end(), _kind(text[0]))


def _kind(text: str) -> WordKind:
    if school_year(text) or is_day(text):
        return "year"
    if _UNIT.fullmatch(text):
        return "unit"
    if _MARK.fullmatch(text):
        return "mark"
    if not re.search(r"[^\W\d_]", text):
        return "value" if re.search(r"\d", text) else "mark"
    return "capital" if text.lstrip("\"”“'(<*").lstrip()[:1].isupper() else "small"


def cut(line: str, count: int) -> Heads | None:
    """A line as the heads of `count` columns after the words over the labels; None where it is not, or may be several.

    The words of the last columns are the surest, as the words over the labels may begin with capitals too.
    """
    words = words_of(line) if len(line) <= LONGEST_HEADER else []
    if not words or len(words) > _MOST_WORDS:
        return None
    numbers = [at for at, word in enumerate(words) if word.kind == "value"]
    # A unit over the labels may have a number ("1 000 euro").
    if numbers and not names_money(line[: words[numbers[-1]].end + _LONGEST_UNIT]):
        return None
    sure = _dated(words, count) or _ending_in_units(words, count) or _coming_again(words, count)
    if sure is not None:
        return sure
    chosen = best_cut(words, count, [opens(words, at) for at in range(len(words))])
    if chosen is None or (numbers and numbers[-1] >= chosen[0]) or skips_head(words, chosen):
        return None
    return heads_at(words, chosen)


def heads_at(words: Sequence[Word], chosen: Sequence[int]) -> Heads:
    """The line whose heads begin at the words with the indices `chosen`."""
    ends = [*chosen[1:], len(words)]
    columns = tuple(tuple(words[a:b]) for a, b in zip(chosen, ends, strict=True))
    return Heads(tuple(words[: chosen[0]]), columns)


def corner_length(words: Sequence[Word]) -> int:
    """The number of first words over labels: up to the only unit in parentheses, a known phrase, or "Not 1"."""
    units = [at for at, word in enumerate(words) if word.kind == "unit" and not _is_head_of_unit(words, at)]
    if len(units) == 1 and _is_apart(words, units[0]) and names_money(words[units[0]].text):
        return units[0] + 1
    is_title = len(words) > 2 and is_note(words[0].text) and words[1].text.strip(".,:").isdigit()
    return 2 if is_title else corner_words(words) or int(heads_rows(words[:1], words[1:]))


def _is_apart(words: Sequence[Word], unit: int) -> bool:
    """Whether a unit is in parentheses, or after the comma of the first words with one capital ("Avvikelser, tkr")."""
    is_phrase_before = unit > 0 and all(word.kind == "small" for word in words[1:unit])
    return words[unit].text.startswith("(") or (is_phrase_before and words[unit - 1].text.endswith(","))


def _dated(words: Sequence[Word], count: int) -> Heads | None:
    """The line whose last words are exactly `count` years or dates: whatever is before them heads none of those."""
    last = len(words) - count
    if last < 0 or any(word.kind != "year" for word in words[last:]):
        return None
    if last and words[last - 1].names_time and not _spans(words[last - 1], words[last:]):
        return None
    return Heads(tuple(words[:last]), tuple((word,) for word in words[last:]))


def _ending_in_units(words: Sequence[Word], count: int) -> Heads | None:
    """The line whose heads are words in small letters that each end in a unit ("miljoner kronor andel i %")."""
    first = corner_words(words) if words[0].kind == "capital" else 0
    heads = words[first:]
    ends = [at for at, word in enumerate(heads) if word.kind == "unit"]
    if (
        len(ends) != count
        or count < 2
        or ends[-1] != len(heads) - 1
        or {word.kind for word in heads} > {"unit", "small"}
    ):
        return None
    begins = [0, *(end + 1 for end in ends[:-1])]
    columns = tuple(tuple(heads[a : b + 1]) for a, b in zip(begins, ends, strict=True))
    return Heads(tuple(words[:first]), columns) if any(len(column) > 1 for column in columns) else None


def _coming_again(words: Sequence[Word], count: int) -> Heads | None:
    """The line whose last words are single heads that come again in the same order ("Ålder Antal % Antal %")."""
    first = len(words) - count
    texts = [word.text for word in words[max(first, 0) :]]
    if first not in (0, 1) or count < _FEWEST_THAT_COME_AGAIN or any(word.kind == "value" for word in words):
        return None
    begins = list(runs(texts))
    is_whole = len(begins) > 1 and begins[1] > 1 and count % begins[1] == 0
    has_unit = any(word.kind == "unit" for word in words[first:])
    return Heads(tuple(words[:first]), tuple((word,) for word in words[first:])) if is_whole and has_unit else None


def _spans(word: Word, years: Sequence[Word]) -> bool:
    """Whether a word is the span of exactly the years after it ("2023–2025 2023 2024 2025")."""
    ends = _YEARS.fullmatch(word.text)
    return ends is not None and len(years) > 1 and ends.groups() == (years[0].text, years[-1].text)


def best_cut(words: Sequence[Word], count: int, weights: Sequence[int]) -> list[int] | None:
    """The indices where the heads begin, by how surely a head begins at each word (`weights`, 0 where none does).

    None where two ways are as good.
    """
    openers = [at for at, weight in enumerate(weights) if weight > 0]
    # ways[k][i]: the two best (score, beginnings) of k heads, the first of which begins at word i.
    ways: dict[tuple[int, int], list[tuple[int, list[int]]]] = {}
    for at in reversed(openers):
        ways[1, at] = [(weights[at] - sum(weights[n] for n in openers if n > at), [at])]
        for heads in range(2, count + 1):
            following = [
                (weights[at] - sum(weights[n] for n in openers if at < n < then) + score, [at, *begins])
                for then in openers
                if then > at
                for score, begins in ways.get((heads - 1, then), [])
            ]
            if following:
                ways[heads, at] = sorted(following, key=lambda way: -way[0])[:2]
    found = [
        (score - sum(weights[n] for n in openers if n < at and _is_hardly_left(words, n)), begins)
        for at in openers
        for score, begins in ways.get((count, at), [])
    ]
    found.sort(key=lambda way: -way[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def _is_hardly_left(words: Sequence[Word], at: int) -> bool:
    """Whether a word is hardly over the labels: one of the vocabulary, or later one that heads of counts begin with."""
    return is_known(words, at) or (at > 0 and words[at].text in load(FlatMarkers).counters)


def leaves_heads(left: Sequence[Word], first: Sequence[Word]) -> bool:
    """Whether words before the first head may head columns too: a known word with a capital, or a date before one."""
    if left and (span := _YEARS.fullmatch(left[-1].text)) and first[0].text == span[1]:
        return False
    if heads_rows(left, first):
        return False
    if left and left[-1].kind == "capital" and is_span(left[-1].text):
        return True
    is_before_date = bool(left) and left[-1].names_time and is_dated(first)
    beyond = (at for at in range(corner_length(left), len(left)) if not (at and left[at - 1].text.endswith("/")))
    return is_before_date or any(left[at].kind == "capital" and is_known(left, at) for at in beyond)


def heads_rows(words: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether a word is for the kind of the rows, as before heads that name no entity ("Region Antal anställda")."""
    texts = [word.text for word in after]
    is_kind = len(words) == 1 and words[0].text.rstrip("/") in load(FlatMarkers).kinds_of_rows
    return is_kind and not any(_begun(texts, load(FlatMarkers).entities))


def skips_head(words: Sequence[Word], chosen: Sequence[int]) -> bool:
    """Whether words after a date, which end a head and begin another, are within a head."""
    return any(
        at not in chosen and at > chosen[0] and words[at - 1].kind == "year" and words[at].kind == "capital"
        for at in range(1, len(words))
    )


def opens(words: Sequence[Word], at: int) -> int:
    """How surely a head begins at a word: most at a known one, not at all within a phrase or after a word for it."""
    word = words[at]
    before = next((other for other in reversed(words[:at]) if other.kind != "mark"), None)
    joined = before is not None and (before.text.lower() in load(FlatMarkers).joiners or before.text.endswith("/"))
    if is_note(word.text) or (word.kind == "capital" and word.text.lower() in load(FlatMarkers).joiners):
        return 0
    if _is_within_phrase(words, at) or _is_compared(words, at) or (not at and heads_rows(words[:1], words[1:])):
        return 0
    if word.kind == "capital":
        if joined or is_owned(words, at):
            return 0
        return 2 if not is_known(words, at) else 1 if _follows_entity(words, at) else 4
    if word.kind == "unit" and _goes_before(words, at):
        return 2
    if _is_head_of_unit(words, at):
        return 1
    if word.kind == "unit" and not joined and [after.text for after in words[at + 1 : at + 2]] == ["av"]:
        return 1
    if word.kind in ("unit", "mark", "value") or joined:
        return 0
    if word.names_time:
        begins = before is None or before.kind == "year" or is_note(before.text) or _follows_unit(words, at)
        both = before is not None and (word.kind == before.kind == "period" or _is_whole_beside_part(before, word))
        return 3 if begins or both or _opens_years(words, at) else 0
    if before is None or before.kind == "year" or is_note(before.text):
        return 2
    if before.kind == "unit" and _goes_before(words, at - 1):
        return 0
    is_weak = before.kind != "capital" and (word.text in load(FlatMarkers).compared_by or is_known(words, at))
    return 1 if is_weak else 0


def _is_whole_beside_part(before: Word, word: Word) -> bool:
    """Whether a word for the whole year follows one for the part of it up to the report ("Ackumulerat Helår 2025")."""
    markers = load(FlatMarkers)
    return word.text.lower() in markers.whole_years and before.text.lower() in markers.accumulated


def _follows_entity(words: Sequence[Word], at: int) -> bool:
    """Whether a word that names no entity itself goes on from one without a date ("Kommunen Utfall 2025")."""
    texts = [word.text for word in words]
    names = load(FlatMarkers).entities
    ends = any(at - begin in _begun(texts[begin:at], names) for begin in range(at))
    is_beside = at > 0 and words[at].start > words[at - 1].end
    return ends and is_beside and not any(_begun(texts[at:], names))


def _is_within_phrase(words: Sequence[Word], at: int) -> bool:
    """Whether a word is of a head of the vocabulary that begins before it ("Ack. Utfall")."""
    return any(
        length > at - begin
        for begin in range(max(0, at - _MOST_WORDS_OF_PHRASE + 1), at)
        if words[begin].kind != "small" or words[at].kind != "capital"
        for length in _begun([word.text for word in words[begin:]], _phrases())
    )


def is_owned(words: Sequence[Word], at: int) -> bool:
    """Whether capitals before a word say whose it is, as in a title within a table ("RÖRELSENS INTÄKTER")."""
    owner = words[at - 1].text if at else ""
    are_capitals = owner.isupper() and owner.endswith("S") and words[at].text.isupper()
    return are_capitals and is_known(words, at) and not is_known(words, at - 1)


def _is_compared(words: Sequence[Word], at: int) -> bool:
    """Whether a word is of the two that a head before it compares ("Avvikelse Budget-Utfall")."""
    compares = at > 0 and words[at - 1].text in load(FlatMarkers).comparisons
    both = re.split(r"[-–/](?=[A-ZÅÄÖ])", words[at].text)
    return compares and len(both) == 2 and all(map(names_scenario, both))


def _is_head_of_unit(words: Sequence[Word], at: int) -> bool:
    """Whether a unit may be a head itself ("Procent")."""
    return words[at].kind == "unit" and words[at].text[0].isupper() and is_phrase(words[at].text)


def _goes_before(words: Sequence[Word], at: int) -> bool:
    """Whether a unit begins a head that goes on in small letters ("2010 2011 % förändring")."""
    after = words[at + 1] if 0 <= at < len(words) - 1 else None
    is_plain = after is not None and after.kind == "small" and is_known(words, at + 1)
    return is_plain and (at == 0 or words[at - 1].kind == "year")


def _follows_unit(words: Sequence[Word], at: int) -> bool:
    """Whether a unit is before a date that is no part of the head of that ("Mnkr 2020", but "Utfall % 2020")."""
    parts = [word for word in words[:at] if word.kind != "mark"]
    if not parts or parts[-1].kind != "unit":
        return False
    named = next((n for n in range(at - 1, -1, -1) if words[n].kind not in ("unit", "mark")), None)
    return named is None or not (words[named].kind == "capital" and is_known(words, named))


def _opens_years(words: Sequence[Word], at: int) -> bool:
    """Whether years of their own begin at a word, after the words over labels ("kr per invånare 2020 2021")."""
    is_followed = at + 1 < len(words) and words[at + 1].kind == "year"
    return is_followed and words[at - 1].kind == "small" and not any(is_known(words, n) for n in range(at))


def is_known(words: Sequence[Word], at: int) -> bool:
    """Whether a head of the vocabulary begins at a word: a phrase of columns, or a word that names a scenario."""
    texts = [word.text for word in words[at:]]
    if any(_begun(texts, _phrases())):
        return True
    if names_scenario(unbroken(texts[0])):
        return not texts[0].lower().endswith(load(FlatMarkers).title_endings)
    is_described = words[at].kind == "capital" and not texts[0].endswith("s")
    return is_described and [word.kind for word in words[at + 1 : at + 2]] == ["small"] and names_scenario(texts[1])


@cache
def _phrases() -> Words:
    return (*load(FlatMarkers).columns, *load(FlatMarkers).entities)


def is_phrase(text: str) -> bool:
    """Whether a text is a head of the vocabulary."""
    return len(text.split()) in _begun(text.split(), _phrases())


def is_entity(text: str) -> bool:
    """Whether a text is a kind of organization of the vocabulary."""
    return text in load(FlatMarkers).entities


def is_note(text: str) -> bool:
    """Whether a text heads the numbers of notes."""
    return text.lower().strip(".:") in {word.lower() for word in load(FlatMarkers).note_columns}


def _begun(texts: Sequence[str], listed: Words) -> list[int]:
    """The numbers of words of the phrases that texts begin with, longest first, hyphens of narrow columns apart."""
    if not texts:
        return []
    phrases = _by_first_word(listed).get(unbroken(texts[0]), [])
    return [len(phrase) for phrase in phrases if [unbroken(text) for text in texts[: len(phrase)]] == phrase]


@cache
def _by_first_word(listed: Words) -> dict[str, list[list[str]]]:
    phrases = sorted(([unbroken(word) for word in phrase.split()] for phrase in listed), key=len, reverse=True)
    return {first: [phrase for phrase in phrases if phrase[0] == first] for first in {phrase[0] for phrase in phrases}}


def corner_words(words: Sequence[Word]) -> int:
    """The number of first words that are a phrase that the vocabulary has over labels ("Belopp i tkr")."""
    texts = [word.text for word in words]
    return next(iter(_begun(texts, load(FlatMarkers).corners)), 0)


def is_part(label: str) -> bool:
    """Whether a label begins as that of a part of the row above ("varav personal")."""
    return matches(load(TableWords).memo, label.strip())


def joined_text(above: str, below: str) -> str:
    """The text of a head over two lines; a word that the lines cut is whole again ("Budget" over "avvikelse")."""
    if continues_word(above, below):
        return join_lines([above, below])
    is_cut = above.endswith("-") or (below[:1].islower() and is_phrase(above + below))
    return f"{above}{'' if is_cut else ' '}{below}"


def mixes_periods(heads: Sequence[Sequence[Word]]) -> bool:
    """Whether some heads are only a part of the year and others name none: the former are over the latter."""
    only = [all(word.kind in ("period", "mark") for word in head) for head in heads]
    without = [not any(word.names_time for word in head) for head in heads]
    return any(only) and any(without)


def goes_on(head: Sequence[Word]) -> bool:
    """Whether a head needs words above it: it begins with a year, a part of a year, a unit or a small letter."""
    return head[0].kind != "capital"


def is_dated(head: Sequence[Word]) -> bool:
    """Whether a head is a year or a date alone."""
    return all(word.kind in ("year", "mark") for word in head) and head[0].kind == "year"


def runs(heads: Sequence[str]) -> Iterator[int]:
    """The indices where a repeated sequence of heads begins; the last may be shortened. None without repetition."""
    starts = [at for at, text in enumerate(heads) if text == heads[0]]
    if len(starts) > 1 and all(heads[a:b] == heads[: b - a] for a, b in pairwise([*starts, len(heads)])):
        yield from starts
