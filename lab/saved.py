"""Cases as JSON files. A saved failing case in `lab/cases` is a regression test."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from unicodedata import normalize

from lab import printed
from lab.printed import Block, Case, Table

FOLDER = Path(__file__).parent / "cases"

_T = TypeVar("_T")
_BLOCKS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        printed.Heading,
        printed.Paragraph,
        printed.Bullets,
        printed.MarkedLine,
        printed.NewPage,
        printed.Table,
    )
}
# Fields that hold other dataclasses, by class.
_NESTED: dict[type, dict[str, type]] = {
    printed.Cell: {"mark": printed.Mark},
    printed.Row: {"cells": printed.Cell},
    printed.Table: {"rows": printed.Row, "style": printed.TableStyle},
    printed.MarkedLine: {"mark": printed.Mark},
    printed.Figure: {"meaning": printed.Meaning},
    Case: {
        "page": printed.PageStyle,
        "figures": printed.Figure,
        "assessments": printed.Assessment,
        "goals": printed.Goal,
        "relations": printed.Relation,
        "plant": printed.Plant,
    },
}


def dump(case: Case) -> str:
    """A case as JSON. Fields with their default value are left out."""
    content = _plain(case)
    content["blocks"] = [{"block": type(block).__name__, **_plain(block)} for block in case.blocks]
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def load(path: Path) -> Case:
    """Read a case that `save` wrote."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    blocks: list[Block] = [_from_plain(_BLOCKS[block.pop("block")], block) for block in content.pop("blocks")]
    case = _from_plain(Case, {**content, "blocks": ()})
    return replace(case, blocks=tuple(blocks))


def save(case: Case, folder: Path) -> Path:
    """Write a case into `folder` as `<seed>-<engine>.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.seed}-{case.engine}.json"
    path.write_text(dump(case), encoding="utf-8")
    return path


def without_block(case: Case, index: int) -> Case:
    """The case without one block and its truth. Later tables are renumbered."""
    block = case.blocks[index]
    blocks = (*case.blocks[:index], *case.blocks[index + 1 :])
    left = normalize("NFC", json.dumps([_plain(other) for other in blocks], ensure_ascii=False))
    case = replace(
        case,
        blocks=_kept_touching(blocks),
        goals=tuple(goal for goal in case.goals if normalize("NFC", goal.name) in left),
        assessments=tuple(one for one in case.assessments if normalize("NFC", one.subject) in left),
    )
    if not isinstance(block, Table):
        return case
    number = sum(isinstance(other, Table) for other in blocks[:index])

    def moved(cell: tuple[int, int, int]) -> tuple[int, int, int]:
        return (cell[0] - (cell[0] > number), cell[1], cell[2])

    return replace(
        case,
        figures=tuple(
            replace(figure, table=figure.table - (figure.table > number))
            for figure in case.figures
            if figure.table != number
        ),
        relations=tuple(
            replace(relation, stated=moved(relation.stated), parts=tuple(map(moved, relation.parts)))
            for relation in case.relations
            if relation.stated[0] != number
        ),
        table_features=(*case.table_features[:number], *case.table_features[number + 1 :]),
    )


def _kept_touching(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks in which a table touches the previous one only where there is one."""
    return tuple(
        replace(block, touches_previous=False)
        if isinstance(block, Table)
        and block.touches_previous
        and (index == 0 or not isinstance(blocks[index - 1], Table))
        else block
        for index, block in enumerate(blocks)
    )


def _plain(value: Any) -> Any:
    """A dataclass as plain data, without default values."""
    if is_dataclass(value) and not isinstance(value, type):
        defaults = {f.name: f.default for f in fields(value)}
        return {
            f.name: _plain(getattr(value, f.name))
            for f in fields(value)
            if f.name != "blocks" and getattr(value, f.name) != defaults[f.name]
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _from_plain(kind: type[_T], content: dict[str, Any]) -> _T:
    nested = _NESTED.get(kind, {})
    return kind(**{name: _value(nested.get(name), value) for name, value in content.items()})


def _value(kind: type | None, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(kind, item) for item in value)
    if kind is not None and isinstance(value, dict):
        return _from_plain(kind, value)
    return value
