"""Swedish numbers as printed: text in, value with its precision out.

Belongs here: how a number is written (groups, decimal comma, signs, percent, words beside it). What it means is decided
where the table is read: whether parentheses are negative or preliminary, or a bare integer is a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
from math import comb
from typing import Literal, TypeVar

from dagster_project.reading.vocabulary.loader import load, names_money
from dagster_project.reading.vocabulary.rates import is_time_behind, rate_behind
from dagster_project.reading.vocabulary.schemas import Numbers
from dagster_project.terms import TargetOperator, Unit

_Code = TypeVar("_Code", bound=str)
_Filler = Unit | Literal[""]
"""The unit that a word beside a number names; '' of a word that names none."""

SPACES = " \u00a0\u202f\u2009\u2007\u2008\u200a"
_SPACE = f"[{SPACES}]"
YEAR = r"(?:19|20)\d\d"
"""A year of four digits as a part of other patterns, which must guard its ends."""
# Words in parentheses after a number: "200 kronor per besök (max 600 kronor)".
_REMARK = re.compile(r"(?<=[\w%‰])\s+\((?=[^()]*[^\W\d_]{2})[^()]*\)$")
_KRONOR = re.compile(r"(\d{1,3}):(\d\d)")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d")
_BARE_YEAR = re.compile(YEAR)
DAY = rf"{YEAR}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
"""A day of eight digits, likewise: 20181231."""
_DAY = re.compile(rf"{DAY}|\d\d(?:(?:0[13578]|1[02])31|(?:0[469]|11)30|022[89])")
_SCHOOL_YEAR = re.compile(r"(\d\d)/(\d\d)")
_MONTHS = 12
_NAMED_YEAR = re.compile(rf"(?:år|värde) {YEAR}", re.IGNORECASE)
_MARKED_YEAR = re.compile(rf"\(?{YEAR}\)?(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹]+|{_SPACE}?\d\))?")
HAIR_SPACE = "\u200a"
"""Between a number and a raised footnote mark behind it, which the source shows to be one."""
MINUS_SIGNS = "-\u2212\u2013\u2010\u2011"
SYMBOL_CHARACTERS = "→↗↘↑↓←➔➚➘⬆⬇➡●○◆◇■□▲▼▶◀★☆✓✔✗✘⚫⚪🟢🟡🔴⬤"
_SYMBOLS_TO_SPACES = str.maketrans(dict.fromkeys(SYMBOL_CHARACTERS, " "))
_GROUPED = rf"[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+(?!\d)|[1-9]\d{{0,2}}(?:\.\d{{3}})+(?![\d.])"
# 1,234.5 and 1,234,567 can only be English; 1,234 may have three decimals.
_ENGLISH = r"[1-9]\d{0,2}(?:,\d{3})+\.\d+(?![\d.,])|[1-9]\d{0,2}(?:,\d{3}){2,}(?![\d.,])"
_ENGLISH_NUMBER = re.compile(_ENGLISH)
APOSTROPHES = "'’′"
"""What parts the thousands of a Swiss number (1'234.50), as keyboards and typesetters write it."""
_SWISS = rf"[1-9]\d{{0,2}}(?:[{APOSTROPHES}]\d{{3}})+(?:[.,]\d+)?(?![\d.,{APOSTROPHES}])"
_SWISS_NUMBER = re.compile(_SWISS)
_UNSIGNED = rf"(?:{_ENGLISH}|{_SWISS}|(?:{_GROUPED}|0\.\d+(?![\d.])|\d+)(?:,\d+|\.\d{{1,2}}(?![\d.])|\.\d{{4,}})?)"
_NUMBER = re.compile(
    rf"(?P<open>\()?(?:(?P<sign>[{MINUS_SIGNS}+±]){_SPACE}*)?(?P<digits>{_UNSIGNED})"
    rf"(?P<trailing>[{MINUS_SIGNS}](?=$))?(?P<close>\))?"
)
_DIGIT_RUN = re.compile(r"\d+(?:[.,:/]\d+)*")
_OPEN_SPAN = re.compile(rf"\d{{1,3}}{_SPACE}?[{MINUS_SIGNS}+]|[{MINUS_SIGNS}]{_SPACE}?\d{{1,3}}")
_MOST_GROUPS = 5
# Of more ways to join groups none is tried.
_MOST_WAYS = 1000
_DIVIDED = re.compile(r"(?P<unit>[^\W\d_]+)(?P<rest> ?(?:/|per\b) ?[^\W\d][\w -]{0,30}\.?)")
_UNIT_IN_PARENTHESES = re.compile(rf"\((?P<number>[^()]*\d){_SPACE}*(?P<unit>[^()\d]+)\)")
# More than any report states, even in öre: beyond it, numbers of a row have run together.
_TOO_LARGE = 10**15
# 2022–2024, 2022-23, 2022-12, 1201–1204, 202201-202212.
_DATE = re.compile(rf"{YEAR}\D{{1,3}}(?:{YEAR}|\d\d)|\d{{4}}\D\d{{4}}|\d{{6}}\D{{1,3}}\d{{6}}")
_LAST_GROUP = r"(?:,\d+)?[)%‰]{0,2}"
_FOOTNOTE = re.compile(rf"(?:{_SPACE}*(?:\*+|[¹²³⁴⁵⁶⁷⁸⁹]+|\d{{1,2}}\)))+$")


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as printed: `decimals` shown, `unit` attached to it, and `operator` before a target value.

    `parenthesized` numbers have the positive value of their digits; the table decides what the parentheses mean.
    """

    printed: str
    value: Decimal
    decimals: int
    unit: Unit | None = None
    operator: TargetOperator | None = None
    parenthesized: bool = False

    @property
    def half_unit(self) -> Decimal:
        """Half of the last printed digit, in the unit of `value`."""
        return half_unit(self.decimals)


def half_unit(decimals: int) -> Decimal:
    """Half a unit of the last of `decimals` decimals: 0.5 for 0, 0.05 for 1."""
    return Decimal(5).scaleb(-decimals - 1)


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], dict[str, TargetOperator], dict[str, _Filler], dict[str, Unit]]:
    words = load(Numbers)
    return words.missing, _by_word(words.operators), _by_word(words.fillers), _by_word(words.units)


def _by_word(groups: Mapping[_Code, Sequence[str]]) -> dict[str, _Code]:
    return {word: name for name, words in groups.items() for word in words}


def is_bare_year(text: str) -> bool:
    """Whether a text is a year of four digits and nothing else."""
    return _BARE_YEAR.fullmatch(text) is not None


def is_named_year(text: str) -> bool:
    """Whether a text is a year after the word for it, or the end of a head ("År 2023", "värde 2023"), and no figure."""
    return _NAMED_YEAR.fullmatch(text.strip()) is not None


def is_year(text: str) -> bool:
    """Whether a cell holds a year and nothing else, maybe in parentheses or with the mark of a footnote."""
    return _MARKED_YEAR.fullmatch(text.strip()) is not None


def school_year(text: str) -> tuple[int, int] | None:
    """The years of a school year as heads shorten it ("21/22"), where they can be no day of a month ("11/12")."""
    match = _SCHOOL_YEAR.fullmatch(text.strip())
    first, last = (int(part) for part in match.groups()) if match else (0, 0)
    return (2000 + first, 2000 + last) if last == first + 1 and last > _MONTHS else None


def is_day(text: str) -> bool:
    """Whether a cell holds a day in digits only, as heads of balances do: 20181231; the end of a month as 181231."""
    return _DAY.fullmatch(text.strip()) is not None


def holds_value(text: str) -> bool:
    """Whether a cell holds a number that is not a year, alone or after a unit ("Antal 2023")."""
    number = parse_number(text)
    if number is None or is_year(text):
        return False
    *before, last = text.split()
    return not (number.unit and before and is_year(last))


def is_date_with_unit(text: str) -> bool:
    """Whether a head is a year or a day in digits, and the unit of money of its column: 2023 tkr, 221231 (tkr)."""
    when, _, unit = text.strip().partition(" ")
    return (is_bare_year(when) or is_day(when)) and names_money(unit)


def may_head_spans(texts: Sequence[str]) -> bool:
    """Whether cells of a row hold no value, the last of several spans open ("0–15 | 16–64 | 65–")."""
    values = [] if are_years_of_amounts(texts) else [text for text in texts if holds_value(text)]
    are_spans = sum(map(is_range, texts)) > 1
    return not values or (are_spans and all(_OPEN_SPAN.fullmatch(strip_marks(text)) for text in values))


def are_years_of_amounts(texts: Sequence[str]) -> bool:
    """Whether cells are successive years, each with the same unit of its amounts ("2014 mkr | 2013 mkr")."""
    parts = [text.split(maxsplit=1) for text in texts]
    if len(parts) < 2 or not all(len(part) == 2 and is_bare_year(part[0]) for part in parts):
        return False
    years, units = [int(part[0]) for part in parts], {part[1].lower() for part in parts}
    return len(units) == 1 and units <= _words()[3].keys() and all(abs(a - b) == 1 for a, b in pairwise(years))


def are_values_below(heads: Sequence[str], ranges: Sequence[str]) -> bool:
    """Whether ranges, each below a head, are values; below heads that are the same, they may be ages that divide them.

    Heads may come again under other ones ("Utfall | Budget | Utfall | Budget"), but not beside each other; ages would
    then come again too.
    """
    if len(set(heads)) == len(heads):
        return True
    return len(set(ranges)) == len(ranges) and all(one != following for one, following in pairwise(heads))


def is_range(text: str) -> bool:
    """Whether a cell holds several numbers that are one statement, as a range or a part: 12–13, ca 5–10 %, 24 av 30.

    Years, dates and times are written in the same way and are none.
    """
    bare = strip_marks(text)
    match = _range().fullmatch(bare)
    return match is not None and _DATE.fullmatch(bare) is None


def worded_runs(text: str) -> Iterator[tuple[int, int]]:
    """The spans of several amounts in a row with a word or unit each, as cells that lost the space between them."""
    return (match.span() for match in _worded_run().finditer(text))


@lru_cache(maxsize=1)
def _range() -> re.Pattern[str]:
    before, between, after = _words_of_amounts()
    joint = rf"{_SPACE}*[{MINUS_SIGNS}]{_SPACE}*|{_SPACE}+{between}{_SPACE}+"
    return re.compile(
        rf"(?:{before}{_SPACE}*)?[{MINUS_SIGNS}+]?{_UNSIGNED}(?:{joint}){_UNSIGNED}(?:{_SPACE}*{after})?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _worded_run() -> re.Pattern[str]:
    before, between, after = _words_of_amounts()
    amount = rf"[{MINUS_SIGNS}+]?{_UNSIGNED}(?:{_SPACE}?[{MINUS_SIGNS}]{_SPACE}?{_UNSIGNED})?"
    worded = (
        rf"{before}{_SPACE}+{amount}(?:{_SPACE}?{after})?|{amount}{_SPACE}?{after}"
        rf"|{amount}{_SPACE}+{between}{_SPACE}+{amount}"
    )
    return re.compile(rf"(?<![\w.,])(?:{worded})(?:{_SPACE}+(?:{worded}))+(?![\w.,])", re.IGNORECASE)


def _words_of_amounts() -> tuple[str, str, str]:
    """The patterns of the words before an amount, between two, and after one."""
    _, operators, _, units = _words()
    before, between, after = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        for words in (operators, load(Numbers).between, units)
    )
    return f"(?:{before})", f"(?:{between})", f"(?:{after})"


def is_missing(text: str) -> bool:
    """Whether a cell has no value: it is empty, a dash, or says so ("uppgift saknas")."""
    return strip_marks(text).lower() in _words()[0]


def strip_marks(text: str) -> str:
    """The text without symbol characters, markup asterisks and footnote marks around it."""
    return text.translate(_SYMBOLS_TO_SPACES).strip().strip(SPACES).strip("*").strip()


@lru_cache(maxsize=4096)
def parse_number(text: str) -> PrintedNumber | None:
    """The only number in a cell; None if it holds no number, several, or words that are not part of a number.

    Accepts `1 234,5`, `– 614`, `−3,2`, `(73)`, `(0,9 %)`, `75,11%`, `→ 69 %`, `Minst NKI 75`, `12 tkr`, `4 983¹`,
    `43 1)`, `195 kr (engångskostnad)`, `1'234.50`, `31:73` (but no time of day). Ranges (`700-800`), dates and
    `24 av 30` are not numbers. A point is a decimal point unless exactly three digits follow it, or if a lone zero
    precedes it.
    """
    _, operators, fillers, units = _words()
    bare = strip_marks(text)
    if (amount := kronor_and_ore(bare)) and not _CLOCK.fullmatch(bare):
        return amount
    remarked = _REMARK.sub("", bare)
    # A year with a remark is a head: "2023 (prognos)".
    candidates = [bare, _FOOTNOTE.sub("", bare), *([] if is_bare_year(remarked) else [remarked])]
    for candidate in candidates:
        match = _only_number(candidate, operators, fillers, units)
        if match:
            return replace(match, printed=bare) if candidate is remarked else match
    return None


def kronor_and_ore(text: str) -> PrintedNumber | None:
    """The amount in a cell with a colon between kronor and öre, as tax rates were printed ("31:73")."""
    match = _KRONOR.fullmatch(text.strip())
    return PrintedNumber(text.strip(), Decimal(f"{match[1]}.{match[2]}"), 2, Unit.SEK) if match else None


def _only_number(
    printed: str, operators: Mapping[str, TargetOperator], fillers: Mapping[str, _Filler], units: Mapping[str, Unit]
) -> PrintedNumber | None:
    text = _UNIT_IN_PARENTHESES.sub(r"(\g<number>) \g<unit>", printed)
    # The digit of a unit is no number ("kr/m2").
    found = [match for match in _NUMBER.finditer(text) if not text[: match.start()][-1:].isalpha()]
    if len(found) != 1:
        return None
    match = found[0]
    before, after = text[: match.start()].strip().lower(), text[match.end() :].strip().lower()
    if before and text[match.start() - 1] not in SPACES + "<>≥≤":
        return None
    leading = _leading_words(before, operators, fillers)
    trailing = _trailing_unit(after, units, fillers)
    if leading is None or trailing is None or bool(match["open"]) != bool(match["close"]):
        return None
    value, decimals = _digits_value(match["digits"])
    if value >= _TOO_LARGE:
        return None
    negative = (match["sign"] or match["trailing"] or "") in MINUS_SIGNS and bool(match["sign"] or match["trailing"])
    return PrintedNumber(
        printed=printed.strip(),
        value=-value if negative else value,
        decimals=decimals,
        unit=trailing or leading[1] or None,
        operator=leading[0],
        parenthesized=bool(match["open"]),
    )


def _leading_words(
    before: str, operators: Mapping[str, TargetOperator], fillers: Mapping[str, _Filler]
) -> tuple[TargetOperator | None, _Filler] | None:
    """The operator and unit in the words before a number ("Minst NKI"), None if the words are something else."""
    operator = None
    words = before
    for word in sorted(operators, key=len, reverse=True):
        if words == word or words.startswith(word + " "):
            operator, words = operators[word], words[len(word) :].strip()
            break
    if words and words not in fillers:
        return None
    return operator, fillers.get(words, "")


def _trailing_unit(after: str, units: Mapping[str, Unit], fillers: Mapping[str, _Filler]) -> _Filler | None:
    """The unit in the words after a number, '' without words, None if they are something else."""
    known = units.get(after, fillers.get(after)) if after else ""
    return _divided_unit(after, units) if known is None else known


def _divided_unit(after: str, units: Mapping[str, Unit]) -> Unit | None:
    """The unit of an amount that is divided or for a time ("kr/timme", "kr per barn och månad", "tkr/år")."""
    match = _DIVIDED.fullmatch(after)
    unit = units.get(match["unit"]) if match else None
    if match is None or unit is None:
        return None
    return unit if is_time_behind(match["rest"]) else rate_behind(unit, match["rest"])


def _digits_value(digits: str) -> tuple[Decimal, int]:
    joined = "".join(c for c in digits if c not in SPACES)
    if _ENGLISH_NUMBER.fullmatch(joined):
        joined = joined.replace(",", "").replace(".", ",")
    elif _SWISS_NUMBER.fullmatch(joined):
        joined = re.sub(rf"[{APOSTROPHES}]", "", joined).replace(".", ",")
    whole, comma, fraction = joined.partition(",")
    if not comma and re.fullmatch(r"\d+\.\d+", whole) and not re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", whole):
        whole, _, fraction = whole.partition(".")
    whole = whole.replace(".", "")
    return Decimal(f"{whole}.{fraction}" if fraction else whole), len(fraction)


def numeric_tokens(text: str) -> Iterator[re.Match[str]]:
    """The maximal runs of digits, with commas, points, colons and slashes inside them: `1 234,5` gives two."""
    return _DIGIT_RUN.finditer(text)


def numbers_in(text: str) -> Iterator[tuple[int, int, PrintedNumber]]:
    """The numbers in running text, each with its range of characters; digit groups are joined, units are not read.

    A minus counts only when attached to the digits and not to a word or digit before it: `2021–2035` is two numbers.
    """
    for match in re.finditer(rf"(?<![\w,.])(?P<sign>(?<![\w)])[{MINUS_SIGNS}+])?(?P<digits>{_UNSIGNED})(?![\w])", text):
        value, decimals = _digits_value(match["digits"])
        if value >= _TOO_LARGE:
            continue
        negative = bool(match["sign"]) and match["sign"] in MINUS_SIGNS
        yield match.start(), match.end(), PrintedNumber(match[0], -value if negative else value, decimals)


def group_series(groups: Sequence[str], count: int) -> list[str] | None:
    """Joins space-separated digit groups into exactly `count` numbers; None if they can't be.

    "1 891 264 1 874 711" as two numbers is ["1 891 264", "1 874 711"]: a group that continues a number has three digits
    before any decimal comma, the group it continues has one to three, and no number begins with a superfluous zero. Of
    several ways the one with the most even numbers of digits wins, as figures of one row are of similar size; of
    equally even ways the one with the longest first number, as sums and budgets are printed before deviations.
    """
    return _series_by_count(tuple(groups)).get(count)


def even_series(groups: Sequence[str], count: int) -> list[list[str]]:
    """All ways to join digit groups into `count` numbers that are as even as the best; that alone of very many groups.

    "849 845 4 950 2 128" as five numbers may be "849 | 845 | 4 950 | 2 | 128" or "849 | 845 | 4 | 950 | 2 128".
    """
    best = group_series(groups, count)
    spare = len(groups) - count
    if best is None or not spare or comb(len(groups) - 1, spare) > _MOST_WAYS:
        return [best] if best else []
    found = []
    for joins in combinations(range(1, len(groups)), spare):
        starts = [at for at in range(len(groups)) if at not in joins]
        parts = [groups[a:b] for a, b in zip(starts, [*starts[1:], len(groups)], strict=True)]
        if all(map(_is_one_number, parts)):
            found.append([" ".join(part) for part in parts])
    costs = [sum(_whole_digits(number) ** 2 for number in numbers) for numbers in found]
    return [numbers for numbers, cost in zip(found, costs, strict=True) if cost == min(costs)]


@lru_cache(maxsize=4096)
def _series_by_count(groups: tuple[str, ...]) -> dict[int, list[str]]:
    """The best numbers of the groups, for each count there may be."""
    # best[e][c] is the cheapest way to make c numbers of the first e groups; as the digits are given, the sum of
    # squared lengths is least where the lengths are most even.
    best: list[dict[int, tuple[int, list[int], list[str]]]] = [{0: (0, [], [])}]
    for end in range(1, len(groups) + 1):
        ways: dict[int, tuple[int, list[int], list[str]]] = {}
        for start in range(max(0, end - _MOST_GROUPS), end):
            if not _is_one_number(groups[start:end]):
                continue
            digits = _whole_digits("".join(groups[start:end]))
            for made, (cost, order, numbers) in best[start].items():
                way = (cost + digits**2, [*order, -digits], [*numbers, " ".join(groups[start:end])])
                if made + 1 not in ways or way < ways[made + 1]:
                    ways[made + 1] = way
        best.append(ways)
    return {count: numbers for count, (_, _, numbers) in best[-1].items()}


def _is_one_number(groups: Sequence[str]) -> bool:
    if len(groups) == 1:
        return re.match(rf"[{MINUS_SIGNS}+(]?0\d", groups[0]) is None
    first, *middle, last = groups
    return (
        re.fullmatch(rf"[{MINUS_SIGNS}+(]?[1-9]\d{{0,2}}", first) is not None
        and all(re.fullmatch(r"\d{3}", group) for group in middle)
        and re.fullmatch(rf"\d{{3}}{_LAST_GROUP}", last) is not None
    )


def _whole_digits(text: str) -> int:
    return sum(c.isdigit() for c in text.split(",")[0])


def spread(texts: Iterable[str]) -> int:
    """How many digits before any decimals the longest printed number has more than the shortest, missing ones apart."""
    digits = [size for size in map(_whole_digits, texts) if size]
    return max(digits, default=0) - min(digits, default=0)
