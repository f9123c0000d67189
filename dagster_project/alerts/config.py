"""The settings of alerts, `alerts.yml` in the warehouse folder: channels, routes, language, digest.

Reads and validates them; secrets are named here and read from the environment when a channel sends.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from dagster_project.alerts.notices import KINDS, SEVERITIES
from dagster_project.warehouse.folder import WarehouseFolder

EXAMPLE = Path(__file__).with_name("alerts.example.yml")
PATH_VARIABLE = "BOKSLUT_ALERTS"
EVIDENCE_FIELDS = ("document_id", "report_id", "finding_id", "file_name", "page", "line")

Language = Literal["sv", "en"]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Header = Annotated[str, Field(pattern=r"^[^\r\n\x00]+$")]
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class ConfigError(Exception):
    """`alerts.yml` can't be used; the text names the file, the place and the fix."""


class Settings(BaseModel):
    """Base of every part of the file: unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LogChannel(Settings):
    """The program's own log."""

    type: Literal["log"]
    language: Language | None = None


class JsonLinesChannel(Settings):
    """A file with one JSON object per message; a relative path is relative to the warehouse folder."""

    type: Literal["jsonl"]
    path: Path = Path("alerts.jsonl")
    language: Language | None = None


class EmailChannel(Settings):
    """E-mail by SMTP. `ca_file` is the certificate of a private authority."""

    type: Literal["email"]
    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    username: str | None = None
    password_env: Variable | None = None
    sender: Header
    to: Annotated[tuple[Header, ...], Field(min_length=1)]
    language: Language | None = None

    @field_validator("sender", "to")
    @classmethod
    def _are_addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>@]*<[^@\s<>]+@[^@\s<>]+>", address):
                raise ValueError(f"{address!r} is not an e-mail address")
        return value

    @model_validator(mode="after")
    def _login_is_complete(self) -> EmailChannel:
        if (self.username is None) != (self.password_env is None):
            raise ValueError("username and password_env go together")
        if self.username is not None and self.security == "none":
            raise ValueError("a password is not sent unencrypted: set security to starttls or tls")
        return self


class SlackChannel(Settings):
    """An incoming webhook of Slack; its URL is a secret."""

    type: Literal["slack"]
    url_env: Variable
    language: Language | None = None


class TeamsChannel(Settings):
    """An incoming webhook of Microsoft Teams, made in its Workflows app; its URL is a secret."""

    type: Literal["teams"]
    url_env: Variable
    language: Language | None = None


class WebhookChannel(Settings):
    """Any receiver of JSON by HTTP POST; with a secret, messages are signed as Standard Webhooks specifies."""

    type: Literal["webhook"]
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    url_env: Variable | None = None
    secret_env: Variable | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _has_one_address(self) -> WebhookChannel:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url, or url_env when the address is a secret")
        return self


Channel = Annotated[
    LogChannel | JsonLinesChannel | EmailChannel | SlackChannel | TeamsChannel | WebhookChannel,
    Field(discriminator="type"),
]


class Route(Settings):
    """Which notices go to which channels: those that match one value of every list that is given.

    A municipality is given by name or code, a board by name or organization_id. Errors go to the engineer alone unless
    `severity` names them.
    """

    channels: Names
    municipality: Names | None = None
    board: Names | None = None
    # Pydantic accepts a Literal of a tuple, which lists the kinds once; the type checker wants them spelled out.
    kind: Annotated[tuple[Literal[KINDS], ...], Field(min_length=1)] | None = None  # type: ignore[valid-type]
    severity: Annotated[tuple[Literal[SEVERITIES], ...], Field(min_length=1)] = ("warning", "info")  # type: ignore[valid-type]


class Config(Settings):
    """The whole file."""

    language: Language = "sv"
    evidence_url: str | None = None
    digest: Literal["run", "day"] = "run"
    digest_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "07:00"
    timezone: str = "Europe/Stockholm"
    most_messages: int = Field(default=25, ge=1)
    channels: dict[str, Channel] = Field(min_length=1)
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    engineer: Names

    @field_validator("evidence_url")
    @classmethod
    def _names_known_fields(cls, value: str | None) -> str | None:
        named = {name for _, name, _, _ in string.Formatter().parse(value or "") if name is not None}
        if unknown := sorted(named - set(EVIDENCE_FIELDS)):
            raise ValueError(f"{{{unknown[0]}}} is unknown; there are {', '.join(EVIDENCE_FIELDS)}")
        return value

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone; write one as Europe/Stockholm") from error
        return value

    @model_validator(mode="after")
    def _channels_are_defined_and_used(self) -> Config:
        named = {*self.engineer, *(name for route in self.routes for name in route.channels)}
        if unknown := sorted(named - set(self.channels)):
            raise ValueError(f"{', '.join(unknown)} is named in a route or by engineer but not under channels")
        if unused := sorted(set(self.channels) - named):
            raise ValueError(f"{', '.join(unused)} is in no route and not the engineer's: name it there or remove it")
        return self

    @property
    def digest_time(self) -> time:
        """When the daily digest is sent, by the clock of `timezone`."""
        return time.fromisoformat(self.digest_at)

    def language_of(self, channel: str) -> str:
        """The language that messages to a channel are written in: its own, else the common one."""
        return self.channels[channel].language or self.language


WITHOUT_FILE = Config.model_validate(
    {
        "channels": {"log": {"type": "log"}, "jsonl": {"type": "jsonl"}},
        "routes": [{"channels": ["log", "jsonl"]}],
        "engineer": ["log", "jsonl"],
    }
)


def path_of(folder: WarehouseFolder) -> Path:
    """The path of the settings file, which need not exist."""
    return Path(os.environ.get(PATH_VARIABLE) or folder.root / "alerts.yml")


def load(folder: WarehouseFolder) -> Config:
    """The settings of a warehouse; without a file, everything goes to the log and to `alerts.jsonl`.

    Raises ConfigError as `read` does.
    """
    path = path_of(folder)
    if not path.exists() and not os.environ.get(PATH_VARIABLE):
        return WITHOUT_FILE
    return read(path)


def read(path: Path) -> Config:
    """The settings in a file. Raises ConfigError when it is absent or not valid."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} can't be read: {error}. Make it readable UTF-8 text, or unset {PATH_VARIABLE}."
        ) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not YAML: {error}. Compare it with {EXAMPLE}.") from error
    if root is None or not isinstance(content, Mapping):
        raise ConfigError(
            f"{path} holds no settings: it begins with channels:, routes: and engineer:, as {EXAMPLE} does."
        )
    try:
        return Config.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(_located(root, found["loc"], found["msg"]) for found in error.errors())
        raise ConfigError(f"{path} is not valid. {problems}. {EXAMPLE} shows every setting.") from error


def _located(root: yaml.Node, location: Sequence[str | int], message: str) -> str:
    """One error with its line and its path in the file."""
    node, path = root, []
    for step in location:
        inner = _inner(node, step)
        if inner is not None:
            node = inner
            path.append(str(step))
        elif isinstance(node, yaml.MappingNode) and step == location[-1]:
            path.append(str(step))
    place = f"line {node.start_mark.line + 1}" + (f", {'.'.join(path)}" if path else "")
    return f"{place}: {message.removeprefix('Value error, ')}"


def _inner(node: Any, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        inner: yaml.Node = node.value[step]
        return inner
    return None
