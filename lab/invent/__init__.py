"""Invents reports: from a seed number to a `Case`, all of it determined by the seed."""

from lab.invent.report import invent

__all__ = ["invent"]
