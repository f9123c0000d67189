"""Files that programs leave beside reports: locks of open documents, thumbnails, unfinished downloads, checksums.

Their names alone say so; they are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_FILES = re.compile(
    r"~\$.*|thumbs\.db|ehthumbs.*\.db|desktop\.ini|icon\r?|\._.*|\.ds_store|\.~lock\..*#"
    r"|.*\.(?:crdownload|part|partial|download|tmp|temp|bak|swp|lnk|url|ini)"
    r"|.*\.(?:md5|sha1|sha256|sha512|sfv)|(?:md5|sha1|sha256|sha512|check)sums?(?:\.txt)?",
    re.IGNORECASE,
)
_FOLDERS = re.compile(
    r"@eadir|@recycle|#recycle|#snapshot|\$recycle\.bin|system volume information|__macosx", re.IGNORECASE
)
# A browser saves what a page needs beside it: "rapport.html" and "rapport_filer".
_OF_PAGE = re.compile(r"(?P<page>.+)[_ -](?:filer|files|fichiers|dateien|bestanden)", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")


def is_leftover(name: str) -> bool:
    """Whether a file is one that a program left, by its name without folders."""
    return _FILES.fullmatch(name) is not None


def is_leftover_folder(name: str, beside: Collection[str]) -> bool:
    """Whether a folder is a program's own, or has the parts of a saved page among the names `beside` it."""
    if _FOLDERS.fullmatch(name):
        return True
    saved = _OF_PAGE.fullmatch(name)
    names = {other.lower() for other in beside} if saved else set[str]()
    return saved is not None and any(f"{saved['page'].lower()}{ending}" in names for ending in _PAGES)
