"""Runs the Great Expectations suites on a warehouse and writes their Data Docs. Knows nothing of Dagster.

Great Expectations takes four seconds to import, so it is imported where it is used. Batches are pandas frames: it has
no working DuckDB engine. Its pages link style sheets and scripts from the network; they are replaced by a small style
of our own, and the index page, which scripts would draw, is written here.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.expectations.suites import Rule, Suite

EXAMPLES = 20
PAGE_ROWS = 500
SEVERITIES = {"critical": "error", "warning": "warning", "info": "info"}
_OUTCOMES = "outcomes.json"


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What became of one rule on one table.

    `severity` is error (a defect of ours, report scope), warning or info (about the source). `metadata` holds checked
    and unexpected (numbers of rows) and examples (the first unexpected rows by what names them).
    """

    table: tuple[str, str]
    rule: str
    passed: bool
    severity: str
    metadata: dict[str, Any] = field(default_factory=dict)


def run_suites(
    connection: duckdb.DuckDBPyConnection, data_docs_folder: Path, suites: Sequence[Suite]
) -> list[CheckOutcome]:
    """Judge each suite's rows and write one page a suite into the folder, and the index of all pages in it.

    A query that fails raises duckdb.Error: a check that could not run is a defect, not a passed check.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # One asset for the frames of all suites: with each that is added, all of the context is written out anew.
    asset = context.data_sources.add_pandas("warehouse").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all of a suite")
    data_docs_folder.mkdir(parents=True, exist_ok=True)

    outcomes: list[CheckOutcome] = []
    for suite in suites:
        frame = connection.execute(suite.sql).df()
        expectations = gx.ExpectationSuite(suite.name, expectations=[_expectation(rule) for rule in suite.rules])
        result = batch.get_batch({"dataframe": frame}).validate(
            expectations,
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(suite.named_by)},
        )
        found = [_outcome(suite, one) for one in result.results]
        _write_page(data_docs_folder, suite, result)
        _note(data_docs_folder, suite, found)
        outcomes += found
    _write_index(data_docs_folder)
    return outcomes


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    return getattr(gxe, rule.expectation)(**rule.arguments, severity=rule.severity, meta={"rule": rule.name})


def _outcome(suite: Suite, result: Any) -> CheckOutcome:
    config, found = result.expectation_config, result.result
    if result.exception_info.get("raised_exception", False):
        raise RuntimeError(f"rule {config.meta['rule']} on {'.'.join(suite.table)}: {result.exception_info}")
    rows = found.get("unexpected_index_list") or []
    return CheckOutcome(
        table=suite.table,
        rule=config.meta["rule"],
        passed=bool(result.success),
        severity=SEVERITIES[str(getattr(config.severity, "value", config.severity))],
        metadata={
            "checked": int(found.get("element_count") or 0),
            "unexpected": int(found.get("unexpected_count") or 0),
            "examples": [{key: _plain(value) for key, value in row.items()} for row in rows[:EXAMPLES]],
        },
    )


def _plain(value: Any) -> str | None:
    text = str(value)
    return None if text in ("nan", "None", "<NA>", "NaT") else text.removesuffix(".0")


STYLE = """<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0;font-size:14px}td,th{border:1px solid #ccc;padding:.25rem .5rem;
text-align:left;vertical-align:top}th{background:#f3f3f3}a{color:#0b5394}h1{font-size:1.4rem}
.fa-check-circle::before,.fa-check::before{content:"\\2713";color:#2a7d2a}
.fa-times::before{content:"\\2717";color:#b02a2a}.fa-exclamation-triangle::before{content:"!";color:#b06a00}
.invisible,[hidden],.cooltip .top,img,footer,.navbar,.btn-group,.btn{display:none}
.badge{background:#eee;border-radius:.25rem;padding:0 .3rem}.failed{color:#b02a2a}.passed{color:#2a7d2a}
</style>"""


def without_network(page: str) -> str:
    """The page with every script, linked style, image and tracking reference taken out and a style put in."""
    page = re.sub(r"<script\b.*?</script>", "", page, flags=re.S | re.I)
    page = re.sub(r"<(?:link|img)\b[^>]*>", "", page, flags=re.I)
    page = re.sub(r"<style\b.*?</style>", "", page, flags=re.S | re.I)
    page = re.sub(r"<footer\b.*?</footer>", "", page, flags=re.S | re.I)
    page = re.sub(r'<a\b[^>]*href="(?!#)[^"]*"[^>]*>(.*?)</a>', r"\1", page, flags=re.S | re.I)
    return page.replace("</head>", f"{STYLE}</head>", 1)


@cache
def _view() -> Any:
    """One view for all pages: each has templates of its own, compiled anew."""
    from great_expectations.render.view.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _write_page(folder: Path, suite: Suite, result: Any) -> None:
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    tables = "".join(_rows_table(one) for one in result.results if not one.success)
    for one in result.results:
        # GX would print all rows of one unexpected value into one cell.
        one.result.pop("unexpected_index_list", None)
    page = str(_view().render(ValidationResultsPageRenderer().render(result)))
    back = f'<p><a href="index.html">All checks</a></p><h1>{".".join(suite.table)}: {suite.name}</h1>{tables}'
    cleaned = re.sub(r"(<body\b[^>]*>)", lambda match: match.group(1) + back, without_network(page), count=1)
    (folder / f"{suite.name}.html").write_text(cleaned, encoding="utf-8")


def _rows_table(result: Any) -> str:
    rows = result.result.get("unexpected_index_list") or []
    title = html.escape(result.expectation_config.meta["rule"].replace("_", " "))
    if not rows:
        return f"<h2>Not so: {title}</h2>"
    header = "".join(f"<th>{html.escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_plain(value) or '')}</td>" for value in row.values()) + "</tr>"
        for row in rows[:PAGE_ROWS]
    )
    more = f"<p>{len(rows) - PAGE_ROWS} more.</p>" if len(rows) > PAGE_ROWS else ""
    return f"<h2>Not so: {title}</h2><table><tr>{header}</tr>{body}</table>{more}"


def _note(folder: Path, suite: Suite, outcomes: Sequence[CheckOutcome]) -> None:
    path = folder / _OUTCOMES
    noted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    noted[suite.name] = [
        {
            "table": ".".join(one.table),
            "rule": one.rule,
            "passed": one.passed,
            "severity": one.severity,
            "checked": one.metadata["checked"],
            "unexpected": one.metadata["unexpected"],
        }
        for one in outcomes
    ]
    path.write_text(json.dumps(noted, indent=1), encoding="utf-8")


def _write_index(folder: Path) -> None:
    noted = json.loads((folder / _OUTCOMES).read_text(encoding="utf-8"))
    rows = []
    for suite, outcomes in noted.items():
        for one in outcomes:
            state = "passed" if one["passed"] else "failed"
            cells = [
                one["table"],
                f'<a href="{suite}.html">{html.escape(one["rule"].replace("_", " "))}</a>',
                f'<span class="{state}">{state}</span>',
                one["severity"],
                str(one["checked"]),
                str(one["unexpected"]),
            ]
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    header = "".join(f"<th>{name}</th>" for name in ("table", "rule", "result", "severity", "rows", "unexpected"))
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Data Docs</title>{STYLE}</head><body>'
        f"<h1>Checks of the warehouse</h1><table><thead><tr>{header}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        "</body></html>",
        encoding="utf-8",
    )
