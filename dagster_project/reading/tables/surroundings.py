"""The texts around a table that apply to all its figures, the nearest first, and what they state for the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.meaning.units import (
    MONEY_DOMAINS,
    amounts,
    counts_by_title,
    is_unit_statement,
    named_unit,
    names_several_units,
    states_amount,
)
from dagster_project.reading.tables.headers import Header
from dagster_project.reading.tables.join import JoinedTable, lead_label
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Columns, Units
from dagster_project.terms import CellRole, Domain, EvidenceSource, Unit

_MOST_TITLE_WORDS = 14
_LONGEST_LEAD = 120
# A share that is set apart at the end of a title or corner ("Kommunalskatt (%)").
_STATED_SHARE = re.compile(r"(?:\(%\)|, ?%|, ?procent|\(procent\))\s*$")
_COLUMNS_OF_WORDS = (CellRole.LABEL, CellRole.IDENTIFIER, CellRole.TEXT)
# Units other than money that a title or corner gives a whole table ("Sjukfrånvaro i procent av ordinarie arbetstid").
_INDEX_OF_YEAR = re.compile(r"\bindex\b.*= ?100\b", re.I)
_UNITS_OF_TABLES = (Unit.PERCENT, Unit.FTE, Unit.PER_1000)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The texts of a table's corner, its title, the line before it and the headings above it.

    A line that states an amount is about that amount and not about the table.

    `statements` are lines under these headings that state a unit and nothing else.
    """

    inside: tuple[str, ...]
    titles: tuple[str, ...]
    lead: str
    sections: tuple[str, ...]
    statements: tuple[str, ...] = ()

    @classmethod
    def of(cls, joined: JoinedTable, header: Header) -> Surroundings:
        """The surroundings of a joined table; headings are nearest first."""
        before_figures = takewhile(lambda column: not column.holds_figures, header.columns)
        labels = [column.label for column in before_figures if column.role in _COLUMNS_OF_WORDS]
        return cls(
            inside=tuple(text for text in (header.corner, *labels) if text and not states_amount(text)),
            titles=tuple(text for text in (header.title, joined.first.caption, table_title(joined, header)) if text),
            lead=joined.lead if len(joined.lead) < _LONGEST_LEAD and not states_amount(joined.lead) else "",
            sections=tuple(reversed(joined.section)),
            statements=joined.statements,
        )

    @property
    def is_of_flows(self) -> bool:
        """Whether a title says that the figures are incomes, costs or payments of a period, not balances on a day."""
        words = load(Columns)
        texts = (*self.titles, *self.sections[:1])
        is_of_balances = any(matches(words.balances, text) for text in texts)
        return any(matches(words.flows, text) for text in texts) and not is_of_balances

    def texts(self) -> Iterator[tuple[str, EvidenceSource]]:
        """All texts with their source, the nearest first."""
        yield from ((text, EvidenceSource.TABLE) for text in self.inside)
        yield from ((text, EvidenceSource.CAPTION) for text in self.titles)
        if self.lead:
            yield self.lead, EvidenceSource.TABLE
        yield from ((text, EvidenceSource.SECTION) for text in (*self.statements, *self.sections))

    def units(self, domain: Domain) -> list[Candidate[Unit]]:
        """The units that these texts state for the whole table.

        Money in any of them; of the sections only in the nearest. Another unit where the table is not of money, or
        where a text states a share and nothing else.
        """
        found = []
        for text, source in self.texts():
            named = None if names_several_units(text) else named_unit(text, source)
            if named is None and counts_by_title(text):
                named = Candidate(Unit.COUNT, source, text)
            if named and (named.value in amounts() or self._applies(named, domain)):
                found.append(named)
        return found

    def _applies(self, named: Candidate[Unit], domain: Domain) -> bool:
        """Whether a unit other than money in a text is that of the whole table."""
        unit, text = named.value, named.evidence
        if named.source is EvidenceSource.SECTION:
            return False
        states_share = unit in load(Units).shares and (
            is_unit_statement(text) or _STATED_SHARE.search(text) is not None
        )
        is_index = unit is Unit.INDEX and _INDEX_OF_YEAR.search(text) is not None
        if unit in (*load(Units).rates, *load(Units).quantities) or states_share or is_index:
            return True
        if domain in MONEY_DOMAINS:
            return unit is Unit.COUNT and text in (*self.inside, *self.titles) and counts_by_title(text)
        is_of_table = unit in _UNITS_OF_TABLES or (unit is Unit.COUNT and counts_by_title(text))
        # A share in the line before may be the head of one column, come apart from its table.
        is_alone = text in self.titles or is_unit_statement(text)
        return is_of_table and (text != self.lead or (is_alone and unit is not Unit.PERCENT))


def table_title(joined: JoinedTable, header: Header) -> str:
    """A table's own title, else the line before it, else the nearest heading, else the text over its labels."""
    lead = joined.lead if _is_title(joined.lead) else ""
    section = joined.section[-1] if joined.section else ""
    return joined.first.caption or header.title or lead or section or header.corner


def _is_title(lead: str) -> bool:
    """Whether the text before a table is a title: a short line that is not a sentence and names more than a unit."""
    words = lead.split()
    starts = lead[:1].isupper() or lead[:1].isdigit()
    if not starts or not any(word.isalpha() for word in words) or len(words) > _MOST_TITLE_WORDS:
        return False
    ends_no_sentence = lead[-1].isalnum() or lead[-1] in ")%*"
    return ends_no_sentence and not is_unit_statement(lead) and lead_label(lead) is None
