"""Channels by HTTP POST: any webhook (signed), Slack and Microsoft Teams.

Text of reports is never markup: for Slack it is escaped plain text, for Teams text runs, which take no Markdown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from dagster_project.alerts.channels.base import ANSWER_SECONDS, CONNECT_SECONDS, Send, Undelivered, secret
from dagster_project.alerts.config import SlackChannel, TeamsChannel, WebhookChannel
from dagster_project.alerts.messages import Message
from dagster_project.alerts.payload import payload
from dagster_project.alerts.texts import text
from dagster_project.alerts.wording import Item, Rendered, render

# Slack takes 50 blocks of 3 000 characters each, Teams 28 kB.
SLACK_ITEMS = 20
SLACK_SECTION = 2900
SLACK_HEADER = 150
TEAMS_ITEMS = 20
TEAMS_BYTES = 25_000


@contextmanager
def webhook(channel: WebhookChannel, language: str) -> Iterator[Send]:
    """Post JSON with a stable id in the header, signed as Standard Webhooks specifies where there is a secret."""
    url = channel.url or secret(channel.url_env or "")
    key = _key(channel.secret_env) if channel.secret_env else None

    def headers(message: Message, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        found = {"webhook-id": message.id, "webhook-timestamp": now, "Idempotency-Key": message.id}
        return found | ({"webhook-signature": signature(key, message.id, now, body)} if key else {})

    yield _poster(url, lambda message: payload(message, language), headers)


@contextmanager
def slack(channel: SlackChannel, language: str) -> Iterator[Send]:
    """Post blocks of plain text."""
    yield _poster(secret(channel.url_env), lambda message: slack_message(render(message, language, SLACK_ITEMS)))


@contextmanager
def teams(channel: TeamsChannel, language: str) -> Iterator[Send]:
    """Post an Adaptive Card."""
    yield _poster(secret(channel.url_env), lambda message: teams_message(message, language))


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """The header `webhook-signature` of Standard Webhooks: version 1, HMAC-SHA256 of id, time and body."""
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _key(variable: str) -> bytes:
    value = secret(variable)
    if not value.startswith("whsec_"):
        return value.encode()
    try:
        return base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise Undelivered(f"the environment variable {variable} is not base64 after whsec_: copy it whole") from error


def _poster(
    url: str,
    content: Callable[[Message], Any],
    headers: Callable[[Message, bytes], Mapping[str, str]] = lambda message, body: {},
) -> Send:
    def send(message: Message) -> None:
        body = json.dumps(content(message), ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "bokslut", **headers(message, body)}
        try:
            # The answer's body is of no use and may be endless. A redirect means that the URL must be changed.
            with requests.post(
                url, body, headers=sent, timeout=(CONNECT_SECONDS, ANSWER_SECONDS), allow_redirects=False, stream=True
            ) as answer:
                _check(answer)
        except requests.RequestException as error:
            raise _undelivered(error) from None

    return send


def _check(answer: requests.Response) -> None:
    code = answer.status_code
    if 200 <= code < 300:
        return
    if 300 <= code < 400:
        raise Undelivered(f"answered {code}, another address: use the one it leads to")
    if code in (401, 403, 404, 410):
        raise Undelivered(f"answered {code}: the address or the right to use it is gone; make a new webhook")
    after = answer.headers.get("Retry-After", "")
    retry_after = float(after) if after.isdecimal() else None
    raise Undelivered(f"answered {code}", is_down=code == 429 or code >= 500, retry_after=retry_after)


def _undelivered(error: requests.RequestException) -> Undelivered:
    """The error without the URL, which may be a secret and which libraries put into their texts."""
    if isinstance(error, requests.exceptions.SSLError):
        return Undelivered("the certificate of the receiver is not trusted")
    if isinstance(error, requests.ConnectTimeout):
        return Undelivered(f"no connection within {CONNECT_SECONDS:.0f} s")
    if isinstance(error, requests.Timeout):
        return Undelivered(f"no answer within {ANSWER_SECONDS:.0f} s")
    if isinstance(error, ValueError):
        return Undelivered("what is given as its address is not a web address")
    return Undelivered(f"no connection ({type(error).__name__})")


def slack_message(rendered: Rendered) -> dict[str, Any]:
    """The body for an incoming webhook of Slack."""
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _slack_text(rendered.subject, SLACK_HEADER)}]
    if rendered.intro:
        blocks.append({"type": "section", "text": _slack_text(rendered.intro)})
    for section in rendered.sections:
        blocks.append({"type": "divider"})
        for item in section.items:
            blocks.append({"type": "section", "text": _slack_text(_lines(item))})
            if item.is_link:
                link = (
                    f"<{escaped(item.evidence or '').replace('|', '%7C')}|{text('open_evidence', rendered.language)}>"
                )
                blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": link}]})
        if section.more:
            blocks.append({"type": "section", "text": _slack_text(section.more)})
    blocks.append({"type": "context", "elements": [_slack_text(rendered.footer)]})
    return {"text": escaped(rendered.subject), "blocks": blocks}


def _slack_text(value: str, most: int = SLACK_SECTION) -> dict[str, Any]:
    return {"type": "plain_text", "text": _cut(escaped(value), most), "emoji": False}


def escaped(value: str) -> str:
    """Text in which Slack finds neither links nor mentions."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(value: str, most: int) -> str:
    """Escaped text cut to at most `most` characters, never inside an entity."""
    if len(value) <= most:
        return value
    return re.sub(r"&[a-z]*$", "", value[: most - 1]) + "…"


def _lines(item: Item) -> str:
    return "\n".join([item.title, *([item.detail] if item.detail else []), *(f"{a}: {b}" for a, b in item.lines)])


def teams_message(message: Message, language: str) -> dict[str, Any]:
    """The body for a webhook of Teams' Workflows: an Adaptive Card with as many items as fit."""
    most = TEAMS_ITEMS
    while True:
        card = _card(render(message, language, most))
        if most == 1 or len(json.dumps(card, ensure_ascii=False).encode()) <= TEAMS_BYTES:
            break
        most = max(1, most // 2)
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _card(rendered: Rendered) -> dict[str, Any]:
    body = [_runs([(rendered.subject, {"weight": "Bolder", "size": "Medium"})])]
    if rendered.intro:
        body.append(_runs([(rendered.intro, {})]))
    for section in rendered.sections:
        body.append(_runs([(section.heading, {"weight": "Bolder"})], separator=True))
        for item in section.items:
            lines: list[tuple[str, dict[str, Any]]] = [(item.detail, {})] if item.detail else []
            lines += [(f"{label}: {value}", {"isSubtle": True, "size": "Small"}) for label, value in item.lines]
            body.append(_runs([(item.title, {"weight": "Bolder"})], spacing="Medium"))
            body += [_runs([line], spacing="None") for line in lines]
            if item.is_link:
                action = {
                    "type": "Action.OpenUrl",
                    "title": text("open_evidence", rendered.language),
                    "url": item.evidence,
                }
                body.append({"type": "ActionSet", "actions": [action]})
        if section.more:
            body.append(_runs([(section.more, {})]))
    body.append(_runs([(rendered.footer, {"isSubtle": True, "size": "Small"})], separator=True))
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }


def _runs(runs: list[tuple[str, dict[str, Any]]], **layout: Any) -> dict[str, Any]:
    inlines = [{"type": "TextRun", "text": value, **style} for value, style in runs]
    return {"type": "RichTextBlock", "inlines": inlines, **layout}
