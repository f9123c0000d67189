"""Units of figures: the words that name them, which of several applies, and the precision that follows.

Amounts keep the printed unit; SQL converts them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from dagster_project.reading.model import Document, Paragraph
from dagster_project.reading.numbers import YEAR, PrintedNumber, half_unit
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Units
from dagster_project.terms import Domain, EvidenceSource, Unit

# Words that name a unit only in row labels: over a column they name a measure.
_NOT_IN_HEADERS = {Unit.COUNT, Unit.INDEX}
_AFTER_NUMBER = re.compile(rf"(?<![\w/.–-])(?!{YEAR}\s?$)\d+(?:[.,]\d+)?\s?$")


@lru_cache(maxsize=4096)
def unit_of(text: str, *, header: bool = False, label: bool = False) -> Unit | None:
    """The unit that a text names, None without a word for one.

    `header` is for words over a column, `label` for the label of a row, where a unit word after a number ("mer än 60
    dagar") is part of a limit.
    """
    lowered = text.lower()
    for name, patterns in load(Units).units:
        if header and name in _NOT_IN_HEADERS:
            continue
        found = (match for pattern in patterns for match in pattern.finditer(lowered))
        if any(not (label and _AFTER_NUMBER.search(lowered[: match.start()])) for match in found):
            return name
    return None


def money_unit_of(text: str) -> Unit | None:
    """The unit of money that a text names ("Belopp i tkr"), None without a word for one."""
    unit = unit_of(text)
    return unit if unit in load(Units).money else None


def is_unit_statement(text: str) -> bool:
    """Whether a line states a unit and nothing else ("Belopp i tkr", "(mnkr)")."""
    if unit_of(text) is None:
        return False
    fillers = load(Units).statement_words
    return all(word in fillers or unit_of(word) for word in re.findall(r"[^\s(),.:;]+", text.lower()))


def report_unit(document: Document) -> Unit | None:
    """The unit of money that a report states for all its tables ("Alla belopp anges i tkr"), else None."""
    for _, block in document.blocks:
        if isinstance(block, Paragraph) and (match := load(Units).report_statement.search(block.text)):
            unit = money_unit_of(match[0])
            if unit:
                return unit
    return None


def label_unit_of(label: str, groups: Sequence[str], *, of_money: bool = False, of_counts: bool = False) -> Unit | None:
    """The unit of a row: named by its label, else by the nearest group row above, else by its measure.

    In a table `of_money` somebody's share ("Minoritetens andel") is an amount; in one `of_counts` people are counted by
    rate of employment ("Sysselsättningsgrad 50-74").
    """
    texts = [text for text in (label, *reversed(groups)) if not (of_money and _is_somebodys_share(text))]
    named = next((unit for text in texts if (unit := unit_of(text, label=True))), None)
    return named or (Unit.PERCENT if _is_share_by_name(label) and not of_counts else None)


def _is_share_by_name(label: str) -> bool:
    return any(pattern.search(label.lower()) for pattern in load(Units).shares_by_name)


def _is_somebodys_share(label: str) -> bool:
    return "%" not in label and load(Units).somebodys_share.search(label.lower()) is not None


def counts_by_title(title: str) -> bool:
    """Whether all figures of a table are counts by its title ("Antal månadsavlönade")."""
    return load(Units).title_of_counts.match(title.strip().lower()) is not None and unit_of(title) == Unit.COUNT


def counts_by_name(label: str) -> bool:
    """Whether a label without a unit names things that are counted ("Tillsvidareanställda")."""
    return any(pattern.search(label.lower()) for pattern in load(Units).counted_words)


def figure_unit(
    number: PrintedNumber | None,
    *,
    row: Unit | None,
    row_cells: Unit | None,
    column: Unit | None,
    table: Unit | None,
    report: Unit | None,
    form: Unit,
    domain: Domain,
    is_difference: bool,
    shows_decimals: bool,
    counts: bool,
) -> tuple[Unit | None, EvidenceSource | None]:
    """The unit of one figure and its source.

    `row_cells` is the unit in other cells of the row ("Minst index 76" for the 75 beside it).

    A rate per inhabitants in the label wins over a percent sign in the cell: reports print such rates with a stray %.
    A change or deviation of a share is in percentage points unless its own header says percent, or the table is of
    money: "Förändring 3,7 %" beside an amount is relative. Money without any unit word has a unit by its form: reports
    print integers in thousands, decimals in millions. People are counted in whole numbers; with decimals they are
    full-time equivalents (årsarbetare).
    """
    cell = number.unit if number else None
    unit, source = next(
        (
            (unit, source)
            for unit, source in (
                (row if row and row.startswith("per_") else None, EvidenceSource.ROW),
                (cell, EvidenceSource.CELL),
                (column if column in (Unit.PERCENT, Unit.PERCENTAGE_POINT) else None, EvidenceSource.COLUMN),
                (row if not (row == Unit.COUNT and table in load(Units).money) else None, EvidenceSource.ROW),
                (column, EvidenceSource.COLUMN),
                (table, EvidenceSource.TABLE),
                (row_cells, EvidenceSource.ROW),
                (Unit.COUNT if counts and not shows_decimals else None, EvidenceSource.ROW),
                (_domain_unit(domain, shows_decimals), EvidenceSource.PRIOR),
                (report if domain in MONEY_DOMAINS else None, EvidenceSource.REPORT),
                (form if domain in MONEY_DOMAINS and number else None, EvidenceSource.PRIOR),
            )
            if unit
        ),
        (None, None),
    )
    of_money = table in load(Units).money and row not in load(Units).shares
    if is_difference and unit in load(Units).shares and column != Unit.PERCENT and not of_money:
        return Unit.PERCENTAGE_POINT, source
    return unit, source


MONEY_DOMAINS = (Domain.FINANCE, Domain.INVESTMENT, Domain.FORECAST)


_DOMAIN_UNITS = {
    Domain.PERSONNEL: Unit.COUNT,
    Domain.FEEDBACK: Unit.COUNT,
    Domain.SCORE: Unit.POINTS,
    Domain.ACTIVITY: Unit.COUNT,
}


def _domain_unit(domain: Domain, shows_decimals: bool) -> Unit | None:
    return Unit.FTE if domain is Domain.PERSONNEL and shows_decimals else _DOMAIN_UNITS.get(domain)


def money_by_form(numbers: Sequence[PrintedNumber]) -> Unit:
    """The unit of money of a table without a unit word: millions if most numbers show decimals, else thousands."""
    with_decimals = sum(number.decimals > 0 for number in numbers)
    return Unit.MSEK if 2 * with_decimals > len(numbers) else Unit.TSEK


def precision(number: PrintedNumber, unit: Unit | None, shown: int) -> tuple[int, Decimal]:
    """Decimals and half unit (in the unit of the figure) of a number whose neighbours show `shown` decimals.

    A bare integer among decimals has as many (`7,3 7,3 7 7,5`); counts are exact.
    """
    decimals = number.decimals or shown
    if unit in load(Units).counted and number.decimals == 0 and not shown:
        return 0, Decimal(0)
    return decimals, half_unit(decimals)
