"""Small reports in pairs: a clean one, and a twin with one changed figure, with the findings expected.

The tests are in `test_planted_errors.py`. Every report has its own municipality, so that all fit into one warehouse.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.pipeline.planted_tables import TABLES


@dataclass(frozen=True, slots=True)
class Finding:
    """The expected content of a finding. `hint` is None where any hint will do."""

    kind: str
    row: str
    column: str
    stated: str
    computed: str
    difference: str
    hint: str | None = None
    severity: str = "warning"


@dataclass(frozen=True, slots=True)
class Planted:
    """A table of `TABLES`, a line of it, its replacement, and the findings that this causes.

    A line that becomes '' is left out.
    """

    table: str
    line: str
    becomes: str
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> str:
        return TABLES[self.table]

    @property
    def changed(self) -> str:
        before, after = (f"\n{line.replace('|', TAB)}\n".replace("\n\n", "\n") for line in (self.line, self.becomes))
        assert self.clean.count(before) == 1, f"{self.table} has not one line {self.line}"
        return self.clean.replace(before, after)


TAB = "\t"

PLANTED = {
    "column_sum": Planted(
        "activities",
        "Summa|27 325|28 130|29 055",
        "Summa|27 325|28 130|29 455",
        (Finding("column_sum", "Summa", "Utfall 2023", "29455", "29055", "400"),),
    ),
    "transposed_digits": Planted(
        "activities",
        "Summa|27 325|28 130|29 055",
        "Summa|27 325|28 310|29 055",
        (Finding("column_sum", "Summa", "Utfall 2022", "28310", "28130", "180", "transposed_digits"),),
    ),
    "sign": Planted(
        "activities",
        "Intern service|-3 115|-3 060|-3 205",
        "Intern service|-3 115|-3 060|3 205",
        (Finding("column_sum", "Summa", "Utfall 2023", "29055", "35465", "-6410", "sign"),),
    ),
    "factor_1000": Planted(
        "activities",
        "Skolskjuts|9 420|9 730|10 080",
        "Skolskjuts|9 420|9 730|10 080 000",
        (Finding("column_sum", "Summa", "Utfall 2023", "29055", "10098975", "-10069920", "factor_1000"),),
    ),
    "subtotal": Planted(
        "investments",
        "Summa gator|7 350|8 100|8 050",
        "Summa gator|7 350|8 100|8 650",
        (
            Finding("subtotal", "Summa gator", "Utfall 2023", "8650", "8050", "600", "faulty_cell"),
            Finding("column_sum", "Summa investeringar", "Utfall 2023", "14935", "15535", "-600", "faulty_cell"),
        ),
    ),
    "grand_total": Planted(
        "investments",
        "Summa investeringar|13 760|15 180|14 935",
        "Summa investeringar|13 760|15 280|14 935",
        (Finding("column_sum", "Summa investeringar", "Budget 2023", "15280", "15180", "100"),),
    ),
    "net": Planted(
        "nets",
        "Bibliotek|812|9 447|8 635",
        "Bibliotek|812|9 447|8 653",
        (Finding("row_formula", "Bibliotek", "Netto", "8653", "8635", "18", "transposed_digits"),),
    ),
    "deviation_of_budget": Planted(
        "budget_minus_actual",
        "Planering|4 310|4 127|183",
        "Planering|4 310|4 127|283",
        (Finding("row_formula", "Planering", "Avvikelse", "283", "183", "100"),),
    ),
    "deviation_of_actual": Planted(
        "actual_minus_budget",
        "Planering|-4 310|-4 127|183",
        "Planering|-4 310|-4 127|-183",
        (Finding("row_formula", "Planering", "Avvikelse", "-183", "183", "-366", "sign"),),
    ),
    "change": Planted(
        "changes",
        "Hemtjänst|1 415|1 523|108",
        "Hemtjänst|1 415|1 523|118",
        (Finding("difference", "Hemtjänst", "Förändring", "118", "108", "10"),),
    ),
    "growth": Planted(
        "growths",
        "Badhuset|41 220|43 899|6,5",
        "Badhuset|41 220|43 899|5,6",
        (Finding("period_change", "Badhuset", "Förändring %", "5.6", "6.499272", "-0.899272"),),
    ),
    "ratio": Planted(
        "scores",
        "Information|24|30|80",
        "Information|24|30|84",
        (Finding("ratio_percent", "Information", "Procent", "84", "80", "4"),),
    ),
    "restated": Planted(
        "printed_twice",
        "Fritid|9,4|2,2|7,2|6,8",
        "Fritid|9,4|2,1|7,2|6,8",
        (Finding("cross_table", "Fritid", "Intäkter 2023", "2.1", "2.2", "-0.1"),),
    ),
    "roll_forward": Planted(
        "roll_forwards",
        "Fordon|4 310|1 205|-640|4 875",
        "Fordon|4 310|1 205|-640|4 785",
        (Finding("roll_forward", "Fordon", "Utgående värde", "4785", "4875", "-90", "transposed_digits"),),
    ),
    "memo": Planted(
        "memos",
        "Summa kostnader|38 240|39 950|41 120",
        "Summa kostnader|38 240|39 950|45 330",
        (Finding("column_sum", "Summa kostnader", "Utfall 2023", "45330", "41120", "4210", "missing_line"),),
    ),
    "headcount_above": Planted(
        "employees",
        "Totalt|1 182|1 204|1 219",
        "Totalt|1 182|1 204|1 222",
        (Finding("column_sum", "Totalt", "2023", "1222", "1219", "3"),),
    ),
    "headcount_below": Planted(
        "employees",
        "Totalt|1 182|1 204|1 219",
        "Totalt|1 182|1 204|1 216",
        (Finding("column_sum", "Totalt", "2023", "1216", "1219", "-3", "headcount", "info"),),
    ),
    "beyond_rounding": Planted(
        "rounded",
        "Summa|40,0|41,5|42,9",
        "Summa|40,0|41,5|43,3",
        (Finding("column_sum", "Summa", "Utfall 2023", "43.3", "42.8", "0.5"),),
    ),
    "improbable_rounding": Planted(
        "long_table",
        "Summa|82580|84620",
        "Summa|82580|84630",
        (Finding("column_sum", "Summa", "Utfall 2023", "84630", "84620", "10", severity="info"),),
    ),
    "dropped_line": Planted(
        "activities",
        "Skolskjuts|9 420|9 730|10 080",
        "",
        (
            Finding("column_sum", "Summa", "Utfall 2021", "27325", "17905", "9420", "dropped_line"),
            Finding("column_sum", "Summa", "Utfall 2022", "28130", "18400", "9730", "dropped_line"),
            Finding("column_sum", "Summa", "Utfall 2023", "29055", "18975", "10080", "dropped_line"),
        ),
    ),
    "large_slip_of_two_columns": Planted(
        "long_table",
        "Summa|82580|84620",
        "Summa|82580|-84620",
        (Finding("column_sum", "Summa", "Utfall 2023", "-84620", "84620", "-169240", "sign"),),
    ),
    "words": Planted(
        "words",
        "Summa|6 350|5 720|4 600",
        "Summa|6 350|5 820|4 600",
        (Finding("column_sum", "Summa", "Budget 2023", "5820", "5720", "100"),),
    ),
}

# Lines of `activities` in a form that is easily misread.
MISREAD = {
    "joined": ("Skolskjuts|9 420|9 730|10 080", "Skolskjuts 9|420|9 730|10 080"),
    "minus": ("Intern service|-3 115|-3 060|-3 205", "Intern service -|3 115|-3 060|-3 205"),
}
# The same with an error of the source in another column.
MISREAD_AND_WRONG = ("Summa|27 325|28 130|29 055", "Summa|27 325|28 130|29 455")


def misread(name: str) -> str:
    """`activities` with a line that is easily misread."""
    line, becomes = MISREAD[name]
    return Planted("activities", line, becomes, ()).changed


def misread_and_wrong(name: str) -> str:
    """The same with a wrong total in another column."""
    line, becomes = (line.replace("|", TAB) for line in MISREAD_AND_WRONG)
    return misread(name).replace(line, becomes)


def write(raw: Path) -> None:
    """Write `clean-<table>.txt`, `<case>.txt` (changed), `misread-<case>.txt` and `misread-wrong-<case>.txt`."""
    raw.mkdir(parents=True)
    for municipality, (name, table) in zip(_municipalities(), _files(), strict=False):
        (raw / name).write_text(report(municipality, table), encoding="utf-8")


def _files() -> Iterator[tuple[str, str]]:
    yield from ((f"clean-{name}.txt", table) for name, table in TABLES.items())
    yield from ((f"{name}.txt", case.changed) for name, case in PLANTED.items())
    yield from ((f"misread-{name}.txt", misread(name)) for name in MISREAD)
    yield from ((f"misread-wrong-{name}.txt", misread_and_wrong(name)) for name in MISREAD)


def _municipalities() -> list[str]:
    with (ROOT / "dbt" / "seeds" / "municipalities.csv").open(encoding="utf-8", newline="") as seed:
        return [row["municipality"] for row in csv.DictReader(seed) if row["kind"] == "municipality"]


def report(municipality: str, tables: str) -> str:
    """An annual report of a board with these tables."""
    head = f"{municipality} kommun\n\nKommunstyrelsen\n\nVerksamhetsberättelse 2023\n\n1 Året i korthet\n\n"
    return f"{head}Året präglades av planering och av nya arbetssätt i förvaltningen.\n\n2 Uppföljning\n{tables}"
