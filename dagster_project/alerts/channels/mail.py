"""The e-mail channel: SMTP, each message as text and as HTML."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, parseaddr
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dagster_project.alerts.channels.base import ANSWER_SECONDS, Part, Send, Undelivered, secret
from dagster_project.alerts.channels.pictures import pictures
from dagster_project.alerts.config import EmailChannel
from dagster_project.alerts.messages import Message
from dagster_project.alerts.wording import Rendered, one_line, render
from dagster_project.warehouse.folder import WarehouseFolder

TEMPLATES = Path(__file__).parent

# Replies from here on are for good, those from 400 for now (RFC 5321, 4.2.1).
_FOR_GOOD = 500

_NOT_ASKED = (421, b"connection closed")

_Refusals = Mapping[str, tuple[int, bytes]]


@contextmanager
def email(channel: EmailChannel, language: str, folder: WarehouseFolder) -> Iterator[Send]:
    """Send all messages over one connection."""
    try:
        with _connected(channel) as server:
            yield lambda message, done: _send(server, compose(message, channel, language, folder), done)
    except ssl.SSLError as error:
        raise Undelivered(
            f"{channel.host} has a certificate that is not trusted ({error.reason}): name its authority as ca_file"
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Undelivered(
            f"{channel.host} refuses the login of {channel.username}: check {channel.password_env}"
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Undelivered(f"{channel.host} does not do what security: {channel.security} asks for: {error}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(
            f"{channel.host} port {channel.port}: {one_line(str(error)) or type(error).__name__}"
        ) from error


@contextmanager
def _connected(channel: EmailChannel) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context(cafile=channel.ca_file)
    here = socket.gethostname()
    server: smtplib.SMTP
    if channel.security == "tls":
        server = smtplib.SMTP_SSL(channel.host, channel.port, here, timeout=ANSWER_SECONDS, context=context)
    else:
        server = smtplib.SMTP(channel.host, channel.port, here, timeout=ANSWER_SECONDS)
    with server:
        if channel.security == "starttls":
            server.starttls(context=context)
        if channel.username is not None and channel.password_env is not None:
            server.login(channel.username, secret(channel.password_env))
        yield server


def _send(server: smtplib.SMTP, mail: EmailMessage, done: Collection[str]) -> Iterator[Part]:
    """Send the mail to the recipients who do not have it; the header names all of them at every attempt."""
    due = [address for _, address in getaddresses([mail["To"]]) if address not in done]
    refusals: _Refusals
    try:
        refusals = server.send_message(mail, to_addrs=due)
        yield from (Part(address) for address in due if address not in refusals)
    except smtplib.SMTPRecipientsRefused as error:
        # The server may have closed the connection before it was asked for all of them.
        refusals = dict.fromkeys(due, _NOT_ASKED) | error.recipients
    except smtplib.SMTPDataError as error:
        why = one_line(_reply(error.smtp_code, error.smtp_error))
        if error.smtp_code < _FOR_GOOD:
            raise Undelivered(f"not accepted for now: {why}", is_down=False) from error
        yield from (Part(address, why) for address in due)
        return
    for_now = {}
    for address, (code, reply) in refusals.items():
        if code >= _FOR_GOOD:
            yield Part(address, one_line(_reply(code, reply)), is_receiver=True)
        else:
            for_now[address] = one_line(_reply(code, reply))
    if for_now:
        whom = "; ".join(f"{address}: {why}" for address, why in for_now.items())
        raise Undelivered(f"not accepted for now for {whom}", is_down=False)


def _reply(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"


def compose(message: Message, channel: EmailChannel, language: str, folder: WarehouseFolder) -> EmailMessage:
    """The mail. Its Message-ID holds the message's id, so that a receiver recognizes a duplicate."""
    rendered = render(message, language)
    domain = parseaddr(channel.sender)[1].rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(rendered.subject)
    mail["From"] = channel.sender
    mail["To"] = ", ".join(channel.to)
    mail["Date"] = format_datetime(datetime.fromisoformat(message.created_at))
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    # The messages of one report are one thread.
    mail["References"] = f"<{message.group}.bokslut@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(plain(rendered))
    shown = pictures([item.lead for section in rendered.sections for item in section.items if item.sum], folder)
    names = {notice_id: f"{number}.{message.id}@{domain}" for number, notice_id in enumerate(shown)}
    mail.add_alternative(html(rendered, names), subtype="html")
    for notice_id, picture in shown.items():
        (*_, page) = mail.iter_parts()
        page.add_related(
            picture, "image", "png", cid=f"<{names[notice_id]}>", disposition="inline", filename=f"{notice_id}.png"
        )
    return mail


def plain(rendered: Rendered) -> str:
    """The message as text."""
    return _template("mail.txt").render(message=rendered)


def html(rendered: Rendered, pictures: Mapping[str, str]) -> str:
    """The message as HTML, with every value escaped; `pictures` are the Content-IDs of pictures by id of a notice."""
    return _template("mail.html").render(message=rendered, pictures=pictures)


@cache
def _template(name: str) -> Template:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(name)
