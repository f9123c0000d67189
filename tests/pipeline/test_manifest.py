"""The manifest of the dbt project: parsed where it has to be, and never that of other contents."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dagster_project.warehouse import dbt as models


@pytest.fixture
def project(small_dbt_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = tmp_path / "project"
    shutil.copytree(small_dbt_project, copied, ignore=shutil.ignore_patterns("target"))
    monkeypatch.setattr(models, "DBT_PROJECT", copied)
    return copied


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that dbt was given."""
    commands: list[str] = []
    invoke: Callable[..., Any] = models._invoke

    def noted(arguments: list[str], manifest: Any = None) -> Any:
        commands.append(arguments[0])
        return invoke(arguments, manifest)

    monkeypatch.setattr(models, "_invoke", noted)
    return commands


def names(kind: str) -> set[str]:
    return {node["name"] for node in models.manifest()["nodes"].values() if node["resource_type"] == kind}


def test_a_project_is_parsed_once_per_change(project: Path, parsed: list[str]) -> None:
    assert names("seed") == {"swedish_words"}
    assert names("seed") == {"swedish_words"}
    first = models.ensure_manifest()
    assert first.parent == project / "target"
    assert parsed == ["parse"]
    (project / "seeds" / "more.csv").write_text("word,meaning\ntotalt,total\n", encoding="utf-8")
    assert names("seed") == {"swedish_words", "more"}
    assert models.ensure_manifest() != first
    assert parsed == ["parse", "parse"]
    (project / "seeds" / "more.csv").unlink()
    assert names("seed") == {"swedish_words"}
    assert parsed == ["parse", "parse"], "the first manifest is still there"


def test_an_installed_package_keeps_its_manifest_in_the_cache_of_the_user(
    project: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_PACKAGED", project)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert names("seed") == {"swedish_words"}
    assert models.ensure_manifest().is_relative_to(tmp_path / "cache" / "bokslut")
    assert not (project / "target").exists(), "a package may be installed where nobody writes"
    assert not (project / "logs").exists()


def test_a_project_that_changes_while_it_is_parsed_is_parsed_again(
    project: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke: Callable[..., Any] = models._invoke

    def changed_meanwhile(arguments: list[str], manifest: Any = None) -> Any:
        outcome = invoke(arguments, manifest)
        (project / "seeds" / "more.csv").write_text("word,meaning\ntotalt,total\n", encoding="utf-8")
        return outcome

    monkeypatch.setattr(models, "_invoke", changed_meanwhile)
    assert names("seed") == {"swedish_words", "more"}
    assert parsed == ["parse", "parse"]


def test_a_folder_that_cannot_be_written_is_a_clear_error(project: Path) -> None:
    (project / "target").write_text("a file", encoding="utf-8")
    with pytest.raises(models.ManifestMissing, match=r"can't be written to .*target"):
        models.ensure_manifest()
