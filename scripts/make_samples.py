"""Makes the sample reports in `raw/` from `scripts/samples/*.yml`: three PDFs in different table styles and two texts.

The figures are those of real reports, including their contradictions; the words around them are invented. Run by
`make samples`; the same sources always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst
import yaml

SOURCES = Path(__file__).parent / "samples"
RAW = Path(__file__).parent.parent / "raw"
# Flattened text has one line per page; this many characters fill a page.
FLAT_PAGE = 1800
_LONG_HEADER = 16

Block = dict[str, Any]


def make_samples(target: Path) -> list[Path]:
    """Writes every sample report into `target` and returns the files."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sorted(SOURCES.glob("*.yml")):
        report = yaml.safe_load(source.read_text(encoding="utf-8"))
        path = target / report["file"]
        if report["style"] == "tabbed":
            path.write_text(tabbed(report), encoding="utf-8")
        elif report["style"] == "flat":
            path.write_text(flat(report), encoding="utf-8")
        else:
            path.write_bytes(typst.compile(typeset(report).encode()))
        written.append(path)
    return written


def tabbed(report: dict[str, Any]) -> str:
    """The report as tab-separated text: a blank line between blocks, a tab between cells."""
    parts = ["\n", report["municipality"], report.get("board", ""), report["title"], "Innehållsförteckning"]
    chapters = [block["heading"]["text"] for block in report["blocks"] if block.get("heading", {}).get("level") == 1]
    parts.append("\n".join(f"{chapter}\t{page}" for page, chapter in enumerate(chapters, start=3)))
    for block in report["blocks"]:
        match block:
            case {"heading": heading}:
                parts.append(heading["text"])
            case {"text": text}:
                parts.append(text)
            case {"table": table}:
                lines = [*table["header"], *(row["cells"] for row in table["rows"])]
                parts.append("\n".join("\t".join(cells) for cells in lines))
    return "\n\n".join(part for part in parts if part) + "\n"


def flat(report: dict[str, Any]) -> str:
    """The report as flattened text: every page one line, its header and page number glued to it.

    The years of later outcomes are dropped from headers as text extraction drops them: `2014 Målvärde`.
    """
    running = f"{report.get('board', '')}s {report['title'].lower()}"
    words = list(_flat_words(report))
    contents = " ".join(
        f"{block['heading']['text']}... {4 + number // 6}"
        for number, block in enumerate(block for block in report["blocks"] if "heading" in block)
    )
    pages = [
        f"{report.get('board', '').upper()} {report['title']}",
        f"{report['url']}",
        f"Innehållsförteckning {contents}",
    ]
    page = ""
    for word in words:
        if len(page) + len(word) > FLAT_PAGE:
            pages.append(page)
            page = ""
        page = f"{page} {word}".strip()
    pages.append(page)
    first, *others = pages
    return "\n".join([first, *(f"{running} {text} {running} {number}" for number, text in enumerate(others, start=2))])


def _flat_words(report: dict[str, Any]) -> Iterator[str]:
    for block in report["blocks"]:
        match block:
            case {"heading": heading}:
                yield heading["text"]
            case {"text": text}:
                yield text
            case {"table": table}:
                rows = " ".join(" ".join(row["cells"]) for row in table["rows"])
                yield f"{' '.join(table['printed_header'])} {rows}"


def typeset(report: dict[str, Any]) -> str:
    """The report as Typst source: a front page, contents, and the blocks with tables in the report's style."""
    page_of_pages = "Sida #counter(page).display() av #counter(page).final().first()"
    footer = f"{_escaped(report['municipality'] + ', ' + report['title'])} #h(1fr) {page_of_pages}"
    front = [report["municipality"], f"#text(24pt, weight: 700)[{_escaped(report['title'])}]", report.get("board", "")]
    if "case_number" in report:
        front.append(f"Dnr {_escaped(report['case_number'])}")
    parts = [
        "#set document(date: none)",
        '#set text(lang: "sv", size: 10pt, font: "Libertinus Serif")',
        "#set par(justify: false)",
        f'#set page(paper: "a4", margin: 2.2cm, footer: context [#text(8pt)[{footer}]])',
        "#v(6cm)",
        *(f"{line}\n\n#v(0.5cm)" for line in front if line),
        "#pagebreak()",
        '#outline(title: "Innehåll")',
        "#pagebreak()",
    ]
    parts += [_typeset_block(block, report["style"]) for block in report["blocks"]]
    return "\n\n".join(parts)


def _typeset_block(block: Block, style: str) -> str:
    match block:
        case {"heading": heading}:
            return f"{'=' * heading['level']} {_escaped(heading['text'])}"
        case {"text": text}:
            return _escaped(text)
        case {"table": table}:
            return _typeset_table(table, style)
    raise ValueError(f"a sample holds a block that is neither heading, text nor table: {block}")


def _typeset_table(table: dict[str, Any], style: str) -> str:
    headers = table["header"][0]
    labels = _label_columns(table)
    is_text = not any(_is_figure(str(cell)) for row in table["rows"] for cell in row["cells"])
    if is_text:
        widths = ["1fr"] * len(headers)
    elif max(map(len, headers[labels:])) > _LONG_HEADER:
        widths = ["2fr"] * labels + ["1fr"] * (len(headers) - labels)
    else:
        widths = ["auto"] * (labels - 1) + ["1fr"] * bool(labels) + ["auto"] * (len(headers) - labels)
    columns = ", ".join(widths)
    align = "left" if is_text else f"(x, y) => if x < {labels} {{ left }} else {{ right }}"
    header = ", ".join(f"[*{_escaped(text)}*]" if text else "[]" for text in table["header"][0])
    rows = [_typeset_row(row, style) for row in table["rows"]]
    return (
        f"#text(9pt)[#table(columns: ({columns},), align: {align}, {_LINES[style]}, inset: (x: 4pt, y: 3.5pt),\n"
        f"table.header({header}),\n" + ",\n".join(rows) + ")]"
    )


_LINES = {
    "ruled": "stroke: 0.5pt + black",
    "shaded": 'stroke: (x, y) => (bottom: 0.4pt + gray), fill: (x, y) => if y == 0 { rgb("#cfe2f3") }',
    "plain": "stroke: none",
}


def _label_columns(table: dict[str, Any]) -> int:
    """The number of columns before the first figure: 2 for numbering and label, 1 for a label, else 0."""
    first = table["rows"][0]["cells"]
    if len(first) > 2 and isinstance(first[1], str) and not _is_figure(first[1]) and len(first[1]) > 4:
        return 2
    return 0 if _is_figure(str(first[0])) else 1


def _is_figure(text: str) -> bool:
    return text.strip(" -–—%()→↗").replace(" ", "").replace(",", "").isdigit()


def _typeset_row(row: dict[str, Any], style: str) -> str:
    return ", ".join(_typeset_cell(cell, row.get("style")) for cell in row["cells"])


def _typeset_cell(cell: str | list[str], row_style: str | None) -> str:
    if isinstance(cell, list):
        return "[" + "\n".join(f"- {_escaped(item)}" for item in cell) + "\n]"
    text = _escaped(cell)
    if not text:
        return "[]"
    marked = {"total": f"*{text}*", "group": f"*{text}*", "italic": f"_{text}_"}
    return f"[{marked.get(row_style or '', text)}]"


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "#*_`$<>@[]\\~" else c for c in text).replace("- ", "\\- ", 1) if text else ""


if __name__ == "__main__":
    for path in make_samples(RAW):
        print(path.name)
