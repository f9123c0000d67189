"""Checks of what a run needs: versions, OCR, disk, folders, lock, Dagster home, alerts, models. Nothing is changed.

A check never stops the others. Each says what it found and, unless all is in order, how to fix it.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from rich.table import Table
from rich.text import Text

from dagster_project.alerts import config
from dagster_project.cli import data
from dagster_project.cli.screen import plain, printable, show
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseFolder

PACKAGES = ("dagster", "dagster-webserver", "dagster-dbt", "duckdb", "dbt-core", "dbt-duckdb")
PYTHONS = ((3, 11), (3, 14))
"""The first version that is supported, and the first above them that is not."""
LANGUAGES = {"swe", "eng", "osd"}
"""Tesseract's data for Swedish, for numbers, and for the orientation of a page."""
NOT_INSTALLED = "not installed"
MIB = 1024 * 1024
LEAST_FREE = 256 * MIB
"""Bytes that a run of a few reports needs."""
SAFE = 3
"""Free space, in sizes of a release, below which there is a warning."""


class Level(StrEnum):
    """What a check found."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `fix` is empty when all is in order."""

    name: str
    level: Level
    found: str
    fix: str = ""


def report(raw: Path, warehouse: Path, *, as_json: bool = False) -> int:
    """Print every check; the exit code is 1 when one is an error."""
    checks = list(all_checks(raw, WarehouseFolder(warehouse.resolve())))
    if as_json:
        print(data.as_json([asdict(check) for check in checks]))
    elif sys.stdout.isatty():
        table = Table.grid(padding=(0, 2, 0, 0))
        for _ in range(3):
            table.add_column(overflow="fold")
        for check in checks:
            found = plain(f"{check.found}. {check.fix}".removesuffix(". "))
            table.add_row(Text(check.level, STYLES[check.level]), plain(check.name), found)
        show(table)
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            print(printable(f"{check.level:7}  {check.name:{width}}  {check.found}. {check.fix}".removesuffix(". ")))
    return 1 if any(check.level is Level.ERROR for check in checks) else 0


def all_checks(raw: Path, folder: WarehouseFolder) -> Iterator[Check]:
    """Every check, in the order of a run."""
    yield _python()
    yield _package()
    yield from map(_dependency, PACKAGES)
    yield _ocr()
    yield _models()
    yield _reports(raw)
    yield _warehouse(folder)
    yield _disk(folder)
    yield _lock(folder)
    yield _dagster_home(folder)
    yield _alerts(folder)
    yield _release(folder)


def version() -> str:
    """The installed version."""
    return _installed("bokslut") or NOT_INSTALLED


def _python() -> Check:
    found = platform.python_version()
    least, above = PYTHONS
    if least <= sys.version_info[:2] < above:
        return Check("python", Level.OK, found)
    return Check("python", Level.ERROR, found, "Install Python 3.11, 3.12 or 3.13 and create the environment with it.")


def _package() -> Check:
    found = version()
    if found == NOT_INSTALLED:
        fix = "Run `make run`, or `pip install .` in the checkout."
        return Check("bokslut", Level.WARNING, "runs from a checkout and is not installed", fix)
    return Check("bokslut", Level.OK, found)


def _dependency(name: str) -> Check:
    fix = "Install what the lock names: `make run`, or pip with requirements.lock."
    found, pin = _installed(name), _pins().get(name)
    if found is None:
        return Check(name, Level.ERROR, "is not installed", fix)
    if pin is not None and found != pin:
        return Check(name, Level.ERROR, f"{found}, where {pin} is needed", fix)
    return Check(name, Level.OK, found)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _pins() -> dict[str, str]:
    """The releases that the installed package asks for by `==`."""
    if _installed("bokslut") is None:
        return {}
    matches = (re.match(r"([\w-]+)==([\w.]+)", wanted) for wanted in metadata.requires("bokslut") or ())
    return {match[1]: match[2] for match in matches if match}


def _ocr() -> Check:
    fix = "Install tesseract-ocr and tesseract-ocr-swe (`make ocr` on Debian); until then scanned pages are not read."
    try:
        found = _output_of("tesseract", "--version").split("\n")[0]
        missing = LANGUAGES - set(_output_of("tesseract", "--list-langs").split())
    except (OSError, subprocess.SubprocessError):
        return Check("ocr", Level.WARNING, "Tesseract is not installed", fix)
    if missing:
        return Check("ocr", Level.WARNING, f"{found} lacks {', '.join(sorted(missing))}", fix)
    return Check("ocr", Level.OK, f"{found} with Swedish")


def _output_of(*command: str) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    return done.stdout


def _models() -> Check:
    try:
        parsed = models.manifest()
    except models.ManifestMissing as error:
        return Check("models", Level.ERROR, "the dbt project can't be parsed", str(error))
    count = sum(node["resource_type"] == "model" for node in parsed["nodes"].values())
    return Check("models", Level.OK, f"{count} models in {models.DBT_PROJECT}")


def _reports(raw: Path) -> Check:
    if not raw.is_dir():
        what = "is a file" if raw.exists() else "does not exist"
        return Check("reports", Level.ERROR, f"{raw} {what}", "Create the folder, or name another with --raw.")
    if not os.access(raw, os.R_OK | os.X_OK):
        return Check("reports", Level.ERROR, f"{raw} can't be listed", "Give this user the right to read it (chmod).")
    files = [path for path in raw.rglob("*") if path.is_file() and not path.name.startswith(".")]
    unreadable = [path.name for path in files if not os.access(path, os.R_OK)]
    if unreadable:
        found = f"{len(unreadable)} of {len(files)} files in {raw} can't be read, such as {unreadable[0]}"
        return Check("reports", Level.WARNING, found, "Give this user the right to read them (chmod).")
    return Check("reports", Level.OK, f"{len(files)} files in {raw}")


def _warehouse(folder: WarehouseFolder) -> Check:
    existing = _existing(folder.root)
    if not existing.is_dir():
        return Check("warehouse", Level.ERROR, f"{existing} is a file", "Name another folder with --warehouse.")
    if os.statvfs(existing).f_flag & os.ST_RDONLY:
        fix = "Mount the disk for writing."
        return Check("warehouse", Level.ERROR, f"the disk of {folder.root} is mounted read-only", fix)
    written = (existing, folder.working_database.parent, folder.releases, folder.dagster_home, folder.state_database)
    closed = [path for path in written if path.exists() and not os.access(path, os.W_OK)]
    if closed:
        fix = f"Give this user the folder and everything in it: chown -R {_user()} {folder.root}"
        return Check("warehouse", Level.ERROR, f"{closed[0]} can't be written to", fix)
    if existing != folder.root:
        return Check("warehouse", Level.OK, f"{folder.root} is created by the first run")
    return Check("warehouse", Level.OK, f"{folder.root} can be written to")


def _user() -> str:
    return os.environ.get("USER") or str(os.getuid())


def _disk(folder: WarehouseFolder) -> Check:
    existing = _existing(folder.root)
    free = shutil.disk_usage(existing).free
    needed = max(LEAST_FREE, _size(folder.current.resolve()) if folder.release() else 0)
    found = f"{free // MIB} MiB free on the disk of {folder.root}, a run needs {needed // MIB}"
    fix = f"Free space: each release in {folder.releases} is a whole copy."
    if free < needed:
        return Check("disk", Level.ERROR, found, fix)
    return Check("disk", Level.WARNING, found, fix) if free < SAFE * needed else Check("disk", Level.OK, found)


def _size(root: Path) -> int:
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _lock(folder: WarehouseFolder) -> Check:
    try:
        is_locked = folder.is_locked()
    except OSError as error:
        return Check("lock", Level.ERROR, f"the lock can't be opened: {error}", "Give this user the warehouse.")
    if is_locked:
        fix = "Wait until it is done; if it hangs, end that process."
        return Check("lock", Level.WARNING, f"a run is working{folder.lock_holder()}", fix)
    return Check("lock", Level.OK, "no run is working")


def _dagster_home(folder: WarehouseFolder) -> Check:
    home, name = folder.dagster_home, "dagster home"
    settings = home / "dagster.yaml"
    other = os.environ.get("DAGSTER_HOME", "")
    if other and Path(other).resolve() != home:
        fix = f"Set it to {home}, or unset it; commands of bokslut use that folder."
        return Check(name, Level.WARNING, f"DAGSTER_HOME is {other}", fix)
    if not settings.exists():
        return Check(name, Level.OK, f"{home} is created by the first run")
    if settings.read_bytes() != _own_settings().read_bytes():
        fix = "Run `bokslut prepare`, or any run; then restart the service."
        return Check(name, Level.WARNING, f"{settings} is from another version", fix)
    return Check(name, Level.OK, str(home))


def _own_settings() -> Path:
    return Path(__file__).resolve().parents[1] / "orchestration" / "dagster.yaml"


def _alerts(folder: WarehouseFolder) -> Check:
    try:
        settings = config.load(folder)
    except config.ConfigError as error:
        return Check("alerts", Level.ERROR, str(error).removesuffix("."), "Change it, then run `bokslut alerts test`.")
    if settings is config.WITHOUT_FILE:
        return Check("alerts", Level.OK, "there is no alerts.yml: alerts go to the log and to alerts.jsonl")
    named = {
        variable: name
        for name, channel in settings.channels.items()
        for field, variable in channel
        if field.endswith("_env") and variable and not os.environ.get(variable)
    }
    found = f"{config.path_of(folder)} is valid: {', '.join(settings.channels)}"
    if named:
        missing = ", ".join(f"{variable} of {channel}" for variable, channel in sorted(named.items()))
        return Check("alerts", Level.WARNING, f"not set: {missing}", "Set them in the environment of Bokslut.")
    return Check("alerts", Level.OK, found)


def _release(folder: WarehouseFolder) -> Check:
    release = folder.release()
    if release is None:
        return Check("release", Level.OK, "nothing has been published yet")
    if not folder.database.exists():
        fix = "Run `bokslut run`: it publishes again."
        return Check("release", Level.ERROR, f"{folder.database} leads to a release that does not exist", fix)
    return Check("release", Level.OK, f"{release} in {folder.database}")
