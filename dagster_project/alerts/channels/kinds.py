"""Opens the channels named in the settings, by their type."""

from __future__ import annotations

from contextlib import AbstractContextManager

from dagster_project.alerts.channels import local, mail, web
from dagster_project.alerts.channels.base import Send
from dagster_project.alerts.config import (
    Config,
    EmailChannel,
    JsonLinesChannel,
    LogChannel,
    SlackChannel,
    TeamsChannel,
)
from dagster_project.warehouse.folder import WarehouseFolder


def opened(name: str, config: Config, folder: WarehouseFolder) -> AbstractContextManager[Send]:
    """The channel of that name, open for sending within the context."""
    channel, language = config.channels[name], config.language_of(name)
    match channel:
        case LogChannel():
            return local.log(language)
        case JsonLinesChannel():
            return local.json_lines(folder.root / channel.path, language)
        case EmailChannel():
            return mail.email(channel, language, folder)
        case SlackChannel():
            return web.slack(channel, language)
        case TeamsChannel():
            return web.teams(channel, language)
        case _:
            return web.webhook(channel, language)
