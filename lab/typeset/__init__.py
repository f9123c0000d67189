"""Typesetters of invented reports: one module per engine. The case names its engine."""

from __future__ import annotations

import shutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from lab.printed import Case

# engine: (module, file suffix, Python package, program or '')
_ENGINES = {
    "typst": ("typst", ".pdf", "typst", ""),
    "reportlab": ("reportlab", ".pdf", "reportlab", ""),
    "weasyprint": ("weasyprint", ".pdf", "weasyprint", ""),
    "docx": ("docx", ".docx", "docx", ""),
    "docx_pdf": ("docx", ".pdf", "docx", "soffice"),
    "html": ("html", ".html", "html", ""),
    "text_layout": ("text", ".txt", "unicodedata", ""),
    "text_cells": ("text", ".txt", "unicodedata", ""),
    "text_rows": ("text", ".txt", "unicodedata", ""),
    "text_tabs": ("text", ".txt", "unicodedata", ""),
}


class CannotTypesetError(Exception):
    """An engine or a font that the case needs is not installed."""


def available() -> frozenset[str]:
    """The installed engines."""
    return frozenset(
        engine
        for engine, (module, _, package, program) in _ENGINES.items()
        if find_spec(f"{__name__}.{module}") and _loads(package) and (not program or shutil.which(program))
    )


@cache
def _loads(package: str) -> bool:
    """Whether a package can be imported: WeasyPrint fails without the library Pango."""
    try:
        import_module(package)
    except (ImportError, OSError):
        return False
    return True


def typeset(case: Case, folder: Path) -> Path:
    """Write the case into `folder` with its engine and return the file.

    Raises:
        CannotTypesetError: the engine, or a font for the case's characters, is not installed.
    """
    if case.engine not in available():
        installed = ", ".join(sorted(available()))
        raise CannotTypesetError(f"engine {case.engine!r} is not installed; installed: {installed}")
    module, suffix, _, _ = _ENGINES[case.engine]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.seed}-{case.engine}{suffix}"
    import_module(f"{__name__}.{module}").typeset(case, path)
    return path
