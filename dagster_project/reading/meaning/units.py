"""Units of figures: the words that name them, and the precision that follows.

Amounts keep the printed unit; SQL converts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.model import Document, Heading, Paragraph
from dagster_project.reading.numbers import SPACES, YEAR, PrintedNumber, half_unit
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.rates import rate, rate_behind
from dagster_project.reading.vocabulary.schemas import Units
from dagster_project.terms import Domain, EvidenceSource, Unit

MONEY_DOMAINS = (Domain.FINANCE, Domain.INVESTMENT, Domain.FORECAST)
"""Subjects of tables whose figures are amounts where nothing else is printed."""

_AFTER_NUMBER = re.compile(rf"(?<![\w/.–-])(?!{YEAR}\s?$)\d+(?:[.,]\d+)?\s?$")
# Numbers in words of units are printed with blanks that do not break: "1 000 €".
_BLANKS = str.maketrans(dict.fromkeys(SPACES, " "))
_DIVIDES = re.compile(r"\bper |/ ?")
# A unit in capitals that lost the blank before it: "BalansräkningTKR".
_GLUED = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ]{2,}\b)")
_LABELS = (EvidenceSource.ROW, EvidenceSource.GROUP_ROW)
# What is left and right of a unit word that is set apart from the rest of a label: "Resor, antal", "(årsarbetare)".
_SET_APART_BEFORE = re.compile(r"(?:^|[(,;:–]\s*|\bi\s|\d\.?\s)$")
_SET_APART_AFTER = re.compile(r"^\s*[),;]|^\s*$")
# What ends a label with the number of something: "Hemtjänst, antal personer".
_COUNTED_AT_END = re.compile(r"^ \w+$")
# A word that a share is stated by; "andel" alone may be somebody's part of an amount.
_STATES_SHARE = re.compile(r"%|procent", re.I)
_BASE_OF_INDEX = re.compile(r"= ?100\b")
# A small letter goes on after an abbreviation ("Belopp i milj. kr").
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?![a-zåäö])")
_MOST_WORDS_OF_STATEMENT = 14
_PRIORS = {
    Domain.PERSONNEL: Unit.COUNT,
    Domain.FEEDBACK: Unit.COUNT,
    Domain.SCORE: Unit.POINTS,
    Domain.ACTIVITY: Unit.COUNT,
    Domain.OTHER: Unit.COUNT,
}


def unit_of(text: str, *, header: bool = False, label: bool = False) -> Unit | None:
    """The unit that a text names, None without a word for one.

    `header` is for words over a column, where "index" names a measure and "antal" a unit only at the beginning;
    `label` for the label of a row, where a unit word after a number ("mer än 60 dagar") is part of a limit.
    """
    found = _found(text, header=header, label=label)
    return found[0] if found else None


def states_money(text: str) -> bool:
    """Whether a text states the unit of amounts and nothing else ("1 000 kr", "Belopp i tkr")."""
    return is_unit_statement(text) and money_unit_of(text) is not None


def money_unit_of(text: str) -> Unit | None:
    """The unit of money that a text names ("Belopp i tkr"), None without a word for one."""
    unit = unit_of(text)
    return unit if unit in amounts() else None


def amounts() -> frozenset[Unit]:
    """The units of money, Swedish and foreign."""
    return frozenset((*load(Units).money, *load(Units).foreign_money))


def is_unit_statement(text: str) -> bool:
    """Whether a line states a unit and nothing else ("Belopp i tkr", "(mnkr)")."""
    if unit_of(text) is None:
        return False
    fillers = load(Units).statement_words
    return all(word in fillers or unit_of(word) for word in re.findall(r"[^\s(),.:;]+", text.lower()))


def names_several_units(text: str) -> bool:
    """Whether a title names a count beside a share of it ("Antal anställda och andel kvinnor")."""
    lowered = text.lower()
    words = {name: patterns for name, patterns in load(Units).units if name in (Unit.COUNT, Unit.PERCENT)}
    joined = re.search(r"\b(och|samt|respektive)\b", lowered) is not None
    return joined and all(matches(patterns, lowered) for patterns in words.values())


def states_amount(text: str) -> bool:
    """Whether a text gives an amount of its own ("Nettokostnaden blev 3,5 mnkr 2023"), whose year is not a table's."""
    found = _found(text, header=False, label=False)
    return found is not None and found[0] in amounts() and _AFTER_NUMBER.search(_lowered(text)[: found[1]]) is not None


def report_unit(document: Document) -> Candidate[Unit] | None:
    """The unit of money that a report states for all its tables ("Alla belopp anges i tkr"), else None."""
    for _, block in document.blocks:
        if isinstance(block, Paragraph) and (match := load(Units).report_statement.search(block.text)):
            unit = money_unit_of(match[0])
            if unit:
                return Candidate(unit, EvidenceSource.REPORT, match[0])
    return None


def stated_units(document: Document) -> list[Candidate[Unit]]:
    """The units of money that lines state, wherever they are: alone, or in a sentence without a number."""
    texts = (block.text for _, block in document.blocks if isinstance(block, Paragraph | Heading))
    sentences = (sentence for text in texts for sentence in _SENTENCES.split(text))
    return [
        Candidate(unit, EvidenceSource.ELSEWHERE, sentence)
        for sentence in sentences
        if (is_unit_statement(sentence) or _says_unit(sentence)) and (unit := money_unit_of(sentence))
    ]


def _says_unit(sentence: str) -> bool:
    """Whether a short sentence without a number says what amounts are in ("Analysen är i tusental kronor")."""
    is_short = len(sentence.split()) <= _MOST_WORDS_OF_STATEMENT and not any(map(str.isdigit, sentence))
    _, *after = re.split(r"\bi (?=\w)", sentence.lower())
    money = [pattern for name, patterns in load(Units).units if name in amounts() for pattern in patterns]
    return is_short and any(pattern.match(text) for text in after for pattern in money)


def named_unit(text: str, source: EvidenceSource, *, of_money: bool = False) -> Candidate[Unit] | None:
    """The unit that a text at a place names, None without a word for one.

    In a table of money somebody's share ("Minoritetens andel") is an amount, and a word for another unit inside a label
    ("Ersättning efter antal besök", "Fler barn (antal avdelningar)") is part of a name unless it is set apart or first.
    """
    found = _found(text, header=source is EvidenceSource.COLUMN, label=source in _LABELS)
    if source is EvidenceSource.COLUMN and " > " in text:
        # A unit may be broken over the lines of a head: "tusen > kronor".
        whole = _found(text.replace(" > ", " "), header=True, label=False)
        found = whole if whole and whole[0] is not Unit.COUNT else found
    if found is None or (of_money and source in _LABELS and _is_somebodys_share(text)):
        return None
    unit, start, end = found
    lowered = _lowered(text)
    if (
        of_money
        and source is EvidenceSource.GROUP_ROW
        and unit in load(Units).shares
        and not _STATES_SHARE.search(text)
    ):
        return None
    is_name = of_money and source in _LABELS and not _is_stated(unit, lowered[:start], lowered[end:])
    return None if is_name else Candidate(divided_unit(unit, text) or unit, source, text.strip())


def divided_unit(unit: Unit, text: str) -> Unit | None:
    """The rate of an amount in kronor or tkr by what a text divides it by ("Kostnad per elev"), None without that."""
    if unit not in (Unit.SEK, Unit.TSEK):
        return None
    divisors = (match.end() for match in _DIVIDES.finditer(text.lower()))
    return next((found for at in divisors if (found := rate(unit, text.lower()[at:]))), None)


def _is_stated(unit: Unit, before: str, after: str) -> bool:
    """Whether a label of a table of money states a unit: money, a rate or share, a word set apart, or what it begins
    with ("Antal årsarbetare", "Nöjd kund-index bibliotek")."""
    is_own = unit in amounts() or unit in load(Units).rates or unit in load(Units).shares
    is_set_apart = _SET_APART_BEFORE.search(before) is not None and _SET_APART_AFTER.search(after) is not None
    is_index = unit is Unit.INDEX and (not after.strip() or before.endswith("-"))
    is_quantity = unit in load(Units).quantities and (not after.strip() or before.endswith(" i "))
    is_at_end = not after.strip() or (before.rstrip().endswith((",", ":")) and _COUNTED_AT_END.match(after) is not None)
    before = before.lstrip("-–• ")
    is_counted = before.endswith("antal ") and _SET_APART_BEFORE.search(before[: -len("antal ")]) is not None
    is_number_of = before.startswith("antal ") or is_counted or (unit is Unit.COUNT and is_at_end)
    begins = is_number_of or before.strip() in load(Units).beginnings
    return is_own or is_set_apart or is_index or is_quantity or begins


def is_rate_by_name(text: str) -> bool:
    """Whether a text names a measure that is a share by its definition ("Soliditet", "Sjukfrånvaro")."""
    return matches(load(Units).shares_by_name, _without_number(text))


def has_rate_by_name(title: str) -> bool:
    """Whether a title without a unit speaks of such a measure ("Utveckling av sjukfrånvaron")."""
    words = _without_number(title).split()
    return unit_of(title) is None and any(is_rate_by_name(" ".join(words[start:])) for start in range(len(words)))


def counts_by_title(title: str) -> bool:
    """Whether all figures of a table are counts by its title ("5.1 Antal månadsavlönade")."""
    bare = _without_number(title)
    return load(Units).title_of_counts.match(bare) is not None and unit_of(bare) == Unit.COUNT


def counts_by_name(label: str) -> bool:
    """Whether a label without a unit names things that are counted ("Tillsvidareanställda")."""
    return matches(load(Units).counted_words, label)


def counts_people(text: str) -> bool:
    """Whether a title or head without a unit begins with people who are counted ("Elever i grundskolan")."""
    bare = _without_number(text)
    is_of_measures = matches(load(Units).titles_of_measures, bare)
    return load(Units).counted_people.match(bare) is not None and unit_of(bare) is None and not is_of_measures


def label_texts(label: str, groups: Sequence[str]) -> Iterator[tuple[str, EvidenceSource]]:
    """The label of a row, then the group rows above it, the nearest first."""
    yield label, EvidenceSource.ROW
    for group in reversed(groups):
        yield group, EvidenceSource.GROUP_ROW


def prior_unit(domain: Domain, has_decimals: bool) -> Unit | None:
    """The usual unit of a subject; people, cases and points are counted in whole numbers."""
    return None if has_decimals and domain is not Domain.SCORE else _PRIORS.get(domain)


def precision(number: PrintedNumber, unit: Unit | None, shown: int) -> tuple[int, Decimal]:
    """Decimals and half unit (in the unit of the figure) of a number whose neighbours show `shown` decimals.

    A bare integer among decimals has as many (`7,3 7,3 7 7,5`); counts are exact.
    """
    decimals = number.decimals or shown
    return decimals, half_unit_in(unit, decimals)


def half_unit_in(unit: Unit | None, decimals: int) -> Decimal:
    """Half of the last printed digit, in the unit itself; 0 for what is counted in whole numbers."""
    return Decimal(0) if unit in load(Units).counted and not decimals else half_unit(decimals)


@lru_cache(maxsize=4096)
def _found(text: str, *, header: bool, label: bool) -> tuple[Unit, int, int] | None:
    """The first unit of the vocabulary that a text has a word for, and the characters of the word.

    What a rate is divided by ("Lönekostnad per årsarbetare") is no unit of its own.
    """
    lowered = _lowered(text)
    whole = load(Units).divisor.sub(lambda match: " " * len(match[0]), lowered)
    for name, patterns in load(Units).units:
        searched = lowered if name in load(Units).rates else whole
        for pattern in patterns:
            for match in pattern.finditer(searched):
                if label and _AFTER_NUMBER.search(lowered[: match.start()]):
                    continue
                if header and not _is_unit_of_header(name, lowered, match.start()):
                    continue
                word = match[0].rstrip(" ).,:")
                divided = rate_behind(name, lowered[match.start() + len(word) :])
                return divided or name, match.start(), match.end()
    return None


def _lowered(text: str) -> str:
    """A text as words of units are searched in it."""
    return _GLUED.sub(" ", text).lower().translate(_BLANKS)


def _is_unit_of_header(unit: Unit, text: str, start: int) -> bool:
    """Whether a word over a column names its unit: "antal" only first in a level, "index" only with what is 100."""
    if unit is Unit.INDEX:
        return _BASE_OF_INDEX.search(text, start) is not None
    before = text[:start].rstrip()
    return unit is not Unit.COUNT or not before or before.endswith(">")


def _without_number(title: str) -> str:
    """A title in lower case without its section number."""
    return re.sub(r"^(?:(?:tabell|diagram|not)\s+)?\d+(?:\.\d+)*[.:]?\s+", "", title.strip().lower())


def _is_somebodys_share(label: str) -> bool:
    return "%" not in label and load(Units).somebodys_share.search(label.lower()) is not None
