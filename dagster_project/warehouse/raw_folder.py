"""What lies in `raw/`: its files as the file system tells of them, without opening any.

Nothing is followed out of the folder: what is no plain file is seen, named and never opened. What has become of files
is the ledger's.
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
# Fewer files than half of these are taken for a share that is away, not for files that were removed.
FILES_MISSED = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """A file in `raw/`, by its path relative to it, with slashes; `is_plain` is false of links, pipes and devices."""

    file_name: str
    size_bytes: int
    modified_ns: int
    is_plain: bool = True

    @property
    def place(self) -> tuple[str, int, int]:
        """By what a file is known again without being opened."""
        return self.file_name, self.size_bytes, self.modified_ns

    @property
    def unopened_id(self) -> str:
        """In place of a document id while the bytes can't be had, so that the file is accounted for."""
        return hashlib.sha256(repr(self.place).encode()).hexdigest()

    def can_be_read(self, raw: Path) -> bool:
        """Whether it gives its first byte."""
        try:
            if self.is_plain:
                with (raw / self.file_name).open("rb") as file:
                    file.read(1)
        except OSError:
            return False
        return self.is_plain


def look(raw: Path) -> list[Seen]:
    """Everything in `raw/` that is no folder, by name; hidden files and folders left out.

    Raises WarehouseError where there is no folder, as when the share it is on is away.
    """
    try:
        return sorted(_look(raw, ""), key=lambda seen: seen.file_name)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        raise WarehouseError(
            f"There is no folder {raw} to read reports from ({error.strerror}): make it, or mount the share it is on."
        ) from error


def _look(folder: Path, prefix: str) -> Iterator[Seen]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                described = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(described.st_mode):
                    yield from _look(Path(entry.path), f"{prefix}{entry.name}/")
                    continue
            except FileNotFoundError:
                # Renamed or removed since the folder was listed.
                continue
            # A name that is not UTF-8 can't be kept as text; it is told with its odd bytes written out.
            name = os.fsencode(prefix + entry.name).decode("utf-8", "backslashreplace")
            yield Seen(name, described.st_size, described.st_mtime_ns, stat.S_ISREG(described.st_mode))


def signature(seen: Iterable[Seen]) -> str:
    """A hash that changes when any file is written, added, renamed or removed."""
    return hashlib.sha256(repr([(*file.place, file.is_plain) for file in seen]).encode()).hexdigest()[:16]


def is_away(files: int, known: int) -> str | None:
    """Why the files should not be taken for all there are, when so few are left of those known; None when they may be.

    An empty mount point looks as a folder whose files were all removed; who removed them says so. One lone file may go.
    """
    if os.environ.get(CONFIRM_REMOVAL) or not (
        (files == 0 and known > 1) or (known >= FILES_MISSED and 2 * files < known)
    ):
        return None
    return (
        f"{files} files are in raw/ where {known} were: mount the share if it is away; if the files were removed, "
        f"say so by one run with {CONFIRM_REMOVAL}=1"
    )
