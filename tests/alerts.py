"""Helpers of the alert tests: handmade publications, and servers on the loopback that receive, fail and hang."""

from __future__ import annotations

import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import trustme
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from dagster_project.alerts import alerting
from dagster_project.state import db as state
from dagster_project.warehouse.folder import WarehouseFolder
from tests.conftest import ROOT

DATABASE_MODELS = {"quality": ("findings", "finding_evidence"), "marts": ("dim_report", "figures", "coverage")}
REPORT = {
    "report_id": "r1",
    "document_id": "d1",
    "file_name": "anka.pdf",
    "municipality_code": "0001",
    "municipality": "Ankeborg",
    "organization_id": "o1",
    "board": "Barnnämnden",
    "title": "Årsbokslut",
    "year": 2023,
}
FINDING = {
    "finding_id": "f1",
    "cause_id": "c1",
    "reconciliation_id": "s1",
    "report_id": "r1",
    "document_id": "d1",
    "file_name": "anka.pdf",
    "kind": "column_sum",
    "severity": "warning",
    "title": "The total does not add up: Summa, Kostnad",
    "detail_sum": "10.8 + 489.1 = 499.9, printed 501.3, difference 1.4 MSEK.",
    "title_sv": "Summan stämmer inte: Summa, Kostnad",
    "detail_sum_sv": "10,8 + 489,1 = 499,9, tryckt 501,3, skillnad 1,4 mnkr.",
    "table_title": "3.2 Anslag",
    "row_label": "Summa",
    "column_label": "Kostnad",
    "unit": "MSEK",
    "rank": 1,
    "is_rounding": False,
    "rounding": "0.300000",
    "believed": "source_error",
    "values_hash": "v1",
    "page_number": 4,
    "page_label": "12",
    "state": "open",
}


def finding(**changes: Any) -> dict[str, Any]:
    """A row of `quality.findings`."""
    return FINDING | changes


def publish(
    folder: WarehouseFolder,
    findings: Sequence[dict[str, Any]],
    *,
    release: str = "1",
    accepted: Sequence[tuple[str, str, str]] = (),
    evidence: Sequence[dict[str, Any]] = (),
    figures: Sequence[dict[str, Any]] = (),
    coverage: Sequence[dict[str, Any]] = (),
) -> None:
    """A release with the tables that alerts read, their columns as the models describe them."""
    place = folder.releases / release
    place.mkdir(parents=True)
    rows = {
        "findings": [{"short_id": f["finding_id"]} | f for f in findings],
        "dim_report": [REPORT],
        "finding_evidence": evidence,
        "figures": figures,
        "coverage": coverage,
    }
    with duckdb.connect(str(place / folder.database.name)) as database:
        for schema, tables in DATABASE_MODELS.items():
            database.execute(f"create schema {schema}")
            for table in tables:
                described = _columns(schema, table)
                columns = ", ".join(f'"{name}" {kind}' for name, kind in described.items())
                database.execute(f"create table {schema}.{table} ({columns})")
                for row in rows[table]:
                    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
                    database.execute(f"insert into {schema}.{table} ({names}) values ({marks})", list(row.values()))
        database.execute("create schema seeds")
        database.execute(
            "create table seeds.swedish_words as select 'annual_report' as code, 'Årsredovisning' as swedish"
        )
        database.execute("create schema state")
        database.execute("create table state.accepted (finding_id text, accepted_by text, reason text)")
        for line in accepted:
            database.execute("insert into state.accepted values (?, ?, ?)", line)
    for link, target in ((folder.current, f"releases/{release}"), (folder.database, "current/bokslut.duckdb")):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    # As if it were made long ago.
    os.utime(folder.current, (0, 0), follow_symlinks=False)


class Warehouse:
    """A warehouse folder whose only channel is a file, read line by line."""

    def __init__(self, root: Path) -> None:
        self.folder = WarehouseFolder(root / "warehouse")
        self.raw = root / "raw"
        self.raw.mkdir()
        self.folder.root.mkdir()
        self.releases = 0
        self.settings(channels={"file": {"type": "jsonl"}}, routes=[{"channels": ["file"]}], engineer=["file"])

    def settings(self, **settings: Any) -> None:
        (self.folder.root / "alerts.yml").write_text(yaml.safe_dump(settings))

    def publish(self, *findings: dict[str, Any], budget_seconds: float = 5, **more: Any) -> alerting.Alerted:
        self.releases += 1
        publish(self.folder, findings, release=str(self.releases), **more)
        return alerting.after_publication(self.folder, self.raw, [], budget_seconds=budget_seconds)

    def sent(self, name: str = "alerts.jsonl") -> list[str]:
        """What was written since the last call, one text per message: `event finding`, causes separated by commas."""
        path = self.folder.root / name
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [
            ", ".join(
                f"{cause['event']} {'+'.join(found['id'] for found in cause['findings'])}"
                for cause in json.loads(line)["data"]["causes"]
            )
            for line in lines
        ]

    def waiting(self) -> list[tuple[str, int, str]]:
        with state.connect(self.folder) as connection:
            return connection.execute(
                "select channel, attempts, last_error from alert_messages where sent_at is null order by rowid"
            ).fetchall()


@cache
def _columns(schema: str, table: str) -> dict[str, str]:
    (model,) = yaml.safe_load((ROOT / "dbt" / "models" / schema / f"{table}.yml").read_text())["models"]
    return {column["name"]: column["data_type"] for column in model["columns"]}


@dataclass
class Receiver:
    """An HTTP server: the requests it got, and its answers, by default 200. `"hang"` never answers.

    `retry_after` is what it asks for beside every other answer than 200, in seconds.
    """

    url: str = ""
    answers: list[int | str] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    retry_after: int | None = None

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@contextmanager
def http_server() -> Iterator[Receiver]:
    """A server on the loopback."""
    receiver = Receiver()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = receiver.answers.pop(0) if receiver.answers else 200
            if answer == "hang":
                over.wait()
                return
            if answer == 200:
                receiver.got.append((dict(self.headers), body))
            self.send_response(int(answer))
            if 300 <= int(answer) < 400:
                self.send_header("Location", receiver.url)
            if answer != 200 and receiver.retry_after is not None:
                self.send_header("Retry-After", str(receiver.retry_after))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks/secret-token"
    try:
        yield receiver
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Mailbox:
    """An SMTP server: the mails it got, and its replies to recipients and to the next mail, by default 250."""

    port: int
    ca_file: Path
    replies: dict[str, list[str]] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)


@contextmanager
def smtp_server(folder: Path, password: str = "hemligt") -> Iterator[Mailbox]:
    """A server on the loopback that accepts mail only after STARTTLS and login."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as free:
        mailbox = Mailbox(free.getsockname()[1], ca_file)

    class Handler:
        async def handle_RCPT(
            self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            if replies := mailbox.replies.get(address):
                return replies.pop(0)
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
            if replies := mailbox.replies.get("data"):
                return replies.pop(0)
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            mailbox.mails.append(mail)
            mailbox.recipients.append(list(envelope.rcpt_tos))
            return "250 OK"

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    controller = Controller(
        Handler(),
        hostname="127.0.0.1",
        port=mailbox.port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
