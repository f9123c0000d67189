"""The files in `raw/` as the file system lists them, without opening any.

No link is followed. What is not a plain file is listed and never opened. The status of files is in the ledger.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dagster_project.warehouse.folder import WarehouseError

CONFIRM_REMOVAL = "BOKSLUT_CONFIRM_REMOVAL"
# From so many files on, the loss of more than half of them is taken for a share that is not mounted.
FILES_MISSED = 10


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file in `raw/` by its path relative to it, with slashes; `is_plain` is false for links, pipes and devices.

    `size_bytes` is its size, `modified_ns` the time of its last change in nanoseconds since 1970.
    """

    file_name: str
    size_bytes: int
    modified_ns: int
    is_plain: bool = True

    @property
    def stamp(self) -> tuple[str, int, int]:
        """Name, size and time, by which an unchanged file is recognized without opening it."""
        return self.file_name, self.size_bytes, self.modified_ns

    @property
    def unopened_id(self) -> str:
        """A stand-in for the document id while the bytes can't be read, so that the file is accounted for."""
        return hashlib.sha256(repr(self.stamp).encode()).hexdigest()

    def can_be_read(self, raw: Path) -> bool:
        """Whether its first byte can be read."""
        try:
            if self.is_plain:
                with (raw / self.file_name).open("rb") as file:
                    file.read(1)
        except OSError:
            return False
        return self.is_plain


def listing(raw: Path) -> list[ListedFile]:
    """Everything in `raw/` that is not a folder, by name, without hidden files and folders.

    Raises WarehouseError where there is no folder, as when the share that holds it is not mounted.
    """
    try:
        return sorted(_listing(raw, ""), key=lambda listed: listed.file_name)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        raise WarehouseError(
            f"There is no folder {raw} to read reports from ({error.strerror}): make it, or mount the share it is on."
        ) from error


def _listing(folder: Path, prefix: str) -> Iterator[ListedFile]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                described = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(described.st_mode):
                    yield from _listing(Path(entry.path), f"{prefix}{entry.name}/")
                    continue
            except FileNotFoundError:
                # Renamed or removed since the folder was listed.
                continue
            # A name that is not UTF-8 can't be stored as text: its odd bytes are written out.
            name = os.fsencode(prefix + entry.name).decode("utf-8", "backslashreplace")
            yield ListedFile(name, described.st_size, described.st_mtime_ns, stat.S_ISREG(described.st_mode))


def signature(listed: Iterable[ListedFile]) -> str:
    """A hash that changes when any file is written, added, renamed or removed."""
    return hashlib.sha256(repr([(*file.stamp, file.is_plain) for file in listed]).encode()).hexdigest()[:16]


def absence(files: int, known: int) -> str | None:
    """Why the files should not be taken for all files, given how many were known; None when they may be.

    An empty mount point looks like a folder whose files were all removed, so a removal of many has to be confirmed. A
    single file may be removed without.
    """
    if os.environ.get(CONFIRM_REMOVAL) or not (
        (files == 0 and known > 1) or (known >= FILES_MISSED and 2 * files < known)
    ):
        return None
    return (
        f"{files} files are in raw/ where {known} were: mount the share if it is away; if the files were removed, "
        f"confirm it by one run with {CONFIRM_REMOVAL}=1"
    )
