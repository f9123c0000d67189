"""Reports as they are outside: other units, periods, heads, organizations and forms than an annual report's."""

from lab.invent.outside.report import invent_outside

__all__ = ["invent_outside"]
