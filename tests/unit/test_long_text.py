"""Long texts are read in little memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import long_text

PAGES = 400
MOST_MEGABYTES = 500


@pytest.mark.slow
def test_a_text_of_many_pages_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    long_text.write(path, PAGES)
    read = long_text.measure(path)
    assert read.pages == PAGES
    assert read.figures == long_text.expected_figures(PAGES)
    assert read.megabytes < MOST_MEGABYTES
