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
from dagster_project.warehouse.leftovers import is_leftover, is_leftover_folder

CONFIRM_REMOVAL = "BOKSLUT_CONFIRM_REMOVAL"
# From so many files on, the loss of more than half of them is taken for a share that is not mounted.
FILES_MISSED = 10


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file in `raw/` by its path relative to it, with slashes; `is_plain` is false for links, pipes and devices.

    `size_bytes` is its size, `modified_ns` the time of its last change in nanoseconds since 1970. It `is_leftover` if a
    program left it there, so that it is no report.
    """

    file_name: str
    size_bytes: int
    modified_ns: int
    is_plain: bool = True
    is_leftover: bool = False

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
    """Everything in `raw/` that may be a report, by name: no folders, no hidden files and none that programs leave.

    Raises WarehouseError where there is no folder, as when the share that holds it is not mounted.
    """
    return [listed for listed in _all_files(raw) if not listed.is_leftover]


def passed_over(raw: Path) -> list[str]:
    """The names of the files in `raw/` that programs leave and that are never read; of hidden ones, those known.

    Raises WarehouseError as `listing` does.
    """
    return [listed.file_name for listed in _all_files(raw) if listed.is_leftover]


def _all_files(raw: Path) -> list[ListedFile]:
    try:
        return sorted(_listing(raw, "", within_leftovers=False), key=lambda listed: listed.file_name)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        raise WarehouseError(
            f"There is no folder {raw} to read reports from ({error.strerror}): make it, or mount the share it is on."
        ) from error


def _listing(folder: Path, prefix: str, *, within_leftovers: bool) -> Iterator[ListedFile]:
    with os.scandir(folder) as scanned:
        entries = [entry for entry in scanned if not entry.name.startswith(".") or _is_hidden_leftover(entry)]
        names = {entry.name for entry in entries}
        for entry in entries:
            try:
                described = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(described.st_mode):
                    is_of_program = within_leftovers or is_leftover_folder(entry.name, names)
                    yield from _listing(Path(entry.path), f"{prefix}{entry.name}/", within_leftovers=is_of_program)
                    continue
            except FileNotFoundError:
                # Renamed or removed since the folder was listed.
                continue
            # A name that is not UTF-8 can't be stored as text: its odd bytes are written out.
            name = os.fsencode(prefix + entry.name).decode("utf-8", "backslashreplace")
            is_of_program = within_leftovers or is_leftover(entry.name)
            is_plain = stat.S_ISREG(described.st_mode)
            yield ListedFile(name, described.st_size, described.st_mtime_ns, is_plain, is_of_program)


def _is_hidden_leftover(entry: os.DirEntry[str]) -> bool:
    return is_leftover(entry.name) and not entry.is_dir(follow_symlinks=False)


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
