from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.reading.pool import Task, read_all
from dagster_project.reading.read import read_report
from dagster_project.reading.sources.pdf.scan.estimate import pages_to_scan
from tests.conftest import ROOT
from tests.pipeline import small_project


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The result for one file of each kind, all read in one pool: figures, or reason and detail."""
    folder = tmp_path_factory.mktemp("raw")
    texts = ["figures 1 2", "encrypted", "defect", "die", "hang", "devour", "figures 3"]
    tasks = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_text(text)
        tasks.append(Task(path, f"id{number}", path.name))
    found = {}
    for result in read_all(tasks, small_project.read, seconds_per_file=8, memory_per_worker=2 * 1024**3):
        if result.reading is not None:
            found[result.task.file_name] = f"{len(result.reading.figures)} figures"
        elif result.error is not None:
            found[result.task.file_name] = f"{result.error.reason}: {result.error.detail}"
    return found


@pytest.mark.parametrize(
    ("file_name", "expected"),
    [
        ("0.txt", "2 figures"),
        ("1.txt", "encrypted: The file is encrypted"),
        ("2.txt", "failed: ZeroDivisionError at small_project.py:"),
        ("3.txt", "died: The reading process died"),
        ("4.txt", "timed_out: It was not read in 8 seconds"),
        ("5.txt", "too_large: Reading it needs more than 2048 MB"),
        ("6.txt", "1 figures"),
    ],
)
def test_one_bad_file_costs_only_itself(results: dict[str, str], file_name: str, expected: str) -> None:
    assert results[file_name].startswith(expected)


def test_a_pipe_is_not_opened_where_nothing_would_end_it(tmp_path: Path) -> None:
    path = tmp_path / "pipe.pdf"
    os.mkfifo(path)
    (result,) = read_all([Task(path, "id", path.name)], read_report, seconds_per_file=30)
    assert result.error is not None and result.error.reason == "not_a_file"


def test_without_files_no_process_starts() -> None:
    assert list(read_all([], small_project.read)) == []


def test_the_traceback_of_a_defect_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.txt"
    path.write_text("defect")
    list(read_all([Task(path, "id", "a.txt")], small_project.read))
    assert "raise ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (b"%PDF-1.7\n<< /Width 1654 /Height 2339 >> << /Width 120 >> << /Width 800 >>", 2),
        (b"%PDF-1.7\n<< /Width 799 >>", 0),
        (b"<< /Width 1654 >>", 0),
    ],
    ids=["two wide pictures", "a narrow picture", "not a PDF"],
)
def test_pictures_as_wide_as_a_page_get_time_for_ocr(tmp_path: Path, data: bytes, pages: int) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert pages_to_scan(path) == pages
    assert pages_to_scan(tmp_path / "missing.pdf") == 0


@pytest.mark.slow
def test_a_worker_that_starts_while_the_pool_stops_prints_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.unit.interrupted_pool", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
