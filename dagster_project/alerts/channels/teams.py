"""Messages of Microsoft Teams: Adaptive Cards of text runs, which take no Markdown from the text of a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dagster_project.alerts.channels.posts import Blocks, numbered, packed
from dagster_project.alerts.texts import text
from dagster_project.alerts.wording import Item, Rendered

# Teams takes 28 KB and counts them in UTF-16, whatever the encoding of the request.
MOST_BYTES = 28_000
_ENCODING = "utf-16-le"
_BOLD = {"weight": "Bolder"}
_SUBTLE = {"isSubtle": True, "size": "Small"}


def teams_posts(rendered: Rendered) -> list[dict[str, Any]]:
    """The bodies for a webhook of Teams' Workflows: a card each, as many as the message needs."""
    posts = list(packed(_groups(rendered), lambda body: _size(_post(rendered, rendered.subject, body)) <= MOST_BYTES))
    return [
        _post(rendered, numbered(rendered.subject, number, posts), post) for number, post in enumerate(posts, start=1)
    ]


def _size(post: dict[str, Any]) -> int:
    return len(json.dumps(post, ensure_ascii=False).encode(_ENCODING))


def _post(rendered: Rendered, subject: str, body: Blocks) -> dict[str, Any]:
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [
            _runs((subject, {**_BOLD, "size": "Medium"})),
            *body,
            _runs((rendered.ending, _SUBTLE), separator=True),
        ],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _groups(rendered: Rendered) -> Iterator[Blocks]:
    if rendered.intro:
        yield [_runs((rendered.intro, {}))]
    for section in rendered.sections:
        above = [_runs((section.heading, _BOLD), separator=True)]
        for item in section.items:
            yield above + _item(item, rendered.language)
            above = []
        if section.more:
            yield [_runs((section.more, {}))]


def _item(item: Item, language: str) -> Blocks:
    body = [_runs((item.title, _BOLD), spacing="Medium"), *(_runs((line, {}), spacing="None") for line in item.texts)]
    if item.link is not None:
        action = {"type": "Action.OpenUrl", "title": text("open_evidence", language), "url": item.link}
        body.append({"type": "ActionSet", "actions": [action]})
    return body


def _runs(run: tuple[str, dict[str, Any]], **layout: Any) -> dict[str, Any]:
    value, style = run
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": value, **style}], **layout}
