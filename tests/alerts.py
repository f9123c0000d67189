"""What tests of alerts are made of: publications by hand, and servers on the loopback that receive, fail and hang."""

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

from dagster_project.warehouse.folder import WarehouseFolder
from tests.conftest import ROOT

DATABASE_MODELS = {"quality": ("findings", "fct_reconciliation", "quarantine"), "marts": ("dim_report",)}
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
    "file_name": "anka.pdf",
    "kind": "column_sum",
    "severity": "warning",
    "title": "The total does not add up: Summa, Kostnad",
    "detail": "10.8 + 489.1 = 499.9, printed 501.3, difference 1.4 MSEK.",
    "title_sv": "Summan stämmer inte: Summa, Kostnad",
    "detail_sv": "10,8 + 489,1 = 499,9, tryckt 501,3, skillnad 1,4 mnkr.",
    "table_title": "3.2 Anslag",
    "row_label": "Summa",
    "column_label": "Kostnad",
    "unit": "MSEK",
    "rank": 1,
    "is_rounding": False,
    "believed": "source_error",
    "values_hash": "v1",
    "page_number": 4,
    "page_label": "12",
    "state": "open",
}
CHECK = {"reconciliation_id": "s1", "form": "sum", "status": "inconsistent", "half_width": "0.300000"}


def finding(**changes: Any) -> dict[str, Any]:
    """A row of `quality.findings`."""
    return FINDING | changes


def publish(
    folder: WarehouseFolder,
    findings: Sequence[dict[str, Any]],
    *,
    release: str = "1",
    quarantine: Sequence[dict[str, Any]] = (),
    accepted: Sequence[tuple[str, str, str]] = (),
    form: str = "sum",
) -> None:
    """A release with the tables that alerts read, with the columns that the models are described with."""
    place = folder.releases / release
    place.mkdir(parents=True)
    rows = {
        "findings": findings,
        "fct_reconciliation": [CHECK | {"form": form}],
        "quarantine": quarantine,
        "dim_report": [REPORT],
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
        database.execute("create schema state")
        database.execute("create table state.accepted (finding_id text, accepted_by text, reason text)")
        for line in accepted:
            database.execute("insert into state.accepted values (?, ?, ?)", line)
    for link, target in ((folder.current, f"releases/{release}"), (folder.database, "current/bokslut.duckdb")):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    # As if it had been made long ago.
    os.utime(folder.current, (0, 0), follow_symlinks=False)


@cache
def _columns(schema: str, table: str) -> dict[str, str]:
    (model,) = yaml.safe_load((ROOT / "dbt" / "models" / schema / f"{table}.yml").read_text())["models"]
    return {column["name"]: column["data_type"] for column in model["columns"]}


@dataclass
class Receiver:
    """An HTTP server: what it got, and how it answers, by default 200. `"hang"` as an answer is none at all."""

    url: str = ""
    answers: list[int | str] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

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
    """An SMTP server with STARTTLS and a login: what it got."""

    port: int
    ca_file: Path
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)


@contextmanager
def smtp_server(folder: Path, password: str = "hemligt") -> Iterator[Mailbox]:
    """A server on the loopback that takes mail only after STARTTLS and login."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as free:
        mailbox = Mailbox(free.getsockname()[1], ca_file)

    class Handler:
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
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
