"""The unit of money of a report's tables: which one, in which words, and where it is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from lab.invent.full_sheet import FullSheet
from lab.invent.lines import TOTALS
from lab.printed import Block, Figure, Heading, Paragraph
from lab.typography import Typography

WORDS: Mapping[str, Sequence[str]] = {
    "TSEK": ("tkr", "tkr", "tkr", "Tkr", "TKR", "kkr", "tusen kronor", "tusental kronor", "1 000 kr", "tusen kr"),
    "MSEK": ("mnkr", "mkr", "Mkr", "mnkr", "MKR", "miljoner kronor", "milj kr", "Mnkr", "milj. kr"),
    "SEK": ("kr", "kronor", "SEK"),
    "EUR": ("euro", "€", "EUR"),
    "TEUR": ("1 000 euro", "1 000 €", "1000 euro", "tusen euro", "t€"),
    "MEUR": ("miljoner euro", "MEUR", "milj. euro", "mn euro", "M€"),
}
# What sentences say of units in which tables are headed with digits ("1 000 kr").
_SPOKEN = {"TSEK": "tkr", "TEUR": "tusen euro"}
_STATEMENTS = (
    "Alla belopp i rapporten anges i {word}.",
    "Samtliga belopp redovisas i {word} om inget annat anges.",
    "Belopp anges i {word} om inte annat framgår.",
    "I tabellerna nedan redovisas alla belopp i {word}.",
)


@dataclass(frozen=True, slots=True)
class Money:
    """The unit of money of a report: its code and words, and the decimals and size (powers of ten) of its amounts."""

    unit: str
    word: str
    decimals: int
    low: float
    high: float

    @classmethod
    def of(cls, rng: Random, is_euro: bool) -> Money:
        unit, decimals, low, high = rng.choice(
            (("TEUR", 0, 2.3, 5.4), ("TEUR", 0, 2.3, 5.4), ("MEUR", 1, 0.3, 2.4), ("EUR", 0, 4.8, 6.8))
            if is_euro
            else (
                ("TSEK", 0, 2.2, 5.0),
                ("TSEK", 0, 1.6, 4.4),
                ("TSEK", 0, 2.2, 5.0),
                ("MSEK", 1, 0.2, 2.6),
                ("MSEK", 1, -0.2, 2.0),
                ("MSEK", 0, 1.2, 3.2),
                ("SEK", 0, 5.0, 7.2),
            )
        )
        return cls(unit, rng.choice(WORDS[unit]), decimals, low, high)

    def statement(self, rng: Random) -> Paragraph:
        """A sentence that states the unit of the whole report."""
        return Paragraph(rng.choice(_STATEMENTS).format(word=self.word))

    def sentence(self, rng: Random, figure: Figure, typography: Typography) -> Paragraph:
        """A sentence that prints an amount of a table with its unit; thousands are sometimes said in millions."""
        value, word = abs(Decimal(figure.value)), _SPOKEN.get(self.unit if "000" in self.word else "", self.word)
        if self.unit == "TSEK" and value >= 10_000 and rng.random() < 0.4:
            value, word = (value / 1000).quantize(Decimal("0.1")), rng.choice(("mnkr", "miljoner kronor"))
        label = figure.row_path[-1]
        subject = "Sammanlagt uppgick beloppet" if label in TOTALS else f"{label} uppgick"
        return Paragraph(f"{subject} till {typography.number(value)} {word} {figure.year}.")


def place_unit(rng: Random, full: FullSheet, money: Money, place: str, section: Heading) -> list[Block]:
    """Print the unit of a table where `place` says. Returns what is printed before the table: its section, its lead.

    `prose` and `elsewhere` print nothing here: the report does.
    """
    word = money.word
    full.unit_word = word
    full.states_unit, full.unstated = place != "nowhere", "?"
    before: list[Block] = [section]
    if place == "corner":
        forms = [word[0].upper() + word[1:], f"({word})", f"Belopp i {word}", word]
        forms += [f"{full.corner} ({word})", f"{full.corner}, {word}"] if full.corner else []
        full.corner = rng.choice(forms)
    elif place == "caption" and full.title:
        full.title += rng.choice((f" ({word})", f", {word}", f" – belopp i {word}", f" i {word}", f" {word}"))
    elif place == "section":
        before = [replace(section, text=section.text + rng.choice((f" ({word})", f", {word}", f" i {word}")))]
    elif place == "column":
        full.columns = [
            replace(column, levels=(*column.levels[:-1], f"{column.levels[-1]}{form}"), printed=())
            if column.role == "figure" and not column.quotient and not column.unit
            else column
            for form in [rng.choice((f" ({word})", f", {word}", f" {word}"))]
            for column in full.columns
        ]
    elif place == "row":
        form = rng.choice((f", {word}", f" ({word})", f", {word}"))
        for line in full.lines:
            if line.role != "group" and not line.unit:
                line.label += form
    elif place in ("lead", "caption"):
        form = rng.choice(
            ("Belopp i {word}", "Belopp i {word}", "({word})", "Tabellen visar belopp i {word}.", "{word}")
        )
        before.append(Paragraph(form.format(word=word), small=rng.random() < 0.5))
    full.features.add(f"unit.{'lead' if place == 'caption' and not full.title else place}")
    return before
