"""The one error of reading: it either succeeds or raises `UnreadableReport`."""

from __future__ import annotations

from dagster_project.terms import Reason


class UnreadableReport(Exception):
    """The file is not a readable report.

    `detail` is a sentence that names the fault and what to do about it.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[UnreadableReport], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)
