"""How a report prints numbers: thousands separator, minus, percent sign and missing value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

THOUSANDS = {"space": " ", "nbsp": "\u00a0", "nnbsp": "\u202f", "thin": "\u2009", "none": ""}
MINUS = {
    "hyphen": "-",
    "minus": "\u2212",
    "endash": "\u2013",
    "detached": "-\u00a0",
    "parentheses": "(",
    "accounting": "-",
}
PERCENT = {"attached": "%", "detached": "\u00a0%"}
MISSING = {"hyphen": "-", "endash": "\u2013", "emdash": "\u2014", "empty": ""}


@dataclass(frozen=True, slots=True)
class Typography:
    """The choices of one report, each a key of the mapping of the same name."""

    thousands: str = "space"
    minus: str = "hyphen"
    percent: str = "detached"
    missing: str = "endash"

    def number(self, value: Decimal, percent: bool = False) -> str:
        """A number as printed, with the decimals of `value` (`Decimal("12.0")` shows one)."""
        whole, _, decimals = format(abs(value), "f").partition(".")
        text = self._grouped(whole) + ("," + decimals if decimals else "") + (PERCENT[self.percent] if percent else "")
        if value >= 0:
            return text
        return f"({text})" if self.minus == "parentheses" else MINUS[self.minus] + text

    def parted(self, value: Decimal, percent: bool = False) -> tuple[str, str]:
        """The minus at the left edge of the cell, if it is printed there, and the rest of the number."""
        if self.minus == "accounting" and value < 0:
            return MINUS[self.minus], self.number(-value, percent)
        return "", self.number(value, percent)

    def absent(self) -> str:
        """The text printed for a missing value."""
        return MISSING[self.missing]

    def features(self, value: Decimal | None, percent: bool = False) -> tuple[str, ...]:
        """The features of a cell with this value."""
        if value is None:
            return (f"missing.{self.missing}", *(("cells.empty",) if self.missing == "empty" else ()))
        return tuple(
            name
            for name, occurs in (
                (f"thousands.{self.thousands}", abs(value) >= 1000),
                (f"minus.{self.minus}", value < 0),
                (f"percent.{self.percent}", percent),
            )
            if occurs
        )

    def _grouped(self, whole: str) -> str:
        head = len(whole) % 3 or 3
        groups = [whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))]
        return THOUSANDS[self.thousands].join(groups)
