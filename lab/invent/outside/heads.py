"""Header words as printed: broken over lines, hyphenated, or cut where the column ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

# A blank between words, not beside a dash.
_PARTS = re.compile(r" (?![-–] )(?<![-–] )")
# Where words of heads are divided.
_DIVIDED = {
    "budgetavvikelse": ("budget", "avvikelse"),
    "avvikelse": ("avvik", "else"),
    "prognosavvikelse": ("prognos", "avvikelse"),
    "årsbudget": ("års", "budget"),
    "årsprognos": ("års", "prognos"),
    "helårsprognos": ("helårs", "prognos"),
    "helårsbudget": ("helårs", "budget"),
    "kommunbidrag": ("kommun", "bidrag"),
    "internbudget": ("intern", "budget"),
    "periodbudget": ("period", "budget"),
    "periodutfall": ("period", "utfall"),
    "nettokostnad": ("netto", "kostnad"),
    "nettobudget": ("netto", "budget"),
    "ackumulerat": ("ackumu", "lerat"),
    "föregående": ("före", "gående"),
    "förändring": ("föränd", "ring"),
}


def as_printed(rng: Random, text: str, form: str) -> str:
    """A head in the form `plain`, `broken` (at blanks), `hyphenated` or `cut` (inside words, without a hyphen)."""
    if form == "plain":
        return text
    if form == "broken":
        return _broken(rng, text)
    hyphen = "-" if form == "hyphenated" else ""
    return re.sub(r"\w+", lambda match: _divided(match[0], hyphen), _broken(rng, text))


def on_two_lines(texts: Sequence[str]) -> list[str] | None:
    """All heads on two lines, so that both lines have as many parts; None where one is a single word."""
    found = []
    for text in texts:
        parts = _PARTS.split(text)
        divided = _DIVIDED.get(text.lower())
        if len(parts) > 1:
            found.append(f"{parts[0]}\n{' '.join(parts[1:])}")
        elif divided:
            found.append(_divided(text, ""))
        else:
            return None
    return found


def _broken(rng: Random, text: str) -> str:
    """On two lines, or on a line per word. A dash between blanks keeps its words together."""
    parts = _PARTS.split(text)
    if len(parts) < 2:
        return text
    if rng.random() < 0.25:
        return "\n".join(parts)
    at = rng.randint(1, len(parts) - 1)
    return " ".join(parts[:at]) + "\n" + " ".join(parts[at:])


def _divided(word: str, hyphen: str) -> str:
    parts = _DIVIDED.get(word.lower())
    if parts is None:
        return word
    at = len(parts[0])
    return f"{word[:at]}{hyphen}\n{word[at:]}"
