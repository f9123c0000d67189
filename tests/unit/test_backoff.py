from __future__ import annotations

from datetime import timedelta

import pytest

from dagster_project.warehouse.backoff import Backoff

RETRY = Backoff(first=timedelta(seconds=30), factor=4, longest=timedelta(hours=1))


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 120), (4, 1920), (5, 3600), (10**6, 3600)])
def test_waits_grow_up_to_the_longest(failures: int, seconds: int) -> None:
    assert RETRY.wait(failures) == timedelta(seconds=seconds)
