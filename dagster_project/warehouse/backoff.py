"""How long to wait before something that failed is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

# Beyond this many steps every wait is the longest one, and the power would only overflow.
_MOST_STEPS = 16


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that grow by `factor` from `first`, up to `longest`."""

    first: timedelta
    factor: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """The wait after that many failures in a row, from 1."""
        steps: int = self.factor ** min(failures - 1, _MOST_STEPS)
        return min(self.first * steps, self.longest)
