"""Invents reports: a seed number determines a `Case` completely."""

from lab.invent.report import invent

__all__ = ["invent"]
