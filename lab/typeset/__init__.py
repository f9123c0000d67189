"""Typesetters of invented reports: one module for each engine, chosen by the case."""

from __future__ import annotations

import shutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from lab.printed import Case

# engine: (module here, file type, Python package, program); a package or program '' is not needed.
_ENGINES = {
    "typst": ("typst", ".pdf", "typst", ""),
    "reportlab": ("reportlab", ".pdf", "reportlab", ""),
    "weasyprint": ("weasyprint", ".pdf", "weasyprint", ""),
    "docx": ("docx", ".docx", "docx", ""),
    "docx_pdf": ("docx", ".pdf", "docx", "soffice"),
}


class CannotTypesetError(Exception):
    """This machine lacks an engine or a font that the case needs."""


def available() -> frozenset[str]:
    """The engines that this machine has."""
    return frozenset(
        engine
        for engine, (module, _, package, program) in _ENGINES.items()
        if find_spec(f"{__name__}.{module}") and _loads(package) and (not program or shutil.which(program))
    )


@cache
def _loads(package: str) -> bool:
    """Whether a package can be used: WeasyPrint may be installed without Pango, the library that it loads."""
    try:
        import_module(package)
    except (ImportError, OSError):
        return False
    return True


def typeset(case: Case, folder: Path) -> Path:
    """Print the case into `folder` with the engine it names and return the file.

    Raises:
        CannotTypesetError: this machine lacks the engine, or a font for the case's characters.
    """
    if case.engine not in available():
        raise CannotTypesetError(
            f"case {case.seed}: engine {case.engine!r} is not here; there is {sorted(available())}"
        )
    module, suffix, _, _ = _ENGINES[case.engine]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.seed}-{case.engine}{suffix}"
    import_module(f"{__name__}.{module}").typeset(case, path)
    return path
