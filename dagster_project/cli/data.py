"""Rows and documents for other programs, as JSON and CSV: exact values, nothing grouped, cut or wrapped."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import StringIO
from typing import Any

from dagster_project.cli.screen import printable


def as_json(document: Any) -> str:
    """JSON with all control characters escaped, those above U+007E included."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_json_value)
    return re.sub(r"[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", text)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV with a header; null is empty, control characters in texts are replaced."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_csv_value(value) for value in row] for row in rows)
    return file.getvalue().removesuffix("\n")


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"a value of type {type(value).__name__} has no form in JSON: {value!r}")


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return printable(str(value))
