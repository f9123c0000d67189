"""An invented report as data: what it prints, and what a reader should find in it.

An inventor makes a `Case`: the blocks to typeset, with final text (numbers, minus signs and spaces as printed), and the
truth about them. A typesetter turns the blocks into a file without knowing the truth. The scorer compares the truth
with what was read without knowing the typesetter. A case is plain data, so that a failing one can be saved as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A status dot or trend arrow.

    `shape` and `colour` are those of `dagster_project.reading.model.Symbol`; `drawn` is text (a character such as ●),
    vector (filled path) or image (small raster).
    """

    shape: str
    colour: str
    drawn: str = "vector"


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell that covers `span` columns and `rows` rows. Covered cells are left out of their rows.

    `indent` is in steps of about 8 points. `superscript` is a raised footnote mark after the text. `edge` is a minus at
    the left edge of the cell, apart from the digits, as spreadsheets print amounts.
    """

    text: str = ""
    span: int = 1
    rows: int = 1
    bold: bool = False
    italic: bool = False
    indent: int = 0
    superscript: str = ""
    mark: Mark | None = None
    edge: str = ""

    @property
    def whole(self) -> str:
        """The text with a minus at the edge, as one line."""
        return f"{self.edge} {self.text}" if self.edge else self.text


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row. `role` is header, group, leaf, memo, subtotal, total or note."""

    cells: tuple[Cell, ...]
    role: str = "leaf"
    rule_above: bool = False


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How a table is drawn.

    `rules`: grid, horizontal (under each row), book (over, under, below the header), totals (above totals only), none.
    `shade`: none, header, bands (every second row), totals. `header_align`: as_column, left, center. `vertical`: top,
    middle, bottom (of cells beside a wrapped label). `padding` and `size` (of the font) in points.
    """

    rules: str = "grid"
    shade: str = "none"
    header_bold: bool = True
    header_align: str = "as_column"
    vertical: str = "top"
    padding: float = 4.0
    size: float = 9.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Header rows come first.

    `title` is printed above it as `title_as`: heading, bold (a bold paragraph), caption (small text) or none (no
    title). `align` is left, right or center per column, `widths` each column's share of the text width (at most 1
    together; labels wrap in their column, numbers never). A new page begins before each row in `break_before`;
    `repeat_header` prints the header rows again there. `touches_previous` leaves no text and hardly any space between
    this table and the previous one.
    """

    title: str
    rows: tuple[Row, ...]
    align: tuple[str, ...]
    widths: tuple[float, ...]
    title_as: str = "heading"
    style: TableStyle = TableStyle()
    break_before: tuple[int, ...] = ()
    repeat_header: bool = False
    touches_previous: bool = False
    notes: tuple[str, ...] = ()

    @property
    def header_rows(self) -> int:
        return sum(row.role == "header" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line with a mark between two texts: an entry of a legend, or "Bedömning: ●"."""

    before: str
    mark: Mark
    after: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page break. The pages after it are portrait, landscape or rotated.

    A rotated page is upright with wide content turned 90 degrees, as a table printed sideways.
    """

    kind: str = "portrait"


Block = Heading | Paragraph | Bullets | MarkedLine | NewPage | Table


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The style of all pages. `header` and `footer` are printed on each, with '{page}' and '{pages}' filled in.

    `font` is sans, serif, condensed or wide; `size` and `spacing` (extra space between letters) are in points;
    `ligatures` joins fi, fl and ff where the font can.
    """

    columns: int = 1
    font: str = "sans"
    size: float = 10.0
    header: str = ""
    footer: str = ""
    spacing: float = 0.0
    ligatures: bool = True


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure means beside its unit, scenario and year. '' is not asked.

    `period_start` and `period_end` are ISO dates; a balance has only the end. `organization` is a name as printed, and
    '-' where the report names nobody; its kind, `measure` and `period_type` are codes of the warehouse. `primary` is
    yes, no or `one_level`: the primary figures of its column are the total or the leaves, never both.
    """

    period_start: str = ""
    period_end: str = ""
    period_type: str = ""
    organization: str = ""
    organization_kind: str = ""
    measure: str = ""
    primary: str = ""

    def over(self, other: Meaning) -> Meaning:
        """This meaning, completed by another's where it says nothing. Organization and period are taken whole.

        What is primary by its row is not in a column that is superseded.
        """
        period = self if self.period_end or self.period_type else other
        named = self if self.organization_kind else other
        return Meaning(
            period.period_start,
            period.period_end,
            period.period_type,
            named.organization,
            named.organization_kind,
            self.measure or other.measure,
            "no" if {self.primary, other.primary} == {"yes", "no"} else self.primary or other.primary,
        )


UNASKED = Meaning()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a reader should find.

    `table` is the 0-based number of the table in the report, `row` and `column` the 0-based position of the cell in the
    table's grid. `row_path` and `column_label` are outermost first; the row's own label is last, without footnote
    marks. `value` is the decimal as text, '' where the cell is printed as missing. `unit` and `scenario` are codes of
    the warehouse (TSEK, MSEK, percent, ...; actual, budget, ...); a unit is `?` where the report prints none, and ends
    with `*` where any code that begins so is right. '' is not asked. `year` is 0 where it is not asked, and -1 where
    the figure belongs to no year.
    """

    table: int
    row: int
    column: int
    row_path: tuple[str, ...]
    column_label: tuple[str, ...]
    value: str
    unit: str
    scenario: str
    year: int
    features: tuple[str, ...] = ()
    meaning: Meaning = UNASKED
    role: str = "leaf"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict or trend that a reader should find. `assessment` and `trend` are codes of the warehouse or ''.

    Where neither a word nor a legend explains a mark, `assessment` is unknown, and `shape` and `colour` must be kept.
    """

    subject: str
    assessment: str
    trend: str = ""
    shape: str = ""
    colour: str = ""
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that a reader should find, by its printed name."""

    name: str
    number: str = ""
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A sum or difference that the printed figures obey. Cells are (table, row, column); parts have weights.

    `has_empty`: another part's cell is empty, not even a dash, and counts as zero.
    """

    kind: str
    stated: tuple[int, int, int]
    parts: tuple[tuple[int, int, int], ...]
    weights: tuple[int, ...]
    has_empty: bool = False


@dataclass(frozen=True, slots=True)
class Plant:
    """An error planted in a correct report. `kind` is digit, dropped_row, stale_total, sign or unit.

    `cell` is the wrong cell (for a dropped row the total that no longer holds). `disjoint`: the intervals of at least
    one relation do not meet. `crossed`: relations along the cell's row and along its column are broken.
    """

    kind: str
    cell: tuple[int, int, int]
    before: str
    after: str
    disjoint: bool
    crossed: bool


@dataclass(frozen=True, slots=True)
class Case:
    """An invented report: its printed blocks, and the truth about it.

    `features` are those of the whole report, `table_features` those of each table, including tables without figures.
    """

    seed: int
    engine: str
    title: str
    page: PageStyle
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    assessments: tuple[Assessment, ...] = ()
    goals: tuple[Goal, ...] = ()
    relations: tuple[Relation, ...] = ()
    plant: Plant | None = None
    features: tuple[str, ...] = field(default=())
    table_features: tuple[tuple[str, ...], ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))
