"""The commands of `bokslut`, as its command line defines them."""

from __future__ import annotations

from typer.core import TyperGroup
from typer.main import get_command

from dagster_project.cli.app import app


def bokslut() -> TyperGroup:
    """The command itself, a group."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def commands() -> list[str]:
    """The names of all commands; one of a group has the name of the group before its own, as in `alerts test`."""
    found = []
    for name, command in bokslut().commands.items():
        inner = command.commands if isinstance(command, TyperGroup) else [""]
        found += [f"{name} {own}".strip() for own in inner]
    return found
