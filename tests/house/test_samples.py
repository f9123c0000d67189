"""`scripts/make_samples.py` makes the sample reports in `raw/` from its sources, byte for byte."""

from __future__ import annotations

from pathlib import Path

from scripts.make_samples import make_samples
from tests.conftest import ROOT


def test_samples_are_made_byte_for_byte(tmp_path: Path) -> None:
    made = {path.name: path.read_bytes() for path in make_samples(tmp_path)}
    kept = {path.name: path.read_bytes() for path in (ROOT / "raw").iterdir() if not path.name.startswith(".")}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == [], "run `make samples`, or undo the change in raw/"
