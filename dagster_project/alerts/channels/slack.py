"""Messages of Slack: blocks of escaped plain text, in which the text of a report is never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dagster_project.alerts.channels.posts import Blocks, numbered, packed
from dagster_project.alerts.texts import text
from dagster_project.alerts.wording import Item, Rendered

# Slack takes 50 blocks a message, of them one header and one footer here, and 3 000 characters a block.
MOST_BLOCKS = 48
SECTION = 2900
HEADER = 150
# Blocks of more than about 11 000 characters together are refused too, which Slack does not document.
MOST_CHARACTERS = 9000
NUMBER = len(" (10/10)")


def slack_posts(rendered: Rendered) -> list[dict[str, Any]]:
    """The bodies for an incoming webhook of Slack, as many as the message needs."""
    posts = list(packed(_groups(rendered), _fits))
    return [
        {
            "text": escaped(numbered(rendered.subject, number, posts)),
            "blocks": [
                {"type": "header", "text": _plain(numbered(_cut(rendered.subject, HEADER - NUMBER), number, posts))},
                *post,
                {"type": "context", "elements": [_plain(_cut(rendered.ending, SECTION))]},
            ],
        }
        for number, post in enumerate(posts, start=1)
    ]


def _groups(rendered: Rendered) -> Iterator[Blocks]:
    if rendered.intro:
        yield _sections(rendered.intro)
    for section in rendered.sections:
        above: Blocks = [{"type": "divider"}]
        for item in section.items:
            yield above + _sections("\n".join([item.title, *item.texts])) + _link(item, rendered.language)
            above = []
        if section.more:
            yield _sections(section.more)


def _fits(blocks: Blocks) -> bool:
    return len(blocks) <= MOST_BLOCKS and sum(len(part) for part in _texts(blocks)) <= MOST_CHARACTERS


def _texts(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        for element in [block.get("text"), *block.get("elements", ())]:
            if element is not None:
                yield element["text"]


def _link(item: Item, language: str) -> Blocks:
    if item.link is None:
        return []
    link = f"<{escaped(item.link).replace('|', '%7C')}|{text('open_evidence', language)}>"
    return [{"type": "context", "elements": [{"type": "mrkdwn", "text": link}]}]


def _sections(value: str) -> Blocks:
    """Text as sections, parted where it is longer than one takes, and never inside an entity."""
    left = escaped(value)
    found: Blocks = []
    while left:
        part = left if len(left) <= SECTION else re.sub(r"&[a-z]*$", "", left[:SECTION])
        found.append({"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}})
        left = left[len(part) :]
    return found


def _plain(value: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": escaped(value), "emoji": False}


def _cut(value: str, most: int) -> str:
    """Text that is at most `most` characters long once it is escaped."""
    if len(escaped(value)) <= most:
        return value
    while len(escaped(value)) > most - 1:
        value = value[:-1]
    return f"{value}…"


def escaped(value: str) -> str:
    """Text in which Slack finds neither links nor mentions."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
