"""Reads the real tables in processes and scores them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from tests.real.document import Document, Form, documents
from tests.real.facts import stored
from tests.real.score import Score, score
from tests.real.typesetting import typeset


def measure(set_name: str, only: list[str] | None = None, forms: Sequence[Form] = ()) -> Score:
    """Read the documents of a set in their own form, or each in all of `forms`, and count what is right."""
    chosen = [document for document in documents(set_name) if not only or document.slug in only]
    if forms:
        chosen = [replace(document, form=form) for document in chosen for form in forms]
    result = Score()
    # A fork of a process with threads, such as those of DuckDB, may hang.
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), context) as pool:
        for document, reading in zip(chosen, pool.map(read, chosen), strict=True):
            score(document, stored(document), reading, result)
    return result


def read(document: Document) -> Reading:
    with TemporaryDirectory() as folder:
        path = typeset(document, Path(folder))
        return read_report(path, document.slug, path.name)
