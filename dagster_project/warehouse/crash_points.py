"""The boundaries between the stages of a run, where tests end the process as `kill -9` or a power cut would.

Nothing happens here unless `BOKSLUT_CRASH_POINT` names a boundary.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "BOKSLUT_CRASH_POINT"

CRASH_POINTS = {
    "registered": "the ledger knows the files and a build has begun; nothing is read",
    "archived": "the bytes of a document are archived; it is not staged",
    "staged": "a document is staged; in the ledger it is still pending",
    "recorded": "in the ledger one document is read; others are pending",
    "read": "every document is staged and recorded; no model is built",
    "built": "the models are built; nothing is published",
    "copied": "the new release has its database; it is still a hidden folder",
    "released": "the new release is whole under its own name; no link leads to it",
    "switched": "`current` leads to the new release; the fixed links may be missing",
    "published": "analysts see the new release; the state does not know of it",
    "ended": "the state knows of the release; the steps after publication are not done",
}


def crash_point(name: str) -> None:
    """Mark a boundary that a run has reached; end the process here if the environment asks for it.

    Raises KeyError for a name that is not in CRASH_POINTS.
    """
    if name not in CRASH_POINTS:
        raise KeyError(name)
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
