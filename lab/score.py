"""Compares the figures and texts read with those printed: counts by feature, and every miss with its reason.

It knows the truth of the case and the staging records, not the typesetter. Each figure is paired at most once, the best
pairs first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from dagster_project.reading.records import AssessmentRecord, GoalRecord, Reading
from dagster_project.terms import NumberRole
from lab.attributes import Verdict, of_staging
from lab.printed import Assessment, Case, Figure, Goal, Heading, MarkedLine, Paragraph, Table
from lab.read_figure import ReadFigure, figures_of
from lab.tally import Miss, Score, Tally, normal

Verdicts = Mapping[str, Verdict]
# What was read about a printed figure, by attribute.
Judge = Callable[[Figure, ReadFigure], Verdicts]
# Whether totals or leaves are primary, by the number of the printed figure.
JudgeLevels = Callable[[Mapping[int, tuple[Figure, ReadFigure]]], Mapping[int, Verdict]]
# The numbers of a printed and a read figure, and the verdicts on it.
Pair = tuple[int, int, Verdicts]


def score(case: Case, reading: Reading) -> Score:
    """Score one reading of a case."""
    result = Score()
    score_figures(case, figures_of(reading), result, of_staging)
    _score_assessments(case, reading.assessments, result)
    _score_goals(case, reading.goals, result)
    _score_numbers(case, reading, result)
    return result


def failed(case: Case, reason: str) -> Score:
    """The score of a report that could not be read at all."""
    result = Score()
    for figure in case.figures:
        result.count("figures" if figure.value else "missing", figure.features, wanted=1)
    for assessment in case.assessments:
        result.count("assessments", assessment.features, wanted=1)
    for goal in case.goals:
        result.count("goals", goal.features, wanted=1)
    result.misses.append(Miss("report", case.title, "", reason, case.features))
    return result


# Figures


def score_figures(
    case: Case, read: Sequence[ReadFigure], result: Score, judge: Judge, judge_levels: JudgeLevels | None = None
) -> None:
    """Score figures as found, and what was read about them by `judge`, and about columns by `judge_levels`."""
    wanted = [figure for figure in case.figures if figure.value]
    given = [figure for figure in read if not figure.is_missing and figure.value is not None]
    pairs = _figure_pairs(wanted, given, judge)
    read_of = {i: j for i, j, _ in pairs}
    verdicts_of = {i: dict(verdicts) for i, _, verdicts in pairs}
    if judge_levels is not None:
        levels = judge_levels({i: (wanted[i], given[j]) for i, j in read_of.items()})
        for i, verdict in levels.items():
            verdicts_of[i]["primary"] = verdict
    for i, figure in enumerate(wanted):
        record = given[read_of[i]] if i in read_of else None
        verdicts = verdicts_of.get(i, {})
        faults = [name for name, verdict in verdicts.items() if verdict != Verdict.RIGHT]
        found = record is not None and not _is_faulty(verdicts)
        placed = record is not None and found and _header_right(figure, record)
        in_path = record is not None and found and _path_right(figure, record)
        is_wrong = Verdict.WRONG in verdicts.values()
        result.count(
            "figures",
            figure.features,
            wanted=1,
            found=int(found),
            placed=int(placed),
            in_path=int(in_path),
            strict=int(record is not None and not faults),
            wrong=int(is_wrong),
            unstated=int(bool(faults) and not is_wrong),
        )
        for name, verdict in verdicts.items():
            result.count(name, figure.features, wanted=1, **_counts(verdict))
        if record is None or faults:
            reason = ", ".join(f"{name} {verdicts[name]}" for name in faults) or _why_missing(figure, given)
            result.misses.append(Miss("missed", _describe(figure), _describe_record(record), reason, figure.features))
        elif not placed:
            result.misses.append(Miss("header", _describe(figure), _describe_record(record), "header", figure.features))
    features_of = _features_of_read(case, wanted, given, read_of)
    shared = _features_of_report(case)
    strict_reads = {j for _, j, verdicts in pairs if not _is_faulty(verdicts)}
    used = set(read_of.values())
    for j, record in enumerate(given):
        features = _features_of_pair(j, pairs, wanted) or features_of.get(record.table_number) or shared
        result.count("figures", features, given=1, right=int(j in strict_reads))
        if j not in used:
            result.misses.append(Miss("false", "", _describe_record(record), "not printed as such", tuple(features)))
    _credit_tables_without_figures(case, result)
    _score_missing(case, read, result)


def _credit_tables_without_figures(case: Case, result: Score) -> None:
    """Count cells with digits in tables without figures as read and right, less the false figures read there."""
    cells = sum(
        any(character.isdigit() for character in cell.text)
        for table, names in zip(case.tables, case.table_features, strict=True)
        if "tables.no_figures" in names
        for row in table.rows
        for cell in row.cells
    )
    tally = result.tallies["figures"]["tables.no_figures"]
    left = max(cells - tally.given, 0)
    tally.add(Tally(given=left, right=left))


def _counts(verdict: Verdict) -> dict[str, int]:
    return {"found": 1, "strict": 1} if verdict == Verdict.RIGHT else {verdict.value: 1}


def _is_faulty(verdicts: Verdicts) -> bool:
    """Whether unit, scenario or year is not right."""
    return any(verdicts.get(name, Verdict.RIGHT) != Verdict.RIGHT for name in ("unit", "scenario", "year"))


def _figure_pairs(wanted: Sequence[Figure], given: Sequence[ReadFigure], judge: Judge) -> list[Pair]:
    """Pairs (truth, read, verdicts) of the same value and label, each used once, best first."""
    by_value: defaultdict[Decimal, list[int]] = defaultdict(list)
    for j, record in enumerate(given):
        if record.value is not None:
            by_value[record.value.normalize()].append(j)
    candidates = []
    for i, figure in enumerate(wanted):
        for j in by_value.get(Decimal(figure.value).normalize(), ()):
            record = given[j]
            if not _label_right(figure, record):
                continue
            verdicts = judge(figure, record)
            faults = sum(verdict != Verdict.RIGHT for verdict in verdicts.values())
            merit = -10 * faults + 3 * _path_right(figure, record) + 2 * _header_right(figure, record)
            candidates.append((-merit, abs(figure.table - record.table_number), i, j, verdicts))
    candidates.sort(key=lambda candidate: candidate[:4])
    pairs: list[Pair] = []
    taken: set[int] = set()
    used: set[int] = set()
    for _, _, i, j, verdicts in candidates:
        if i not in taken and j not in used:
            taken.add(i)
            used.add(j)
            pairs.append((i, j, verdicts))
    return pairs


def _label_right(figure: Figure, record: ReadFigure) -> bool:
    wanted = normal(figure.row_path[-1])
    path = normal(record.row_path)
    return normal(record.row_label) == wanted or path.rsplit(" > ", 1)[-1] == wanted


def _path_right(figure: Figure, record: ReadFigure) -> bool:
    """Whether the labels above the row's own directly precede it in the read path, in order."""
    path = [normal(part) for part in record.row_path.split(" > ")]
    above = [normal(part) for part in figure.row_path[:-1]]
    return path[-len(above) - 1 : -1] == above if above else True


def _header_right(figure: Figure, record: ReadFigure) -> bool:
    levels = [normal(part) for part in record.column_label.split(" > ")]
    wanted = set(re.findall(r"\w+", normal(" ".join(figure.column_label))))
    if not wanted:
        return True
    found = set(re.findall(r"\w+", " ".join(levels)))
    return levels[-1] == normal(figure.column_label[-1]) or 2 * len(wanted & found) >= len(wanted)


def _why_missing(figure: Figure, given: Sequence[ReadFigure]) -> str:
    same_value = [record for record in given if record.value == Decimal(figure.value)]
    if same_value:
        return f"label, read as {same_value[0].row_label!r}"
    same_label = [record for record in given if _label_right(figure, record)]
    return "value" if same_label else "row"


def _features_of_pair(j: int, pairs: Sequence[Pair], wanted: Sequence[Figure]) -> tuple[str, ...]:
    return next((wanted[i].features for i, other, _ in pairs if other == j), ())


def _features_of_read(
    case: Case, wanted: Sequence[Figure], given: Sequence[ReadFigure], read_of: dict[int, int]
) -> dict[int, tuple[str, ...]]:
    """By number of read table, the features of the printed table that it most likely is."""
    votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for i, j in read_of.items():
        votes[given[j].table_number][wanted[i].table] += 1
    labels = [{normal(cell.text) for row in table.rows for cell in row.cells} - {""} for table in case.tables]
    shared = _features_of_report(case)
    found: dict[int, tuple[str, ...]] = {}
    for table_number in {record.table_number for record in given}:
        rows = {normal(record.row_label) for record in given if record.table_number == table_number}
        if votes[table_number]:
            number = votes[table_number].most_common(1)[0][0]
        elif any(rows & texts for texts in labels):
            number = max(range(len(labels)), key=lambda n: len(rows & labels[n]))
        else:
            continue
        found[table_number] = tuple(sorted({*case.table_features[number], *shared}))
    return found


def _features_of_report(case: Case) -> tuple[str, ...]:
    """The features that all tables of the report share: engine, letters, font and text columns."""
    columns = ("page.one_column", "page.two_columns")
    return tuple(
        name for name in case.features if name in columns or name.split(".")[0] in ("engine", "letters", "font")
    )


def _score_missing(case: Case, read: Sequence[ReadFigure], result: Score) -> None:
    """Score cells printed as missing: found if a missing figure with that label and year, if any, was read."""
    given = [figure for figure in read if figure.is_missing]
    left = list(given)
    for figure in case.figures:
        if figure.value:
            continue
        match = next((r for r in left if _label_right(figure, r) and (not figure.year or figure.year == r.year)), None)
        if match is not None:
            left.remove(match)
        else:
            result.misses.append(Miss("missing", _describe(figure), "", "not recorded as missing", figure.features))
        result.count("missing", figure.features, wanted=1, found=int(match is not None))
    result.count("missing", (), given=len(given), right=len(given) - len(left))


# Assessments and goals


def _score_assessments(case: Case, records: Sequence[AssessmentRecord], result: Score) -> None:
    """Score verdicts and trends separately: a reader may give one record for both or one for each."""
    wanted = [part for one in case.assessments for part in _verdict_and_trend(one)]
    given = [part for record in records for part in _verdict_and_trend(record)]

    def same(item: Assessment, record: AssessmentRecord) -> bool:
        subjects = {normal(record.subject), normal(record.row_label)}
        is_alike = bool(item.assessment) == bool(record.assessment)
        return is_alike and any(_same_text(item.subject, subject) for subject in subjects)

    def right(item: Assessment, record: AssessmentRecord) -> bool:
        return _verdict_right(item, record) and item.trend == (record.trend or "")

    def describe(item: Assessment) -> str:
        return f"{item.subject} | {item.assessment} | {item.trend} {item.shape} {item.colour}"

    def describe_record(record: AssessmentRecord) -> str:
        return f"{record.subject} | {record.row_label} | {record.assessment} | {record.trend} | {record.as_printed}"

    _score_list("assessments", case, wanted, given, same, right, describe, describe_record, result)


_Verdict = TypeVar("_Verdict", Assessment, AssessmentRecord)


def _verdict_and_trend(one: _Verdict) -> list[_Verdict]:
    without_trend = replace(one, trend="" if isinstance(one, Assessment) else None)
    without_verdict = replace(one, assessment="" if isinstance(one, Assessment) else None)
    return [part for part in (without_trend, without_verdict) if part.assessment or part.trend]


def _verdict_right(wanted: Assessment, record: AssessmentRecord) -> bool:
    if wanted.assessment != "unknown":
        return wanted.assessment == (record.assessment or "")
    kept = all(part in record.as_printed for part in (wanted.shape, wanted.colour))
    # Without a legend a character has a conventional meaning: a reader may use it if it keeps the character.
    is_character = not wanted.colour
    return kept and (is_character or record.assessment == "unknown")


def _score_goals(case: Case, given: Sequence[GoalRecord], result: Score) -> None:
    def same(wanted: Goal, record: GoalRecord) -> bool:
        return any(_same_text(wanted.name, normal(text)) for text in (record.name, record.text))

    def describe(wanted: Goal) -> str:
        return f"{wanted.number} {wanted.name}"

    def describe_record(record: GoalRecord) -> str:
        return f"{record.number} {record.name}"

    _score_list("goals", case, case.goals, given, same, lambda *_: True, describe, describe_record, result)


def _same_text(wanted: str, given: str) -> bool:
    return re.sub(r"^\W*|\W*$", "", normal(wanted)) == re.sub(r"^\W*|\W*$", "", given)


def _score_list(
    kind: str,
    case: Case,
    wanted: Sequence[Assessment] | Sequence[Goal],
    given: Sequence[AssessmentRecord] | Sequence[GoalRecord],
    same: Callable[..., bool],
    right: Callable[..., bool],
    describe: Callable[..., str],
    describe_record: Callable[..., str],
    result: Score,
) -> None:
    """Pair each printed item with a right record. What is left on either side is a miss."""
    left = list(given)
    for item in wanted:
        named = [record for record in left if same(item, record)]
        match = next((record for record in named if right(item, record)), None)
        result.count(kind, item.features, wanted=1, found=int(match is not None))
        if match is not None:
            left.remove(match)
            result.count(kind, item.features, given=1, right=1)
        else:
            got = describe_record(named[0]) if named else ""
            result.misses.append(Miss(kind, describe(item), got, "verdict" if named else "not found", item.features))
    features = [
        feature for feature in case.features if feature.split(".")[0] in ("goals", "status", "legend", "engine")
    ]
    for record in left:
        result.count(kind, features, given=1)
        result.misses.append(Miss(kind, "", describe_record(record), "not printed as such", tuple(features)))


# Numbers


def _score_numbers(case: Case, reading: Reading, result: Score) -> None:
    """Score numbers: no digit on a page is lost, and no number is unread."""
    result.numbers = len(reading.numbers)
    result.unread = sum(number.role == NumberRole.UNREAD for number in reading.numbers)
    for page in reading.pages:
        if page.digits_read != page.digits_independent:
            result.digits_lost += 1
            read_digits = f"page {page.page_number}: {page.digits_read} of {page.digits_independent} digits"
            result.misses.append(Miss("digits", "", read_digits, "digits of a page", case.features))
    printed, read = _printed_digits(case), sum(page.digits_read for page in reading.pages)
    if read < printed:
        result.digits_lost += 1
        result.misses.append(Miss("digits", f"{printed} digits printed", f"{read} read", "digits", case.features))
    for number in reading.numbers:
        if number.role == NumberRole.UNREAD:
            result.misses.append(Miss("unread", "", f"{number.token} in {number.context!r}", "unread", case.features))


def _printed_digits(case: Case) -> int:
    """The number of digits in all blocks, without page headers and footers."""
    texts: list[str] = []
    for block in case.blocks:
        if isinstance(block, Table):
            texts += [block.title, *block.notes]
            texts += [text for row in block.rows for cell in row.cells for text in (cell.text, cell.superscript)]
        elif isinstance(block, Heading | Paragraph):
            texts.append(block.text)
        elif isinstance(block, MarkedLine):
            texts += [block.before, block.after]
    return sum(character.isdecimal() for text in texts for character in text)


def _describe(figure: Figure) -> str:
    meaning = figure.meaning
    fields = (
        " > ".join(figure.row_path),
        " > ".join(figure.column_label),
        figure.value,
        figure.unit,
        figure.scenario,
        str(figure.year),
        f"{meaning.period_start}..{meaning.period_end}",
        f"{meaning.organization_kind} {meaning.organization}".strip(),
        meaning.measure,
        meaning.primary,
    )
    return " | ".join(fields).rstrip(" |.")


def _describe_record(record: ReadFigure | None) -> str:
    if record is None:
        return ""
    fields = (
        record.row_path,
        record.column_label,
        record.value,
        record.unit,
        record.scenario,
        record.year,
        f"{record.period_start}..{record.period_end} {record.period_type}",
        f"{record.organization_kind} {record.organization}".strip(),
        record.measure,
        record.is_primary,
    )
    return " | ".join("" if value is None else str(value) for value in fields).rstrip(" |.")
