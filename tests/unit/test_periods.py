"""The time that texts name, and the days that follow from it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.meaning.periods import Part, PartKind, Period, PrintedPeriod, is_period, printed_period
from dagster_project.terms import PeriodType

MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
ABBREVIATED = "jan feb mar apr maj jun jul aug sep okt nov dec".split()  # noqa: SIM905

WHOLE, REPORT, SINCE_START = Part(PartKind.WHOLE), Part(PartKind.REPORT), Part(PartKind.SINCE_START)


def months(first: int, last: int) -> Part:
    return Part(PartKind.RANGE, first, last)


def until(month: int) -> Part:
    return Part(PartKind.UNTIL, 1, month)


def day(month: int, day: int) -> Part:
    return Part(PartKind.DATE, None, month, day)


def ends(month: int) -> Part:
    return Part(PartKind.ORDINAL, 1, month)


@pytest.mark.parametrize(
    ("text", "years", "part"),
    [
        ("Utfall 2023", (2023,), None),
        ("21/22", (2021, 2022), None),
        ("11/12", (), None),
        ("Utfall jan-apr 2023", (2023,), months(1, 4)),
        ("Budget jan–aug", (), months(1, 8)),
        ("Utfall januariapril", (), months(1, 4)),
        ("Budget 2023 maj till och med augusti", (2023,), months(5, 8)),
        ("1 jan - 31 aug", (), months(1, 8)),
        ("2023-01-01 – 2023-08-31", (2023, 2023), months(1, 8)),
        ("1/1 - 30/4", (), months(1, 4)),
        ("Utfall november 2012", (2012,), Part(PartKind.MONTH, 11, 11)),
        ("Ack. november", (), until(11)),
        ("Utfall t.o.m. april", (), until(4)),
        ("Utfall per 30 april 2023", (2023,), day(4, 30)),
        ("201804", (2018,), Part(PartKind.MONTH, 4, 4)),
        ("Tertial 2", (), ends(8)),
        ("första halvåret 2023", (2023,), ends(6)),
        ("Kvartal 3", (), ends(9)),
        ("2018-12-31", (2018,), day(12, 31)),
        ("20181231", (2018,), day(12, 31)),
        ("251231", (2025,), day(12, 31)),
        ("12/31/2018", (2018,), day(12, 31)),
        ("31/12 2018", (2018,), day(12, 31)),
        ("31.12.2018", (2018,), day(12, 31)),
        ("31 december 2018", (2018,), day(12, 31)),
        ("Utfall period", (), REPORT),
        ("Budget perioden", (), REPORT),
        ("Ack. utfall", (), REPORT),
        ("Helårsprognos", (), WHOLE),
        ("Årsbudget 2023", (2023,), WHOLE),
        ("Bokslut 2022", (2022,), WHOLE),
        ("Ack t.o.m. 2019", (2019,), SINCE_START),
        ("Utfall sedan projektstart", (), SINCE_START),
        ("Rullande 12", (), Part(PartKind.ROLLING)),
        ("Förändring 2012/2013", (2012, 2013), None),
        ("Läsåret 2022/23", (2022, 2023), None),
        ("2016-01", (2016,), Part(PartKind.MONTH, 1, 1)),
        ("Utfall -23", (2023,), None),
        # No time: amounts, codes and words that hold a month.
        ("Hyra 12 500", (), None),
        ("Konto 2013.45", (), None),
        ("Marsvinet", (), None),
        ("Majblomman", (), None),
        ("", (), None),
    ],
)
def test_texts_name_years_and_parts_of_the_year(text: str, years: tuple[int, ...], part: Part | None) -> None:
    found = printed_period(text)
    assert (found.years, found.part) == (years, part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2016–2019", True), ("2016-19", True), ("2018/19", False), ("2023, 2022", False), ("2020-2061", False)],
)
def test_a_dash_between_two_years_makes_a_span(text: str, expected: bool) -> None:
    assert printed_period(text).is_span is expected


@pytest.mark.parametrize(
    "text",
    [
        "Fg år",
        "Utfall föreg. år",
        "Föregående år",
        "före- gående år",
        "Motsvarande period föregående år",
        "Utfall i fjol",
        "Förra året",
    ],
)
def test_words_name_the_year_before(text: str) -> None:
    found = printed_period(text)
    assert found.is_year_before and found.names_year and found.years == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Utfall FÅ", True), ("Utfall f.å.", True), ("Budget f å", True), ("Invånarna ska få besked", False)],
)
def test_the_verb_is_no_year_before(text: str, expected: bool) -> None:
    assert printed_period(text).is_year_before is expected


@pytest.mark.parametrize(("text", "expected"), [("före 2019", True), ("Utgifter före 2019", True), ("2019", False)])
def test_what_was_before_a_year_is_not_in_it(text: str, expected: bool) -> None:
    assert printed_period(text).is_before is expected


@pytest.mark.parametrize(
    ("part", "start", "end", "period_type"),
    [
        (None, date(2023, 1, 1), date(2023, 12, 31), PeriodType.YEAR),
        (WHOLE, date(2023, 1, 1), date(2023, 12, 31), PeriodType.YEAR),
        (months(1, 12), date(2023, 1, 1), date(2023, 12, 31), PeriodType.YEAR),
        (months(1, 4), date(2023, 1, 1), date(2023, 4, 30), PeriodType.TERTIAL),
        (months(5, 8), date(2023, 5, 1), date(2023, 8, 31), PeriodType.TERTIAL),
        (until(1), date(2023, 1, 1), date(2023, 1, 31), PeriodType.MONTH),
        (until(10), date(2023, 1, 1), date(2023, 10, 31), PeriodType.YEAR_TO_DATE),
        (Part(PartKind.MONTH, 2, 2), date(2023, 2, 1), date(2023, 2, 28), PeriodType.MONTH),
        (ends(6), date(2023, 1, 1), date(2023, 6, 30), PeriodType.HALF_YEAR),
        (months(1, 3), date(2023, 1, 1), date(2023, 3, 31), PeriodType.QUARTER),
        (months(2, 8), date(2023, 2, 1), date(2023, 8, 31), None),
        (day(12, 31), date(2023, 12, 31), date(2023, 12, 31), PeriodType.POINT_IN_TIME),
        (day(2, 29), date(2023, 2, 28), date(2023, 2, 28), PeriodType.POINT_IN_TIME),
        (REPORT, date(2023, 1, 1), date(2023, 8, 31), PeriodType.YEAR_TO_DATE),
        (Part(PartKind.ROLLING), None, None, PeriodType.ROLLING_12),
    ],
)
def test_the_days_of_a_part_of_a_year(
    part: Part | None, start: date | None, end: date | None, period_type: PeriodType | None
) -> None:
    assert Period.of(2023, part, report_end=8) == Period(2023, start, end, period_type)


def test_the_reports_period_has_no_end_where_the_report_states_none() -> None:
    assert Period.of(2023, REPORT, None) == Period(2023, date(2023, 1, 1), None, PeriodType.YEAR_TO_DATE)


def test_several_years_are_no_year() -> None:
    assert Period.span(2016, 2019) == Period(None, date(2016, 1, 1), date(2019, 12, 31), None)
    assert Period.span(None, 2018) == Period(None, None, date(2018, 12, 31), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Januari – augusti 2023", True),
        ("Tertial 2", True),
        ("2027-2031", True),
        ("per den 31 augusti 2023", True),
        ("Helåret", True),
        ("Period", True),
        ("Delårsrapport för nämnden 2023", False),
        ("Resultat januari–augusti", False),
        ("", False),
    ],
)
def test_a_line_that_is_only_a_period(text: str, expected: bool) -> None:
    assert is_period(text) is expected


parts = st.one_of(
    st.none(),
    st.sampled_from([WHOLE, REPORT, SINCE_START]),
    st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda ends: months(min(ends), max(ends))),
    st.builds(day, st.integers(1, 12), st.integers(1, 31)),
    st.integers(1, 12).map(until),
)


@given(st.integers(1990, 2060), parts, st.one_of(st.none(), st.integers(1, 12)))
def test_a_period_begins_before_it_ends_in_its_year(year: int, part: Part | None, report_end: int | None) -> None:
    period = Period.of(year, part, report_end)
    assert period.year == year
    if period.start and period.end:
        assert date(year, 1, 1) <= period.start <= period.end <= date(year, 12, 31)


@given(st.text(alphabet="0123456789 -–/.,janfebmrsplugokvtdci", max_size=25))
def test_any_text_names_a_period_or_none(text: str) -> None:
    printed = printed_period(text)
    part = printed.part
    assert all(1900 <= year <= 2099 for year in printed.years)
    assert part is None or part.last is None or (part.first or 1) <= part.last <= 12
    if printed.is_span:
        assert min(printed.years) < max(printed.years)
    if printed.years:
        period = Period.of(printed.years[0], part, 8)
        assert period.start is None or period.end is None or period.start <= period.end


@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(2000, 2049),
    st.sampled_from([MONTHS, ABBREVIATED]),
    st.sampled_from(["-", "–", " - ", " – ", "- ", " till ", " till och med ", " t.o.m. "]),
    st.sampled_from(["Utfall {}", "{}", "Budget {}", "Prognos\n{}"]),
    st.booleans(),
)
def test_a_printed_range_of_months_is_read_as_written(
    one: int, other: int, year: int, names: list[str], between: str, head: str, is_year_first: bool
) -> None:
    first, last = sorted((one, other))
    printed = f"{names[first - 1]}{between}{names[last - 1]}"
    text = head.format(f"{year} {printed}" if is_year_first else f"{printed} {year}")
    found = printed_period(text)
    assert found.years == (year,)
    assert found.part == months(first, last)
    period = Period.of(year, found.part, None)
    assert period.end == date(year, last, monthrange(year, last)[1])


@given(st.integers(2000, 2049), st.integers(1, 20), st.sampled_from(["-", "–", "—", " - ", " – "]))
def test_a_printed_span_of_years_is_read_as_written(first: int, more: int, dash: str) -> None:
    found = printed_period(f"Investeringar {first}{dash}{first + more}")
    assert found == PrintedPeriod((first, first + more), is_span=True)


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_a_printed_date_is_read_as_written(when: date) -> None:
    spelled = f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    for text in (when.isoformat(), spelled, f"{when:%d.%m.%Y}", f"den {spelled}"):
        found = printed_period(text)
        assert (found.years, found.part) == ((when.year,), day(when.month, when.day)), text
