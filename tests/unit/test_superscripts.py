"""Raised characters at the end of a text are footnote marks, unless they are a unit's exponent."""

import pytest

from dagster_project.reading.sources.superscripts import superscripts_at_end


@pytest.mark.parametrize(
    ("parts", "any_case", "found"),
    [
        ([("Skatt", False), ("1", True), (" ", False)], False, (1, "1")),
        ([("Skatt", False), ("1", True), (",2", True)], False, (1, "1,2")),
        ([("Yta, km", False), ("2", True)], False, (2, "")),
        ([("Yta, KM", False), ("2", True)], False, (1, "2")),
        ([("Yta, KM", False), ("2", True)], True, (2, "")),
        ([("2", True)], False, (1, "")),
        ([("Skatt", False)], False, (1, "")),
    ],
)
def test_superscripts_at_the_end(parts: list[tuple[str, bool]], any_case: bool, found: tuple[int, str]) -> None:
    assert superscripts_at_end(parts, any_case=any_case) == found
