"""The pictures of a mail: the part of a page that shows a sum, its cells framed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from dagster_project.alerts.notices import Notice
from dagster_project.errors import UnreadableReport
from dagster_project.warehouse.folder import WarehouseFolder

# A mail of ten pictures is well below what mail servers take.
MOST_PICTURES = 10
MOST_BYTES = 60_000

logger = logging.getLogger("bokslut.alerts")


def pictures(notices: Sequence[Notice], folder: WarehouseFolder) -> dict[str, bytes]:
    """A PNG by the id of each notice that has one: of sums on one page of a PDF."""
    found = {}
    for notice in notices[:MOST_PICTURES]:
        if picture := _picture(notice, folder):
            found[notice.id] = picture
    return found


def _picture(notice: Notice, folder: WarehouseFolder) -> bytes | None:
    # Loaded where a mail has pictures: the reading of PDFs takes seconds to import.
    from dagster_project.reading.marked import Marked, marked_cells
    from dagster_project.reading.sources.geometry import Box

    path = folder.archived(notice.document_id or "")
    page = next((cell.page_number for cell in notice.cells if cell.role == "stated"), None)
    cells = [
        Marked(Box(*cell.box), cell.printed, cell.role == "stated")
        for cell in notice.cells
        if cell.box and cell.page_number == page
    ]
    if page is None or not cells or not path.is_file():
        return None
    try:
        return marked_cells(path, notice.file_name or path.name, page, cells, MOST_BYTES)
    except UnreadableReport as error:
        logger.warning("alerts: no picture of finding %s: %s", notice.id, error.detail)
        return None
