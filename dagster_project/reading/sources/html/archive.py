"""Web pages saved as one file (MHTML), as Chrome and Edge do: a mail whose first HTML part is the page (RFC 2557)."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import cast

# Headers of a page that a browser saved; an ordinary mail with an HTML part has neither.
_OF_SAVED_PAGE = ("Snapshot-Content-Location", "Content-Location")
_SAVED_BY = "<Saved by"


def saved_page(data: bytes) -> bytes | None:
    """The HTML of a saved page, as bytes in its own encoding; None for anything else, a mail too."""
    message = message_from_bytes(data, policy=policy.default)
    is_saved = any(name in message for name in _OF_SAVED_PAGE) or str(message.get("From", "")).startswith(_SAVED_BY)
    if not is_saved or message.get_content_type() != "multipart/related":
        return None
    pages = (part for part in message.walk() if part.get_content_type() == "text/html")
    return next((cast(bytes, page.get_payload(decode=True)) for page in pages), None)
