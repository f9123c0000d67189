"""The command line: names, arguments and help of the commands. The work of each is done by the module it imports.

Imports are inside the commands, so that help and completion are quick. Every example in the help is run by a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.cli.screen import printable, say

HELP = """Read reports of Swedish municipal boards into a DuckDB warehouse, and see where a report contradicts itself.

`bokslut run` reads the folder raw/ into the folder warehouse/ and prints what it found. BOKSLUT_RAW and
BOKSLUT_WAREHOUSE set other folders for every command."""

app = typer.Typer(
    name="bokslut",
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
alerts_app = typer.Typer(help="The channels that findings are sent to, from alerts.yml.", no_args_is_help=True)
app.add_typer(alerts_app, name="alerts")

Raw = Annotated[
    Path, typer.Option(envvar="BOKSLUT_RAW", metavar="FOLDER", help="The folder of reports. It is never written to.")
]
Warehouse = Annotated[
    Path, typer.Option(envvar="BOKSLUT_WAREHOUSE", metavar="FOLDER", help="The folder of the warehouse.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout, and nothing else.")]

RAW, WAREHOUSE = Path("raw"), Path("warehouse")


def main() -> None:
    """Run the command that the arguments name, and exit."""
    app(prog_name="bokslut")


def _version(is_asked: bool) -> None:
    if is_asked:
        from dagster_project.cli.doctor import version

        print(f"bokslut {version()}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def _questions(incomplete: str) -> list[str]:
    from dagster_project.cli.queries import questions

    return [name for name in questions() if name.startswith(incomplete)]


@contextmanager
def _errors_printed() -> Iterator[None]:
    """Print what is wrong with a folder or a question, and exit with 1."""
    from dagster_project.cli.queries import UnknownQuestion
    from dagster_project.warehouse.dbt import ManifestMissing
    from dagster_project.warehouse.folder import WarehouseError

    try:
        yield
    except (WarehouseError, ManifestMissing, UnknownQuestion) as error:
        say(str(error))
        raise typer.Exit(1) from error


@app.command(short_help="Read what is new, build the models, publish.")
def run(raw: Raw = RAW, warehouse: Warehouse = WAREHOUSE, json: AsJson = False) -> None:
    """Read what is new or changed in the folder of reports, build every model, and publish.

    Exit code 0 when the pipeline did its work, whatever it found in the reports; 1 when nothing was published; 130
    after Ctrl-C, which leaves the last release unchanged.

    Examples:

    \b
      bokslut run
      bokslut run --raw raw --warehouse warehouse
      bokslut run --json
    """
    from dagster_project.cli import run as command

    raise typer.Exit(command.run(raw, warehouse, as_json=json))


@app.command(short_help="Read reports again.")
def reread(
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="REPORT", help="File names, report ids or document ids.")
    ] = None,
    municipality: Annotated[str, typer.Option(metavar="NAME", help="Name or code: all its reports.")] = "",
    raw: Raw = RAW,
    warehouse: Warehouse = WAREHOUSE,
    json: AsJson = False,
) -> None:
    """Read reports again although they have not changed, then build and publish as `run` does.

    Examples:

    \b
      bokslut reread alingsas-arsbokslut-2023.pdf
      bokslut reread --municipality Ale
    """
    from dagster_project.cli import run as command

    if not reports and not municipality:
        raise typer.BadParameter("name reports, or all of a municipality with --municipality", param_hint="REPORT")
    request = command.RereadRequest(reports or (), municipality)
    raise typer.Exit(command.run(raw, warehouse, request, as_json=json))


@app.command(short_help="Rebuild the whole warehouse.")
def rebuild(raw: Raw = RAW, warehouse: Warehouse = WAREHOUSE, json: AsJson = False) -> None:
    """Rebuild the whole warehouse from the reports and the archive. The state and the curated files are kept.

    Examples:

    \b
      bokslut rebuild
    """
    from dagster_project.cli import run as command

    raise typer.Exit(command.run(raw, warehouse, is_rebuild=True, as_json=json))


@app.command(short_help="Open the pipeline in Dagster.")
def dev(
    raw: Raw = RAW,
    warehouse: Warehouse = WAREHOUSE,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 3000,
) -> None:
    """Open the pipeline in Dagster's user interface, with the sensor that starts a run when a file arrives.

    Examples:

    \b
      bokslut dev
      bokslut dev --port 3001
    """
    from dagster_project.cli import service

    with _errors_printed():
        service.dev(raw, warehouse, host, port)


@app.command(short_help="Create the warehouse folder for a service.")
def prepare(warehouse: Warehouse = WAREHOUSE) -> None:
    """Create the warehouse folder with its Dagster home, which a service needs before it starts.

    Examples:

    \b
      bokslut prepare --warehouse warehouse
    """
    from dagster_project.cli import service

    with _errors_printed():
        service.prepare(warehouse)


@app.command(short_help="Answer a worked question.")
def query(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", autocompletion=_questions, help="A question; without one, all are listed."),
    ] = "",
    warehouse: Warehouse = WAREHOUSE,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV: exact values, all columns.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON: a list of rows.")] = False,
) -> None:
    """Answer a worked question from the published warehouse.

    Examples:

    \b
      bokslut query
      bokslut query net_cost_against_budget
      bokslut query net_cost_against_budget --csv
      bokslut query totals_that_do_not_add_up --json
    """
    from dagster_project.cli import data, folders, queries
    from dagster_project.cli.screen import show

    if csv and json:
        raise typer.BadParameter("choose one of --csv and --json", param_hint="--csv")
    with _errors_printed():
        if not name:
            header, rows = ("name", "question"), list(queries.questions().items())
            answer = queries.Answer(header, rows)
        else:
            queries.known(name)
            with folders.published(warehouse).connect_published() as connection:
                answer = queries.ask(connection, name)
    if csv:
        print(data.as_csv(answer.header, answer.rows))
    elif json:
        print(data.as_json([dict(zip(answer.header, row, strict=True)) for row in answer.rows]))
    else:
        show(queries.table(answer))


@app.command(short_help="Accept a finding that may stand.")
def accept(
    finding: Annotated[str, typer.Argument(metavar="ID", help="The id that an alert shows.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it may stand.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts it; by default the user of this machine.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
    warehouse: Warehouse = WAREHOUSE,
) -> None:
    """Accept a finding: it keeps its row in quality.findings and is no longer reported, from the next run on.

    Who accepted it, why and when is a line of accepted.csv in the warehouse folder.

    Examples:

    \b
      bokslut accept f64497 --reason "avrundning"
      bokslut accept f64497 --undo
    """
    from dagster_project.cli import accept as command

    if undo == bool(reason.strip()):
        raise typer.BadParameter("give a reason, or --undo", param_hint="--reason")
    with _errors_printed():
        if undo:
            command.withdraw(warehouse, finding)
        else:
            command.accept(warehouse, finding, reason.strip(), by)


@app.command(short_help="Draw what was read on a page.")
def show(
    report: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF.")],
    page: Annotated[int, typer.Option(min=1, help="Counted from 1, whatever number is printed on it.")] = 1,
    out: Annotated[Path, typer.Option(metavar="PNG", help="The picture to write.")] = Path("show.png"),
) -> None:
    """Draw what was read on a picture of the page: tables, headers, rows, sums, marks, unread numbers.

    Examples:

    \b
      bokslut show raw/alingsas-arsbokslut-2023.pdf --page 2 --out page.png
    """
    from dagster_project.errors import UnreadableReport
    from dagster_project.reading.show import show_page

    if not report.is_file():
        raise typer.BadParameter(f"there is no file {report}", param_hint="FILE")
    try:
        show_page(report, page, out)
    except (UnreadableReport, ValueError, OSError) as error:
        say(str(error))
        raise typer.Exit(1) from error
    print(printable(str(out)))


@alerts_app.command("test", short_help="Send every channel a test message.")
def test_alerts(warehouse: Warehouse = WAREHOUSE) -> None:
    """Check alerts.yml and send every channel in it a test message.

    Examples:

    \b
      bokslut alerts test
    """
    from dagster_project.cli import channels

    raise typer.Exit(channels.test(warehouse))


@app.command(short_help="Check what a run needs.")
def doctor(raw: Raw = RAW, warehouse: Warehouse = WAREHOUSE, json: AsJson = False) -> None:
    """Check what a run needs: versions, OCR, disk space, both folders, the Dagster home, alerts.yml, the models.

    One line per check: ok, warning or error, and how to fix it. Exit code 1 when there is an error.

    Examples:

    \b
      bokslut doctor
      bokslut doctor --json
    """
    from dagster_project.cli import doctor as command

    raise typer.Exit(command.report(raw, warehouse, as_json=json))
