"""Fixtures and options for all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from pathlib import Path

import hypothesis
import pytest

# The time of an example depends on the machine more than on the code; `make bench` measures speed.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# Importing all tests makes lasting objects, and collecting garbage among them takes as long as the imports.
gc.disable()

# A test that runs a whole pipeline, on a machine that does other things as well.
SLOW_SECONDS = 1200

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite tests/golden from what is read now")


def goldens_are_rewritten(asked: bool, environment: Mapping[str, str]) -> bool:
    """Whether goldens are written instead of compared. Never in CI, where nobody reads the difference."""
    if asked and environment.get("CI"):
        raise pytest.UsageError("--update-goldens rewrites what CI compares with: run it by hand and read the diff")
    return asked


def pytest_configure(config: pytest.Config) -> None:
    goldens_are_rewritten(config.getoption("--update-goldens"), os.environ)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(SLOW_SECONDS))


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Whether this run writes the golden files."""
    return goldens_are_rewritten(pytestconfig.getoption("--update-goldens"), os.environ)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the repository. Tests that need it are skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "reports").is_dir():
        pytest.skip("the real reports are not beside the repository")
    return folder
