"""Raised characters at the end of a text: footnote marks, but not the exponents of units."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A raised digit after these is an exponent ("km²").
_UNIT = re.compile(r"\b[kcdm]?m\Z")
_UNIT_IN_ANY_CASE = re.compile(_UNIT.pattern, re.IGNORECASE)


def superscripts_at_end(parts: Sequence[tuple[str, bool]], *, any_case: bool) -> tuple[int, str]:
    """The number of parts before the superscripts at the end of a text, and the superscripts, "" where it has none.

    Each part is a piece of the text and whether it is raised. `any_case` also takes units in capitals for units.
    """
    kept = len(parts)
    while kept and (parts[kept - 1][1] or not parts[kept - 1][0].strip()):
        kept -= 1
    before = "".join(text for text, _ in parts[:kept])
    raised = "".join(text for text, _ in parts[kept:]).strip()
    unit = _UNIT_IN_ANY_CASE if any_case else _UNIT
    if not raised or not before.strip() or unit.search(before):
        return len(parts), ""
    return kept, raised
