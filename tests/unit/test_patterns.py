"""Patterns that the sources share: bullets and headings by size."""

from __future__ import annotations

import pytest

from dagster_project.reading.sources.patterns import BULLET, PRINTED_BULLET, heading_level


@pytest.mark.parametrize(
    ("text", "typed", "printed"),
    [("• Mål", "•", "•"), ("– Mål", "–", "–"), ("–92", None, None), ("•Mål", None, "•"), ("●\u00a0Mål", None, "●")],
)
def test_bullets(text: str, typed: str | None, printed: str | None) -> None:
    found = (BULLET.match(text), PRINTED_BULLET.match(text))
    assert tuple(match and match[1] for match in found) == (typed, printed)


@pytest.mark.parametrize(
    ("text", "size", "bold", "level"),
    [
        ("Ekonomi", 16.0, False, 1),
        ("Ekonomi", 13.9, False, 2),
        ("Ekonomi", 11.0, False, None),
        ("Ekonomi", 11.0, True, 3),
        ("Ekonomi", 10.0, True, 3),
        ("Ekonomi", 9.0, True, None),
        ("Ekonomin är god.", 12.0, True, None),
        ("Hur gick det.", 16.0, True, 1),
        ("2.1.3 Personal", 16.0, False, 3),
    ],
)
def test_a_heading_is_larger_or_bold_and_its_number_or_size_gives_its_level(
    text: str, size: float, bold: bool, level: int | None
) -> None:
    assert heading_level(text, size, bold, 10.0, {1: 16.0, 2: 14.0}) == level
