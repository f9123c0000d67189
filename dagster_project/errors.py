"""Why a file could not be read. A reading either succeeds or raises `UnreadableReport`; nothing else may escape it."""

from __future__ import annotations


class UnreadableReport(Exception):
    """A file that is no readable report.

    `reason` is one of empty, truncated, encrypted, no_text, ocr_missing, wrong_format, not_a_file, no_permission,
    unreachable, too_large, timed_out, died, failed; `detail` is a sentence that names what is wrong and what to do
    about it.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[UnreadableReport], tuple[str, str]]:
        return type(self), (self.reason, self.detail)
