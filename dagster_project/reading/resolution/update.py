"""Adds evidence to the attributes of figures, and keeps figure and evidence the same."""

from __future__ import annotations

from dataclasses import replace

from dagster_project.reading.meaning.evidence import Candidate, resolve
from dagster_project.reading.meaning.periods import Period
from dagster_project.reading.meaning.units import half_unit_in
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import Scenario, Unit

Cell = tuple[int, int]
"""The row and column number of a figure in its table."""


def add_unit(table: TableMeaning, cell: Cell, candidate: Candidate[Unit]) -> None:
    """Adds a candidate for the unit of a figure, whose precision follows from its unit."""
    evidence, figure = table.evidence[cell], table.figures[cell]
    found = resolve([*evidence.unit.candidates, candidate])
    table.evidence[cell] = replace(evidence, unit=found)
    table.figures[cell] = _with_unit(replace(figure, unit=found.value, unit_source=found.source))


def _with_unit(figure: FigureRecord) -> FigureRecord:
    """The figure with the half unit of its unit: counts are exact."""
    if figure.decimals is None:
        return figure
    return replace(figure, half_unit=half_unit_in(figure.unit, figure.decimals))


def add_scenario(
    table: TableMeaning,
    cell: Cell,
    candidate: Candidate[Scenario],
    compared: tuple[Scenario | None, Scenario | None] = (None, None),
) -> None:
    """Adds a candidate for the scenario of a figure, of a difference with the scenarios it compares."""
    evidence, figure = table.evidence[cell], table.figures[cell]
    found = resolve([*evidence.scenario.candidates, candidate])
    table.evidence[cell] = replace(evidence, scenario=found)
    figure = replace(figure, scenario=found.value, scenario_source=found.source)
    if found.value is candidate.value and compared != (None, None):
        figure = replace(figure, of_scenario=compared[0], against_scenario=compared[1])
    table.figures[cell] = figure


def add_period(table: TableMeaning, cell: Cell, candidate: Candidate[Period]) -> None:
    """Adds a candidate for the period of a figure."""
    evidence, figure = table.evidence[cell], table.figures[cell]
    found = resolve([*evidence.period.candidates, candidate])
    period = found.value or Period()
    table.evidence[cell] = replace(evidence, period=found)
    table.figures[cell] = replace(
        figure,
        year=period.year,
        year_source=found.source,
        period_type=period.type,
        period_start=str(period.start) if period.start else None,
        period_end=str(period.end) if period.end else None,
    )
