"""Typesets a case as a web page."""

from __future__ import annotations

from pathlib import Path

from lab.printed import Case
from lab.typeset.weasyprint import html_of


def typeset(case: Case, path: Path) -> None:
    """Write the case as HTML."""
    path.write_text(html_of(case), encoding="utf-8")
