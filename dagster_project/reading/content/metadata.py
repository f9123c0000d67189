"""The metadata of a report: title, kind, year, period, status and case number (diarienummer), from its text.

The file name is never used, and the PDF properties only if the text has no answer. Names of municipality and board are
in `mentions`; the meaning of words (which printed kind is which report type) is decided in SQL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from pathlib import PurePath

from dagster_project.reading.content.references import references, years_in
from dagster_project.reading.content.titles import tidy
from dagster_project.reading.meaning.periods import (
    Part,
    PartKind,
    Period,
    is_period,
    last_month,
    named_month,
    printed_period,
)
from dagster_project.reading.model import Block, Document, Furniture, Heading, ListItem, Paragraph, Table
from dagster_project.reading.numbers import YEAR, is_bare_year
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Columns, Names, ReportTypes, TextStructure
from dagster_project.terms import ColumnsFrom, FurnitureKind, ReferenceKind, Scenario

_FRONT_BLOCKS = 14
_FRONT_PAGES = 3
_TITLE_LENGTH = 120
_MOST_WORDS_OF_DATE = 5
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_NUMBERED = re.compile(rf"(?!{YEAR}\b)\d+(?:\.\d+)*\.?\s+\w")
_LISTED_YEARS = re.compile(rf"{YEAR}(?:(?:, ?| och | samt |/){YEAR})+(?!\d)")
# The first day of prices and rules that are decided for a year: "från och med den 1 januari 2024".
_IN_FORCE = re.compile(rf"\b(?:från och med|fr\.? ?o\.? ?m\.?|från|sedan) (?:den )?1 januari {YEAR}", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S|\S+@\S")
_LABEL = r"(?:[A-ZÅÄÖ][\wåäö]+(?: (?:av|för|datum))?)"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The statements of a report about itself; None for those it lacks.

    `title` is as printed, wrapped lines joined, without page numbers. `year_source` is title, front_page, footer,
    header_sequence, table_headers, date, text, properties or none. `period_end_month` is the last month that the
    report covers (1-12).
    """

    title: str | None
    report_type_as_printed: str | None
    year: int | None
    year_source: str
    period_end_month: int | None
    document_status_as_printed: str | None
    case_number: str | None


def read_metadata(document: Document) -> Metadata:
    """The metadata of a report, from its front page and page furniture first."""
    blocks = front_blocks(document)
    front = [block.text for block in blocks]
    running = [block.text for _, block in document.blocks if isinstance(block, Furniture) and _is_running(block)]
    printed_title = _title(blocks)
    # Where every page has the title over it, the first may have it only there.
    if not (printed_title and find_report_type(printed_title)):
        named = [text for text in running if find_report_type(text) and len(text) <= _TITLE_LENGTH]
        printed_title = min(named, key=len, default=printed_title)
    title = printed_title or _property_title(document)
    report_type, default_month = _report_type(title, front, running)
    end_month = _period_end_month(title, front, default_month)
    year, year_source = _year(document, printed_title, title, report_type, front, running, end_month)
    return Metadata(
        title=tidy(title) if title else None,
        report_type_as_printed=report_type,
        year=year,
        year_source=year_source,
        period_end_month=end_month,
        document_status_as_printed=_status(front),
        case_number=_case_number([*front, *running]),
    )


def front_blocks(document: Document) -> list[Heading | Paragraph | ListItem]:
    """The blocks before the contents and the first section: the front page, or in text the first lines.

    An empty first page (a cover picture) is skipped; the second page of a PDF counts if it repeats the title page.
    """
    front: list[Heading | Paragraph | ListItem] = []
    for page in document.pages[:_FRONT_PAGES]:
        before = list(takewhile(lambda block: not _ends_front(block), page.blocks))
        front += [
            block for block in before if isinstance(block, Heading | Paragraph | ListItem) and not _is_link(block)
        ]
        if len(before) < len(page.blocks) or (front and page.number > 1):
            break
    return front[:_FRONT_BLOCKS] or _first_line(document)


def _is_link(block: Heading | Paragraph | ListItem) -> bool:
    """Whether a block is a link of a web page that leads past its menus."""
    return load(ReportTypes).skip_links.fullmatch(block.text.strip()) is not None


def _first_line(document: Document) -> list[Heading | Paragraph | ListItem]:
    """The first printed line, where a report begins with a long paragraph (a flattened one)."""
    first = next((block for _, block in document.blocks if isinstance(block, Paragraph)), None)
    if first is None or len(first.lines) < 2:
        return []
    return [Paragraph(first.text[: first.lines[1][0]].strip(), first.lines[0][1])]


def find_report_type(text: str) -> tuple[str, int | None] | None:
    """The earliest and longest word for a kind of report, as printed, and the month (1-12) that such a report ends in.

    Hyphens of a broken line ("bud- get") and spaced-out letters ("B U D G E T") are closed up first.
    """
    closed = re.sub(r"(?<=[a-zåäö])- (?=[a-zåäö])(?!och\b|eller\b|samt\b)", "", text)
    closed = re.sub(r"(?<![^\W\d_])([^\W\d_]) (?=[^\W\d_](?: [^\W\d_])*(?![^\W\d_]))", r"\1", closed)
    match = _type_pattern().search(closed)
    return (match[0], _type_months()[match[0].lower()]) if match else None


def _ends_front(block: Block) -> bool:
    if isinstance(block, Heading) and _NUMBERED.match(block.text) and not is_period(block.text):
        return True
    if isinstance(block, Furniture):
        return not _is_running(block)
    if not isinstance(block, Heading | Paragraph):
        return isinstance(block, Table)
    words = load(TextStructure).front_page_ends
    return len(block.text) > 3 * _TITLE_LENGTH or block.text.lower().strip(" .:") in words


def _is_running(furniture: Furniture) -> bool:
    return furniture.kind in (FurnitureKind.PAGE_HEADER, FurnitureKind.PAGE_FOOTER)


def _title(front: Sequence[Heading | Paragraph | ListItem]) -> str | None:
    """The first front line that names a kind of report, else one with a year, else the outermost heading."""
    texts = [_without_case(block.text) for block in front]
    lines = [(number, text) for number, text in enumerate(texts) if 0 < len(text) <= _TITLE_LENGTH]
    candidates = [number for number, text in lines if not _is_labelled(text)]
    for is_title in (find_report_type, _has_words_and_year):
        first = next((number for number in candidates if is_title(texts[number])), None)
        if first is not None:
            return _with_continuation(_with_year_before(texts, first), texts[first + 1 :])
    headings = [
        (block.level, number)
        for number in candidates
        if isinstance(block := front[number], Heading) and not _is_name(block.text)
    ]
    return texts[min(headings)[1]] if headings else None


def _without_case(text: str) -> str:
    """The line without the case number before it."""
    first = next(iter(references(text)), None)
    return (
        text[first.end :].strip(" ,.·|")
        if first and first.kind is ReferenceKind.CASE and not first.start
        else text.strip()
    )


def _has_words_and_year(text: str) -> bool:
    return bool(years_in(text)) and not is_period(text) and not _is_name(text)


def _is_name(text: str) -> bool:
    """Whether a line is only the name of a municipality or a board."""
    words = load(Names)
    endings = "|".join([*words.municipality_words, *words.organization_endings])
    return re.fullmatch(rf"(?:[\w-]+,? )*[\w-]*(?:{endings})", text, re.I) is not None


def _with_year_before(texts: Sequence[str], number: int) -> str:
    """The title with the year that is alone on the line above it ("2010 / Årsredovisning")."""
    alone = number > 0 and is_bare_year(texts[number - 1])
    return f"{texts[number - 1]} {texts[number]}" if alone and not years_in(texts[number]) else texts[number]


def _with_continuation(text: str, following: Iterable[str]) -> str:
    title = text
    for line in following:
        ends_open = title.endswith(("–", "-", "—", ",", ":", "/", "&"))
        is_of_title = is_period(line) and not _is_day(line) and not years_in(title)
        goes_on = line[:1].islower() or is_of_title or ends_open
        if not goes_on or _is_labelled(line) or _ADDRESS.match(line) or len(title) + len(line) > _TITLE_LENGTH:
            break
        title = f"{title} {line}"
    return re.sub(r"\s+", " ", title)


def _is_labelled(text: str) -> bool:
    return re.match(rf"{_LABEL}:", text) is not None


def _property_title(document: Document) -> str | None:
    """The title in the file's properties, unless it is only a file name."""
    title = dict(document.properties).get("Title", "").strip()
    is_file_name = " " not in title or PurePath(title).suffix.lower() in (".doc", ".docx", ".pdf", ".odt", ".indd")
    return None if is_file_name or title == PurePath(document.file_name).stem else title


def _report_type(title: str | None, front: Sequence[str], running: Sequence[str]) -> tuple[str | None, int | None]:
    labels = load(ReportTypes).type_labels
    for text in [*_labelled(front, labels), *filter(None, [title]), *front, *running]:
        found = find_report_type(text)
        if found:
            return found
    return None, None


def _labelled(front: Sequence[str], labels: Sequence[str]) -> Iterator[str]:
    """The values of the front page's "Label: value" lines with these labels."""
    wanted = "|".join(map(re.escape, labels))
    for segment in _segments(front):
        match = re.match(rf"(?:{wanted})\s*[:.]?\s+(.+)", segment, re.I)
        if match and (":" in segment or any(c.isdigit() for c in match[1])):
            yield match[1].strip()


def _segments(front: Iterable[str]) -> Iterator[str]:
    """The front page's statements: lines, and their parts between dots, full stops and "Label:"s."""
    for text in front:
        for part in re.split(rf"\s[·|•]\s|(?<=\w)[.;]\s+(?=[A-ZÅÄÖ])|\s+(?={_LABEL}:\s)", text):
            if part and part.strip():
                yield part.strip(" .")


def _year(
    document: Document,
    printed_title: str | None,
    title: str | None,
    report_type: str | None,
    front: Sequence[str],
    running: Sequence[str],
    end_month: int | None,
) -> tuple[int | None, str]:
    periods = (text for text in front if is_period(text) and not _is_day(text))
    period = [*_labelled(front, load(ReportTypes).period_labels), *periods]
    is_plan = _is_plan(report_type)
    # The year of a plan doesn't follow from the day on which it was written.
    end = None if is_plan else end_month
    dated = list(_labelled([*front, *running], load(ReportTypes).date_labels))
    short = [text for text in (*front, *running) if len(text.split()) <= _MOST_WORDS_OF_DATE]
    candidates = (
        ("title", _stated_year(printed_title or "") or _stated_year(printed_title or "", in_dates=True)),
        ("front_page", next((int(m[0]) for text in period if (m := re.search(YEAR, text))), None)),
        ("footer", _commonest(year for text in running if (year := _stated_year(text)))),
        ("date", _year_by_date(dated, end)),
        ("front_page", next((year for text in front if not _is_dated(text) and (year := _stated_year(text))), None)),
        ("front_page", next((year for text in front if (year := _year_of_period(text))), None)),
        _table_year(document, is_plan),
        ("date", _year_by_date(short, end)),
        ("text", _year_of_text(document)),
        ("text", _year_of_periods(document)),
        ("properties", _stated_year(title or "")),
    )
    return next(((year, source) for source, year in candidates if year), (None, "none"))


def _is_dated(text: str) -> bool:
    """Whether a line says on what day something was written or decided."""
    labels = "|".join(map(re.escape, load(ReportTypes).date_labels))
    return re.match(rf"(?:{labels})\b", text, re.I) is not None


def _is_day(text: str) -> bool:
    """Whether a line is a day on which something was written ("25 februari 2020"): no month ends with it."""
    day = next(_days([text]), None)
    return day is not None and (day + timedelta(days=1)).day != 1


def _year_of_text(document: Document) -> int | None:
    """The only year whose result or accounts the sentences of a report speak of ("2015 års resultat")."""
    kinds = "|".join(map(re.escape, sorted(_type_months(), key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\d)({YEAR}) års\b|\b(?:{kinds})\w* (?:för )?(?:år(?:et)? )?({YEAR})(?!\d)", re.I)
    texts = (block.text for _, block in document.blocks if isinstance(block, Paragraph | ListItem))
    years = {int(match[1] or match[2]) for text in texts for match in pattern.finditer(text)}
    return years.pop() if len(years) == 1 else None


def _year_of_periods(document: Document) -> int | None:
    """The only year of the periods that the sentences of a report name ("perioden januari till oktober 2020")."""
    texts = (block.text for _, block in document.blocks if isinstance(block, Heading | Paragraph | ListItem))
    years = {year for text in texts for sentence in _SENTENCE_ENDS.split(text) if (year := _year_of_period(sentence))}
    return years.pop() if len(years) == 1 else None


def _year_of_period(text: str) -> int | None:
    """The year of a text that states a period up to a month, the accounts on a day, or its first day, of one year."""
    states_year = last_month(text) or _IN_FORCE.search(text)
    years = {year for _, year in years_in(text, in_dates=True)} if states_year else set()
    return years.pop() if len(years) == 1 else None


def _year_by_date(texts: Sequence[str], end_month: int | None) -> int | None:
    """The latest year whose period was over on the day of the report: a November report dated in February is the
    year before's."""
    day = next(_days(texts), None)
    if day is None or end_month is None:
        return None
    end = Period.of(day.year, Part(PartKind.REPORT), end_month).end
    return day.year if end and end <= day else day.year - 1


def _days(texts: Sequence[str]) -> Iterator[date]:
    for text in texts:
        printed = printed_period(text)
        if printed.part and printed.part.kind is PartKind.DATE and len(printed.years) == 1:
            yield Period.of(printed.years[0], printed.part, None).start or date.min


def _stated_year(text: str, in_dates: bool = False) -> int | None:
    """The year a line states: the first after a word for a kind of report, else its first.

    Of a span or a list ("Elever 2010–2023", "Anställda 2022 och 2023") it is the last, but the first of a plan's.
    """
    years = years_in(text, in_dates)
    match = _type_pattern().search(text)
    stated = [year for position, year in years if match and position > match.start()] or [year for _, year in years]
    printed = printed_period(text)
    listed = [int(year) for match in _LISTED_YEARS.finditer(text) for year in re.findall(YEAR, match[0])]
    ends = () if _is_plan(text) else (*listed, *(printed.years if printed.is_span else ()))
    return next((max(ends) for year in stated[:1] if year in ends), next(iter(stated), None))


def _commonest(years: Iterable[int]) -> int | None:
    counted = Counter(years).most_common(1)
    return counted[0][0] if counted else None


def _is_plan(report_type: str | None) -> bool:
    return report_type is not None and any(word in report_type.lower() for word in load(ReportTypes).planning)


def _table_year(document: Document, is_plan: bool) -> tuple[str, int | None]:
    """The year of the table headers: the latest outcome (of a plan: the first budget) in most tables.

    Where no outcome has a year it is that of the forecasts, which are for the year of a report.
    """
    if is_plan:
        return _commonest_year(document, (Scenario.BUDGET, Scenario.PLAN), is_plan=True)
    source, year = _commonest_year(document, (Scenario.ACTUAL, Scenario.TARGET))
    return (source, year) if year else _commonest_year(document, (Scenario.FORECAST,))


def _commonest_year(
    document: Document, scenarios: Sequence[Scenario], *, is_plan: bool = False
) -> tuple[str, int | None]:
    counted, votes = False, Counter[int]()
    for _, block in document.blocks:
        if isinstance(block, Table) and block.rows:
            years = [year for text in _header_texts(block) for year in _scenario_years(text, scenarios)]
            if years:
                votes[min(years) if is_plan else max(years)] += 1
                counted = counted or block.columns_from is ColumnsFrom.COUNTING
    # The latest of the most common: tables with older years only are comparisons.
    year = max(votes, key=lambda candidate: (votes[candidate], candidate), default=None)
    return ("header_sequence" if counted else "table_headers"), year


def _header_texts(table: Table) -> list[str]:
    return [cell.text for row in table.rows[: table.header_rows or 1] for cell in row.cells if cell.text]


def _scenario_years(text: str, wanted: Sequence[Scenario]) -> list[int]:
    """The years of a header cell of a wanted scenario, or without any scenario ("2023")."""
    years = list(printed_period(text).years)
    for scenario, patterns in load(Columns).scenarios:
        if matches(patterns, text):
            return years if scenario in wanted else []
    return years


def _period_end_month(title: str | None, front: Sequence[str], default: int | None) -> int | None:
    """The last month (1-12) of the period on the front page, else of the kind of report, else in its title."""
    texts = [*filter(None, [title]), *front]
    stated = next((month for text in texts if (month := last_month(text))), None)
    if stated or default:
        return stated or default
    labelled = _labelled(front, load(ReportTypes).period_labels)
    ends = (re.search(rf"{YEAR}-(\d\d)-\d\d", text) for text in labelled)
    named = next((int(match[1]) for match in ends if match), None)
    return named or (named_month(title) if title else None)


def _status(front: Sequence[str]) -> str | None:
    words = load(ReportTypes)
    stated = next(_labelled(front, words.status_labels), None)
    if stated:
        return stated
    status = re.compile(rf"\b(?:{'|'.join(words.status_words)})\b", re.I)
    return next(
        (segment for segment in _segments(front) if len(segment) < _TITLE_LENGTH and status.match(segment)), None
    )


def _case_number(texts: Sequence[str]) -> str | None:
    labels = "|".join(map(re.escape, load(ReportTypes).case_labels))
    pattern = re.compile(rf"\b(?:{labels})\s*[.:]?\s*((?:[A-ZÅÄÖ]{{1,6}}[ -]?)?\d{{2,4}}[/:.-]\d+(?:[-/.:]\d+)*)", re.I)
    return next((match[1] for text in texts if (match := pattern.search(text))), None)


@lru_cache(maxsize=1)
def _type_months() -> dict[str, int | None]:
    """Every word for a kind of report, in lower case, with the month that such a report ends with."""
    return {word: entry.period_end_month for entry in load(ReportTypes).types for word in entry.words}


@lru_cache(maxsize=1)
def _type_pattern() -> re.Pattern[str]:
    words = sorted(_type_months(), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, words))})(?![^\W_])", re.I)
