"""The boundaries between the stages of a run, at which tests end the process as `kill -9` or a power cut would.

Nothing else belongs here, and nothing happens here unless `BOKSLUT_FAULT` names a boundary.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "BOKSLUT_FAULT"

BOUNDARIES = {
    "registered": "the ledger knows the files and a build has begun; nothing is read",
    "archived": "the bytes of a document are kept; it is not staged",
    "staged": "a document is staged; the ledger still has it as pending",
    "recorded": "the ledger has one document as staged; others are pending",
    "read": "every document is staged and recorded; no model is built",
    "built": "the models are built; nothing is published",
    "copied": "the new release has its database; it is still a hidden folder",
    "released": "the new release is whole under its own name; no link leads to it",
    "switched": "`current` leads to the new release; the fixed links may be missing",
    "published": "analysts see the new release; the state does not know of it",
    "ended": "the state knows of the release; what comes after publication is not done",
}


def reach(boundary: str) -> None:
    """Say that a run has come to a boundary; end the process at once if that is the one asked for."""
    if boundary not in BOUNDARIES:
        raise KeyError(boundary)
    if os.environ.get(VARIABLE) == boundary:
        os.kill(os.getpid(), signal.SIGKILL)
