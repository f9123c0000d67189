"""What to do about the faults of a machine: each known by the words that libraries use for it.

Only texts. Where a fault has a place of its own in the code, as a lock that is held, it is told there.
"""

from __future__ import annotations

import re
from pathlib import Path

# Words of an error -> what to do; {warehouse} is the folder. What runs again goes on from where the last run got to.
REMEDIES = {
    r"No space left on device|disk is full|Disk quota exceeded|File too large": (
        "The disk is full: free space on the disk of {warehouse} (each release there is a whole copy), then run again."
    ),
    r"Read-only file system|readonly database|read-only mode": (
        "The warehouse can't be written to: mount the disk of {warehouse} for writing, then run again."
    ),
    r"Permission denied|Operation not permitted": (
        "The user that runs this may not write to the warehouse: give it the folder {warehouse} and all that is in it "
        "(chown -R), then run again."
    ),
    r"Could not set lock on file|database is locked|Conflicting lock": (
        "Another program has a database of the warehouse open for writing: close it, then run again. To look at "
        "results open bokslut.duckdb in {warehouse} read-only."
    ),
    r"Input/output error|disk I/O error|Stale file handle|Transport endpoint|Connection timed out|Host is down": (
        "A disk or a share does not answer: see that it is mounted and well, then run again."
    ),
    r"Cannot allocate memory|Out of Memory|MemoryError": (
        "Memory ran out: end other programs, or give the machine more, then run again."
    ),
}


def remedy(text: str, warehouse: Path) -> str | None:
    """What to do about an error, by its text; None when it is no fault of the machine."""
    for words, told in REMEDIES.items():
        if re.search(words, text):
            return told.format(warehouse=warehouse)
    return None


def with_remedy(text: str, warehouse: Path) -> str:
    """The text of an error, and below it what to do where that is known."""
    told = remedy(text, warehouse)
    return f"{text}\n{told}" if told else text
