"""Docstrings say what a reader needs: a summary line, and the unit of every number that goes in or out.

A name is public if neither it nor a class around it begins with an underscore. A summary is one line that ends like a
sentence and says more than the name it describes. The unit of a number may be named by the name itself (`seconds`), or
by the docstring of its function, its class or its module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "dagster_project"
LONGEST_SUMMARY = 120
FEWEST_NEW_WORDS = 2
ROOMS = (
    "alerts",
    "reading",
    "reading/content",
    "reading/intervals",
    "reading/relations",
    "reading/sources",
    "reading/tables",
    "reading/vocabulary",
    "state",
    "warehouse",
)

STOP_WORDS = frozenset(
    {
        "the",
        "and",
        "for",
        "from",
        "with",
        "that",
        "this",
        "its",
        "has",
        "have",
        "are",
        "was",
        "not",
        "one",
        "all",
        "any",
    }
)
# Kinds of numbers by the last word of their names, and words of which their descriptions must have one.
QUANTITIES = (
    (
        r"x0|x1|top|bottom|left|right|width|height|size|indent|gap",
        r"points?|pixels?|inch(?:es)?|characters?|bytes?|cells?",
    ),
    (r"seconds|timeout|delay|interval|duration|age|wait", r"seconds?|minutes?|hours?|days?"),
    (r"bytes|memory", r"bytes?|MB"),
    (r"dpi|resolution", r"inch|dpi"),
    (r"page|page_number|line|line_number|row_number|column_number", r"[01]-based|(?:counted )?from [01]|index"),
    (r"start|end|char_start|char_end|offset", r"characters?|tokens?|index|[01]-based"),
    (r"value|amount|tolerance|half_unit", r"units?|SEK|percent|printed"),
)


@dataclass(frozen=True)
class Described:
    """A public name with its own docstring, '' if it has none, and the docstrings around it."""

    name: str
    docstring: str
    around: str
    numbers: tuple[str, ...]


def described(source: str, module: str) -> Iterator[Described]:
    """The module itself, its public classes, their public methods, and its public functions."""
    tree = ast.parse(source)
    docstring = ast.get_docstring(tree) or ""
    yield Described(module, docstring, "", ())
    yield from _members(tree.body, module, docstring)


def _members(body: list[ast.stmt], prefix: str, around: str) -> Iterator[Described]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        docstring = ast.get_docstring(node) or ""
        name = f"{prefix}.{node.name}"
        if isinstance(node, ast.ClassDef):
            fields = [
                (f.target.id, f.annotation)
                for f in node.body
                if isinstance(f, ast.AnnAssign) and isinstance(f.target, ast.Name)
            ]
            yield Described(name, docstring, around, _numbers(fields))
            yield from _members(node.body, name, f"{around}\n{docstring}")
        elif not any(isinstance(part, ast.Name) and part.id == "overload" for part in node.decorator_list):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            named = [(argument.arg, argument.annotation) for argument in arguments]
            yield Described(name, docstring, around, _numbers([*named, (node.name, node.returns)]))


def _numbers(named: Sequence[tuple[str, ast.expr | None]]) -> tuple[str, ...]:
    """The names that are annotated as a number, or as a number or None."""
    return tuple(
        name
        for name, annotation in named
        if annotation is not None and re.fullmatch(r"(int|float|Decimal)( \| None)?", ast.unparse(annotation))
    )


def problems(one: Described) -> Iterator[str]:
    """The complaints about a docstring, one line each that says what to do."""
    summary = one.docstring.split("\n")[0].strip()
    if not summary:
        yield f"{one.name}: has no docstring"
        return
    if not re.search(r"[.!?][)\"'`]*$", summary):
        yield f"{one.name}: the first line is not a whole sentence: {summary!r}"
    if len(summary) > LONGEST_SUMMARY:
        yield f"{one.name}: the first line has more than {LONGEST_SUMMARY} characters"
    if len(_new_words(one.name.rsplit(".", 1)[-1], summary)) < FEWEST_NEW_WORDS:
        yield f"{one.name}: the first line says no more than the name: {summary!r}"
    text = f"{one.docstring}\n{one.around}"
    for number in one.numbers:
        for names, units in QUANTITIES:
            is_one = re.search(rf"(?:^|_)(?:{names})$", number)
            if is_one and not re.search(rf"\b(?:{units})\b", f"{text} {number.replace('_', ' ')}", re.IGNORECASE):
                yield f"{one.name}: names no unit of `{number}` ({units})"


def _new_words(name: str, summary: str) -> set[str]:
    """The words of a summary that are neither common nor, by their first four letters, in the name."""
    own = {part[:4].lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
    words = set(re.findall(r"[a-z]{3,}", summary.lower())) - STOP_WORDS
    return {word for word in words if word[:4] not in own}


def modules_of(room: str) -> list[Path]:
    """The modules of a room, those of rooms inside it left out; packages without code have nothing to describe."""
    inner = [PACKAGE / other for other in ROOMS if other.startswith(f"{room}/")]
    found = [*sorted((PACKAGE / room).rglob("*.py")), *PACKAGE.glob(f"{room}.py")]
    return [
        path
        for path in found
        if path.read_text(encoding="utf-8").strip()
        and not any(path.is_relative_to(folder) or path.with_suffix("") == folder for folder in inner)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_described(room: str) -> None:
    found = [
        one
        for path in modules_of(room)
        for one in described(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).with_suffix("").as_posix())
    ]
    assert len(found) > 1, "the room is empty"
    wrong = [problem for one in found for problem in problems(one)]
    assert not wrong, "\n".join(wrong)


def test_the_rooms_exist() -> None:
    assert all(modules_of(room) for room in ROOMS)


PLANTED = '''"""Words of a page with their boxes."""


class Box:
    """A rectangle on the page{unit}."""

    x0: float
    top: float | None

    def width(self) -> float:
        """{summary}"""


class _Private:
    def nothing(self) -> None: ...


def wait(seconds: float) -> None:
    """Sleeps until the file is there."""
'''


@pytest.mark.parametrize(
    ("unit", "summary", "complaints"),
    [
        (", in points from the top left", "How far its edges are apart.", []),
        ("", "How far its edges are apart.", ["unit of `x0`", "unit of `top`", "unit of `width`"]),
        (", in points", "", ["has no docstring"]),
        (", in points", "The width.", ["no more than the name"]),
        (", in points", "How far its edges", ["not a whole sentence"]),
        (", in points", f"How far {'very ' * 25}apart its edges are.", ["more than 120 characters"]),
    ],
)
def test_a_poor_description_is_detected(unit: str, summary: str, complaints: list[str]) -> None:
    source = PLANTED.format(unit=unit, summary=summary)
    found = [problem for one in described(source, "page") for problem in problems(one)]
    assert len(found) == len(complaints)
    assert all(complaint in problem for complaint, problem in zip(complaints, found, strict=True))
