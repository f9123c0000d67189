"""The real `bokslut dev` over a folder of reports, and all of its processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.warehouse.folder import WarehouseFolder
from tests.conftest import ROOT

STARTS_WITHIN = 150.0


class Daemon:
    """Daemon, webserver and code server over a folder of reports."""

    def __init__(self, root: Path) -> None:
        self.raw, self.folder = root / "raw", WarehouseFolder(root / "warehouse")
        self.raw.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = root / "dagster.log"
        folders = ["--raw", str(self.raw), "--warehouse", str(self.folder.root)]
        command = ["-m", "dagster_project", "dev", *folders, "--port", str(self.port)]
        with self.log.open("wb") as log:
            # A session of its own: stopping only the first process would leave the others running.
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def answers(self) -> bool:
        """Whether the webserver does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/server_info", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def ask(self, query: str) -> dict[str, Any]:
        """The data of a GraphQL query, as the user interface sends it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=json.dumps({"query": query}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            data: dict[str, Any] = json.load(answer)["data"]
        return data

    def last_evaluation(self) -> str:
        """The id of the latest evaluation of the sensor on raw; empty before the first."""
        selector = 'repositoryLocationName: "bokslut", repositoryName: "__repository__", sensorName: "raw_folder"'
        found = self.ask(
            f"{{ sensorOrError(sensorSelector: {{{selector}}}) {{ ... on Sensor {{ sensorState {{ ticks(limit: 1) "
            "{ id } } } } }"
        )
        ticks = found["sensorOrError"].get("sensorState", {}).get("ticks", [])
        return str(ticks[0]["id"]) if ticks else ""

    def reports(self) -> list[str]:
        """The files of the published reports."""
        return self.rows("select file_name from marts.dim_report order by 1")

    def rows(self, sql: str) -> list[str]:
        """One column of the published database; nothing before there is one."""
        if not self.folder.database.exists():
            return []
        with duckdb.connect(str(self.folder.database), read_only=True) as connection:
            return [value for (value,) in connection.execute(sql).fetchall()]

    def processes(self) -> list[int]:
        """The processes of its session."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                found.append(int(path.parent.name))
        return found

    def cost(self) -> tuple[float, float]:
        """Seconds of processor that its processes have used, and megabytes that they hold, shared ones counted once."""
        seconds, bytes_held = 0.0, 0
        for process in self.processes():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            held = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
            bytes_held += int(held[1]) * 1024 if held else 0
        return seconds, bytes_held / 1024**2

    def stop(self) -> None:
        """End all of its processes; none is left."""
        os.killpg(self.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        self.process.wait()
        until(lambda: not self.processes(), 10)


@contextmanager
def started(root: Path) -> Iterator[Daemon]:
    """A daemon that answers."""
    daemon = Daemon(root)
    try:
        until(daemon.answers, STARTS_WITHIN)
        yield daemon
    finally:
        daemon.stop()


def until(condition: Callable[[], bool], seconds: float) -> float:
    """Wait for something; the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not come to that"
        time.sleep(0.1)
    return time.monotonic() - began
