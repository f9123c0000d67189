"""Installing resolves nothing: what the lock names is installed, whatever has been released since."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LOCK, LOCK_DEV = PROJECT / "requirements.lock", PROJECT / "requirements-dev.lock"


def test_a_newer_release_of_a_locked_package_is_not_installed(tmp_path: Path) -> None:
    """A package that is locked with an extra is also asked for without one, and its newer release is on the index."""
    index = tmp_path / "index"
    locked = wheel(index, "paper", "1.0", "Provides-Extra: seal")
    wheel(index, "paper", "1.1", "Provides-Extra: seal")
    asking = wheel(index, "album", "1.0", "Requires-Dist: paper")
    project = tmp_path / "project"
    project.mkdir()
    shutil.copy(PROJECT / "Makefile", project)
    (project / "requirements.lock").write_text(
        f"album==1.0 --hash=sha256:{asking}\npaper[seal]==1.0 --hash=sha256:{locked}\n", encoding="utf-8"
    )

    make(project, ".venv/.locked", index)

    listed = subprocess.run(
        [project / ".venv/bin/python", "-m", "pip", "list", "--format=freeze"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"paper==1.0", "album==1.0"} <= set(listed.stdout.split())


def test_a_lock_that_lacks_a_package_is_refused(tmp_path: Path) -> None:
    """Without dependencies pip itself says nothing of what is missing."""
    index = tmp_path / "index"
    asking = wheel(index, "album", "1.0", "Requires-Dist: paper")
    shutil.copy(PROJECT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").write_text(f"album==1.0 --hash=sha256:{asking}\n", encoding="utf-8")

    failed = make(tmp_path, ".venv/.locked", index, check=False)

    assert failed.returncode != 0
    assert "album 1.0 requires paper, which is not installed" in failed.stdout
    assert not (tmp_path / ".venv/.locked").exists()


def test_a_changed_lock_and_a_changed_project_are_detected(tmp_path: Path) -> None:
    """Each has a stamp: when only pyproject.toml changed the project alone is installed again, without an index."""
    shutil.copy(PROJECT / "Makefile", tmp_path)
    (tmp_path / ".venv").mkdir()
    for second, name in enumerate(["requirements.lock", ".venv/.locked", "pyproject.toml", ".venv/.ready"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (second, second))
    assert planned(tmp_path) == []
    os.utime(tmp_path / "pyproject.toml", (10, 10))
    (project,) = planned(tmp_path)
    assert "--editable" in project and "--no-index" in project and "--no-deps" in project
    os.utime(tmp_path / "requirements.lock", (20, 20))
    lock, project = planned(tmp_path)
    assert "--require-hashes" in lock and "--editable" in project


def planned(project: Path) -> list[str]:
    """The installations that would be made."""
    done = make(project, ".venv/.ready", project, options=["--dry-run"])
    return [line for line in done.stdout.splitlines() if "pip install" in line]


def test_both_locks_name_the_same_releases() -> None:
    run, dev = pins(LOCK), pins(LOCK_DEV)
    assert run.items() <= dev.items()


def test_run_needs_no_development_tool() -> None:
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    tools = {re.split(r"[\[=<>~ ]", name)[0].lower() for name in groups["dev"]}
    assert tools <= pins(LOCK_DEV).keys()
    assert not tools & pins(LOCK).keys()


def test_locks_have_hashes_and_no_address() -> None:
    for lock in (LOCK, LOCK_DEV):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert len(re.findall(r"^\S+==", text, re.M)) == len(re.findall(r"^\S+==.*\\\n +--hash=sha256:", text, re.M))


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.-]+)(?:\[[a-z0-9,-]+\])?==(\S+)", lock.read_text(encoding="utf-8"), re.M))


def make(
    project: Path, target: str, index: Path, *, check: bool = True, options: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    # The variables of a `make test` around this one would reach the Makefile.
    inherited = ("PIP_", "MAKE", "MFLAGS", "VENV", "PYTHON")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(inherited)}
    environment |= {"PIP_INDEX_URL": index.as_uri(), "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        ["make", *options, target],
        cwd=project,
        env=environment,
        check=check,
        capture_output=True,
        text=True,
        timeout=120,
    )


def wheel(index: Path, name: str, version: str, metadata: str) -> str:
    """Put an empty wheel on an index folder; the sha256 of the file."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        path: urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for path, text in files.items()
    }
    record = "".join(f"{path},sha256={digest},{len(files[path])}\n" for path, digest in digests.items())
    folder = index / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(inner, text)
    links = "".join(f'<a href="{file.name}">{file.name}</a>\n' for file in sorted(folder.glob("*.whl")))
    (folder / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>", encoding="utf-8")
    return hashlib.sha256(path.read_bytes()).hexdigest()
