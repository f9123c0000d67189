"""What to do about faults of the machine, each recognized by the words that libraries use for it.

Only texts. A fault that the code itself detects, such as a lock that is held, has its hint there.
"""

from __future__ import annotations

import re
from pathlib import Path

# Pattern of an error text -> what to do; {warehouse} is the folder. The next run continues where the last one ended.
HINTS = {
    r"No space left on device|disk is full|Disk quota exceeded|File too large": (
        "The disk is full: free space on the disk of {warehouse} (each release there is a whole copy), then run again."
    ),
    r"Read-only file system|readonly database|read-only mode": (
        "The warehouse can't be written to: mount the disk of {warehouse} for writing, then run again."
    ),
    r"Permission denied|Operation not permitted": (
        "The user that runs this may not write to the warehouse: give it the folder {warehouse} and everything in it "
        "(chown -R), then run again."
    ),
    r"Could not set lock on file|database is locked|Conflicting lock": (
        "Another program has a database of the warehouse open for writing: close it, then run again. To look at "
        "results open bokslut.duckdb in {warehouse} read-only."
    ),
    r"Input/output error|disk I/O error|Stale file handle|Transport endpoint|Connection timed out|Host is down": (
        "A disk or a share does not answer: check that it is mounted and healthy, then run again."
    ),
    r"Cannot allocate memory|Out of Memory|MemoryError": (
        "Memory ran out: end other programs, or give the machine more, then run again."
    ),
}


def hint(text: str, warehouse: Path) -> str | None:
    """What to do about an error with this text; None when it is not a fault of the machine."""
    for pattern, advice in HINTS.items():
        if re.search(pattern, text):
            return advice.format(warehouse=warehouse)
    return None


def with_hint(text: str, warehouse: Path) -> str:
    """The text of an error, followed by a line with its hint where there is one."""
    advice = hint(text, warehouse)
    return f"{text}\n{advice}" if advice else text
