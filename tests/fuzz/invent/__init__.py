"""Invents reports: from a seed number to a `Case`, all of it determined by the seed."""

from tests.fuzz.invent.report import invent

__all__ = ["invent"]
