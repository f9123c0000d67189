"""Files that programs leave beside reports: locks of open documents, thumbnails, unfinished downloads, checksums.

Their names alone say so; they are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_FILES = re.compile(
    r"~\$.*|thumbs\.db|ehthumbs.*\.db|desktop\.ini|icon\r?"
    r"|.*\.(?:crdownload|part|partial|download|tmp|temp|bak|swp|lnk|url|ini)"
    r"|.*\.(?:md5|sha1|sha256|sha512|sfv)|(?:md5|sha1|sha256|sha512)sums?(?:\.txt)?",
    re.IGNORECASE,
)
_FOLDERS = re.compile(
    r"@eadir|@recycle|#recycle|#snapshot|\$recycle\.bin|system volume information|__macosx", re.IGNORECASE
)
# A browser saves what a page needs beside it: "rapport.html" and "rapport_filer".
_OF_PAGE = re.compile(r"(?P<page>.+)[_ -](?:filer|files|fichiers|dateien|bestanden)", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml", ".mhtml")


def is_leftover(name: str) -> bool:
    """Whether a file is one that a program left, by its name without folders."""
    return _FILES.fullmatch(name) is not None


def is_leftover_folder(name: str, beside: Collection[str]) -> bool:
    """Whether a folder is a program's own, or has the parts of a saved page among the names `beside` it."""
    saved = _OF_PAGE.fullmatch(name)
    return _FOLDERS.fullmatch(name) is not None or (
        saved is not None and any(f"{saved['page']}{ending}" in beside for ending in _PAGES)
    )
