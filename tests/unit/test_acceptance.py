"""Accepting a finding by its id: what is written, what a run reads of it, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project.cli.app import app
from dagster_project.state import acceptance
from dagster_project.state import db as state
from dagster_project.warehouse.folder import WarehouseFolder
from tests.alerts import finding, publish

FIRST, SECOND, ALIKE = "a1b2c3" + "0" * 26, "d4e5f6" + "0" * 26, "a1b2c3" + "1" * 26
ON = date(2024, 1, 31)


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    """A warehouse with two findings, which the state knows too."""
    found = WarehouseFolder(tmp_path / "warehouse")
    publish(found, [finding(finding_id=FIRST), finding(finding_id=SECOND, title_sv="Raden går inte ihop")])
    with state.connect(found) as connection, connection:
        for finding_id in (FIRST, SECOND):
            connection.execute(
                "insert into finding_history (finding_id, values_hash, first_seen_at, last_seen_at, state) "
                "values (?, 'v', '2024-01-01', '2024-01-01', 'open')",
                [finding_id],
            )
    return found


def command(folder: WarehouseFolder, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["accept", *arguments, "--warehouse", str(folder.root)])
    return result.exit_code, result.output


def lines(folder: WarehouseFolder) -> list[str]:
    return folder.accepted.read_text(encoding="utf-8").splitlines()[1:]


def test_a_finding_is_accepted_by_its_short_id_and_taken_back(folder: WarehouseFolder) -> None:
    code, out = command(folder, "a1b2c3", "--reason", "känd, rättas i maj", "--by", "Åsa")
    assert code == 0
    assert out.startswith("Accepted: Summan stämmer inte: Summa, Kostnad\n")
    assert lines(folder) == [f'{FIRST},Åsa,"känd, rättas i maj",{date.today().isoformat()}']
    assert command(folder, "d4e5f6", "--reason", "avrundning")[0] == 0
    assert [line.partition(",")[0] for line in lines(folder)] == [FIRST, SECOND]
    assert command(folder, "A1B2C3", "--undo")[0] == 0
    assert [line.partition(",")[0] for line in lines(folder)] == [SECOND]


def test_accepting_again_replaces_the_line(folder: WarehouseFolder) -> None:
    for reason in ("ett", "två"):
        acceptance.accept(folder, FIRST, "Åsa", reason, ON)
    assert lines(folder) == [f"{FIRST},Åsa,två,2024-01-31"]


def test_a_spreadsheet_keeps_its_separator_and_byte_order_mark(folder: WarehouseFolder) -> None:
    folder.accepted.write_bytes(f"\ufefffinding_id;accepted_by;reason;accepted_on\n{SECOND};Åsa;a,b;\n".encode())
    acceptance.accept(folder, FIRST, "Åke", "känd", ON)
    assert folder.accepted.read_bytes() == (
        f"\ufefffinding_id;accepted_by;reason;accepted_on\n{SECOND};Åsa;a,b;\n{FIRST};Åke;känd;2024-01-31\n".encode()
    )


def test_a_run_knows_a_finding_by_the_beginning_of_its_id(folder: WarehouseFolder) -> None:
    folder.accepted.write_text(
        "finding_id,accepted_by,reason,accepted_on\na1b2c3,Åsa,känd,\nffffff,Åsa,okänd,\na1b2,Åsa,för kort,\n"
    )
    with state.connect(folder) as connection:
        assert [row[0] for row in acceptance.accepted_rows(connection, folder)] == [FIRST, "ffffff", "a1b2"]
        connection.execute("update finding_history set finding_id = ? where finding_id = ?", [ALIKE, SECOND])
        assert acceptance.accepted_rows(connection, folder)[0][0] == "a1b2c3", "two begin so"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("ffffff", "--reason", "känd"), 1, "No finding has the id ffffff."),
        (("a1b", "--reason", "känd"), 1, "a1b is too short"),
        (("a1b2c3",), 2, "give a reason, or --undo"),
        (("a1b2c3", "--reason", " "), 2, "give a reason, or --undo"),
        (("a1b2c3", "--reason", "känd", "--undo"), 2, "give a reason, or --undo"),
        (("a1b2c3", "--undo"), 1, "a1b2c3 is not in"),
    ],
)
def test_what_can_not_be_accepted_is_refused(
    folder: WarehouseFolder, arguments: tuple[str, ...], code: int, message: str
) -> None:
    found = command(folder, *arguments)
    assert found[0] == code
    assert message in found[1]
    assert not folder.accepted.exists()


def test_an_id_of_several_findings_is_refused_with_all_of_them(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path / "warehouse")
    publish(folder, [finding(finding_id=FIRST), finding(finding_id=ALIKE)])
    code, out = command(folder, "a1b2c3", "--reason", "känd")
    assert code == 1
    assert FIRST in out and ALIKE in out
    assert command(folder, ALIKE, "--reason", "känd")[0] == 0
