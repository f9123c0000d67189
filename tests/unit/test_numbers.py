"""Numbers as printed: their value, the decimals they show, and texts that aren't numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.numbers import (
    MINUS_SIGNS,
    SPACES,
    are_years_of_amounts,
    even_series,
    group_series,
    half_unit,
    holds_value,
    is_bare_year,
    is_missing,
    is_named_year,
    is_year,
    numbers_in,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "unit", "operator"),
    [
        ("1 234,5", "1234.5", 1, None, None),
        ("109 688", "109688", 0, None, None),
        ("– 614", "-614", 0, None, None),
        ("−3,2", "-3.2", 1, None, None),
        ("- 1,7 %", "-1.7", 1, "percent", None),
        ("614-", "-614", 0, None, None),
        ("75,11%", "75.11", 2, "percent", None),
        ("→ 69 %", "69", 0, "percent", None),
        ("Minst NKI 75", "75", 0, "index", "at_least"),
        ("377 kr/timme", "377", 0, "SEK_per_hour", None),
        ("54 978 kr per år", "54978", 0, "SEK", None),
        ("12 kr/m2", "12", 0, "SEK_per_m2", None),
        ("3,50 kr/kWh", "3.50", 2, "SEK_per_unit", None),
        ("ung 116 000", "116000", 0, None, "about"),
        ("ca 12 tkr", "12", 0, "TSEK", "about"),
        ("4 983¹", "4983", 0, None, None),
        ("43 1)", "43", 0, None, None),
        ("1.234.567", "1234567", 0, None, None),
        ("1.12", "1.12", 2, None, None),
        ("0.123", "0.123", 3, None, None),
        ("195 kr (engångskostnad)", "195", 0, "SEK", None),
        ("200 kr per besök (högst 600 kr)", "200", 0, "SEK_per_unit", None),
        ("31:73", "31.73", 2, "SEK", None),
    ],
)
def test_a_cell_with_one_number(text: str, value: str, decimals: int, unit: str | None, operator: str | None) -> None:
    """Value, decimals shown, unit and operator of one printed number."""
    number = parse_number(text)
    assert number is not None
    assert (number.value, number.decimals, number.unit, number.operator) == (Decimal(value), decimals, unit, operator)


def test_parentheses_are_reported_and_not_interpreted() -> None:
    """The table decides whether parentheses mean negative or preliminary."""
    number = parse_number("(73)")
    assert number is not None
    assert (number.value, number.parenthesized) == (Decimal(73), True)
    share = parse_number("(0,9\u00a0%)")
    assert share is not None
    assert (share.value, share.unit, share.parenthesized) == (Decimal("0.9"), "percent", True)


@pytest.mark.parametrize(
    "text",
    [
        "700-800",
        "2023-2027",
        "24 av 30",
        "v. 17 2024",
        "",
        "—",
        "Dag 1–14",
        "(73",
        "2,1/2,2",
        "1.1.2",
        "30–49 år",
        "E20",
        "08:30",
        "2023 (prognos)",
        "83 (84)",
    ],
)
def test_texts_that_are_not_numbers(text: str) -> None:
    """Ranges, dates, fractions and words with digits don't contain a single number."""
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "missing"), [("—", True), ("-", True), ("", True), ("Uppgift saknas", True), ("0", False), ("- 3", False)]
)
def test_missing(text: str, missing: bool) -> None:
    """A dash means missing, a zero doesn't."""
    assert is_missing(text) is missing


def test_half_unit() -> None:
    """Half of the last printed digit."""
    assert [half_unit(decimals) for decimals in (0, 1, 2)] == [Decimal("0.5"), Decimal("0.05"), Decimal("0.005")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ökade från 10,3 till 9,3 procent", ["10.3", "9.3"]),
        ("programmet 2021–2035", ["2021", "2035"]),
        ("uppgår till -1,9 mnkr.", ["-1.9"]),
        ("närmare 900 000 frukost /mellanmål", ["900000"]),
        ("kwh/m2 och E20", []),
        ("under 2023 117 personer", ["2023", "117"]),
    ],
)
def test_numbers_in_prose(text: str, found: list[str]) -> None:
    """Each number once, with a minus only where it is attached."""
    assert [number.value for _, _, number in numbers_in(text)] == [Decimal(one) for one in found]


@pytest.mark.parametrize(
    ("line", "count", "numbers"),
    [
        ("1 891 264 1 874 711", 2, ["1 891 264", "1 874 711"]),
        ("361 139 433 973 766 067 383 000", 4, ["361 139", "433 973", "766 067", "383 000"]),
        ("168 158 156 155", 4, ["168", "158", "156", "155"]),
        ("-200 934 -200 647 287", 3, ["-200 934", "-200 647", "287"]),
        ("-990,2 -1 014,7", 2, ["-990,2", "-1 014,7"]),
        ("69 001", 2, None),
        ("45 43", 3, None),
        ("45 43", 1, None),
        ("12,5 300", 1, None),
    ],
)
def test_groups_become_the_requested_count_of_numbers(line: str, count: int, numbers: list[str] | None) -> None:
    """Only a group of three digits continues a number, and the figures in a row have about the same size."""
    assert group_series(line.split(), count) == numbers


def test_groups_that_join_as_evenly_in_several_ways() -> None:
    assert even_series(["849", "845", "4", "950", "2", "128"], 5) == [
        ["849", "845", "4 950", "2", "128"],
        ["849", "845", "4", "950", "2 128"],
    ]
    assert even_series(["45", "43"], 3) == []


def test_successive_years_with_one_unit_head_columns() -> None:
    assert are_years_of_amounts(["2014\nmkr", "2013\nmkr"])
    assert not are_years_of_amounts(["2014 mkr", "2013 kr"])
    assert not are_years_of_amounts(["2014 mkr", "1987 mkr"])
    assert not are_years_of_amounts(["2014 mkr"])


def _printed(value: Decimal, space: str, minus: str) -> str:
    sign = minus if value < 0 else ""
    return sign + f"{abs(value):,f}".replace(",", space).replace(".", ",")


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=2),
    space=st.sampled_from(SPACES),
    minus=st.sampled_from(MINUS_SIGNS),
)
def test_printed_numbers_are_read_back(value: Decimal, space: str, minus: str) -> None:
    """Any value is read back with its decimals, with any space and minus sign, from a cell and from prose."""
    text = _printed(value, space, minus)
    number = parse_number(text)
    assert number is not None
    assert (number.value, number.decimals) == (value, 2)
    assert [one.value for _, _, one in numbers_in(f"Utfallet {text} mnkr.")] == [value]


@given(digits=st.integers(1, 9), data=st.data())
def test_numbers_of_one_size_are_separated(digits: int, data: st.DataObject) -> None:
    """A row of numbers with equally many digits is read back, although their groups run together."""
    size = st.integers(10 ** (digits - 1), 10**digits - 1)
    row = [f"{number:,}".replace(",", " ") for number in data.draw(st.lists(size, min_size=1, max_size=8))]
    assert group_series(" ".join(row).split(), len(row)) == row


@pytest.mark.parametrize(
    ("text", "bare", "marked"),
    [
        ("2023", True, True),
        ("1999", True, True),
        ("(2022)", False, True),
        (" 2022* ", False, True),
        ("1995²", False, True),
        ("1995 1)", False, True),
        ("2123", False, False),
        ("20 23", False, False),
        ("2023–2025", False, False),
        ("20²³", False, False),
    ],
)
def test_years(text: str, bare: bool, marked: bool) -> None:
    assert (is_bare_year(text), is_year(text)) == (bare, marked)


@pytest.mark.parametrize(
    ("text", "expected"), [("År 2023", True), ("värde 2011", True), ("2011", False), ("Värde 75", False)]
)
def test_a_word_before_a_year_makes_a_head(text: str, expected: bool) -> None:
    assert is_named_year(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Antal 2022", False), ("2022", False), ("Antal 22", True), ("2 022", True), ("2023 st", True), ("Hyror", False)],
)
def test_a_year_under_its_unit_is_a_head_and_no_value(text: str, expected: bool) -> None:
    assert holds_value(text) is expected
