"""Channels by HTTP POST: any webhook (signed), Slack and Microsoft Teams."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import requests

from dagster_project.alerts.channels.base import ANSWER_SECONDS, CONNECT_SECONDS, Part, Send, Undelivered, secret
from dagster_project.alerts.channels.slack import slack_posts
from dagster_project.alerts.channels.teams import teams_posts
from dagster_project.alerts.config import SlackChannel, TeamsChannel, WebhookChannel
from dagster_project.alerts.messages import Message
from dagster_project.alerts.payload import payload
from dagster_project.alerts.wording import render

# A longer message is cut: its items can be queried.
MOST_ITEMS = 100
# Answers to a request whose body is refused; the same body is refused again.
FORM_REFUSED = (400, 405, 406, 413, 414, 415, 422)


@contextmanager
def webhook(channel: WebhookChannel, language: str) -> Iterator[Send]:
    """Post JSON with a stable id in the header, signed as Standard Webhooks specifies where there is a secret."""
    url = channel.url or secret(channel.url_env or "")
    key = _key(channel.secret_env) if channel.secret_env else None

    def headers(message: Message, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        found = {"webhook-id": message.id, "webhook-timestamp": now, "Idempotency-Key": message.id}
        return found | ({"webhook-signature": signature(key, message.id, now, body)} if key else {})

    yield _poster(url, lambda message: [payload(message, language)], headers)


@contextmanager
def slack(channel: SlackChannel, language: str) -> Iterator[Send]:
    """Post blocks of plain text."""
    yield _poster(secret(channel.url_env), lambda message: slack_posts(render(message, language, MOST_ITEMS)))


@contextmanager
def teams(channel: TeamsChannel, language: str) -> Iterator[Send]:
    """Post Adaptive Cards."""
    yield _poster(secret(channel.url_env), lambda message: teams_posts(render(message, language, MOST_ITEMS)))


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
    posts: Callable[[Message], Sequence[Any]],
    headers: Callable[[Message, bytes], Mapping[str, str]] = lambda message, body: {},
) -> Send:
    def send(message: Message, done: Collection[str]) -> Iterator[Part]:
        for number, content in enumerate(posts(message), start=1):
            if str(number) not in done:
                body = json.dumps(content, ensure_ascii=False).encode()
                yield Part(str(number), _post(url, body, headers(message, body)))

    return send


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> str | None:
    """Post once; why the body is refused for good, None when it is taken."""
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "bokslut", **headers}
    try:
        # The answer's body is of no use and may be endless. A redirect means that the URL must be changed.
        with requests.post(
            url, body, headers=sent, timeout=(CONNECT_SECONDS, ANSWER_SECONDS), allow_redirects=False, stream=True
        ) as answer:
            return _refusal(answer)
    except requests.RequestException as error:
        raise _undelivered(error) from None


def _refusal(answer: requests.Response) -> str | None:
    code = answer.status_code
    if 200 <= code < 300:
        return None
    if code in FORM_REFUSED:
        return f"HTTP {code}"
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
