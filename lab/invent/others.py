"""Tables without figures: contents, contacts, calendars. Their numbers mean something else."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lab.invent.words import some, words
from lab.printed import Cell, Row, Table, TableStyle


def contents(rng: Random, headings: Sequence[str]) -> Table:
    """A table of contents: numbered headings with their pages."""
    rows = [(f"{number} {heading}", str(number + 1)) for number, heading in enumerate(headings, 1)]
    return _table(rng, "Innehåll", None, rows, (0.8, 0.1), ("left", "right"), rules="none")


def contacts(rng: Random) -> Table:
    """Contacts: names, roles and telephone numbers."""
    names = some(rng, words("contacts"), 3, 5)
    roles = some(rng, words("contact_roles"), 5, 5)
    rows = [
        (name, role, f"0{rng.randint(10, 99)}0-{rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)}")
        for name, role in zip(names, roles, strict=False)
    ]
    return _table(rng, "Kontaktpersoner", ("Namn", "Roll", "Telefon"), rows, (0.3, 0.3, 0.3), ("left",) * 3)


def calendar(rng: Random, year: int) -> Table:
    """Meetings of the board: dates, times and rooms."""
    rows = [
        (f"{rng.randint(1, 28)} {month} {year}", f"{rng.randint(8, 17):02}.{rng.choice(('00', '30'))}", meeting)
        for month, meeting in zip(words("months")[::2], words("meetings"), strict=False)
    ]
    return _table(rng, "Sammanträdesdagar", ("Datum", "Tid", "Sammanträde"), rows, (0.35, 0.2, 0.35), ("left",) * 3)


def any_of(rng: Random, year: int) -> Table:
    """Contacts or a calendar."""
    return contacts(rng) if rng.random() < 0.5 else calendar(rng, year)


def _table(
    rng: Random,
    title: str,
    header: tuple[str, ...] | None,
    rows: Sequence[tuple[str, ...]],
    widths: tuple[float, ...],
    align: tuple[str, ...],
    rules: str | None = None,
) -> Table:
    printed = [Row(tuple(Cell(text, bold=True) for text in header), "header")] if header else []
    printed += [Row(tuple(Cell(text) for text in row), "leaf") for row in rows]
    style = TableStyle(rules=rules or rng.choice(("grid", "horizontal", "none")), size=9.0)
    return Table(title, tuple(printed), align, widths, style=style)
