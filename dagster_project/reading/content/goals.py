"""Goals (mål) in all their printed shapes: tables, titles with a number, chapters, filled-in forms.

Belongs here: which texts are goals, their level, parent and words, and the verdict printed with them; verdicts on
indicators are read in `assessments`. An indicator (mått, nyckeltal) is never a goal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from dagster_project.reading.content.explanations import read_legend
from dagster_project.reading.content.forms import Chapter, Field, Form
from dagster_project.reading.content.goal_tables import FoundGoal, GoalTable, Verdict, form_goals, goals_of_table
from dagster_project.reading.content.goal_words import (
    WORD,
    bare_chapter,
    comparable,
    is_assignment,
    is_chapter_of_goals,
    is_global_goal,
    is_goal_chapter,
    is_never_a_goal,
    level_of,
    level_under,
    named_title,
    owner_level,
    states_an_aim,
)
from dagster_project.reading.content.legend import (
    Legend,
    Sign,
    status_characters_in,
    verdict_of,
    without_signs,
)
from dagster_project.reading.model import Document, Heading, ListItem, Mark, Page, Paragraph, Table
from dagster_project.reading.numbers import is_bare_year
from dagster_project.reading.records import GoalRecord, place_columns
from dagster_project.terms import AssessmentCode, FormField, GoalLevel

_LONGEST_TITLE = 400
_LONGEST_VERDICT = 400
_LONGEST_UNKNOWN_VERDICT = 60
_LEVEL_ORDER = tuple(GoalLevel)
_FEWEST_WORDS_OF_A_GOAL = 5
_STEM = 5
_LONGEST_ENDING = 2
_LAST_PART = re.compile(r"(?:\s[–—-]\s|:\s|\s\()(?P<part>[^:()–—]{2,}?)\)?\s*$")
_FIRST_SENTENCE = re.compile(r".{1,300}?(?:\.(?=\s|$)|$)")


def read_goals(document: Document) -> list[GoalRecord]:
    """All goals of a report in reading order, each once however often it is printed."""
    found = find_goals(document)
    numbers = {id(goal): number for number, goal in enumerate(found, 1)}
    return [
        GoalRecord(
            document_id=document.document_id,
            goal_number=numbers[id(goal)],
            parent_goal_number=numbers.get(id(goal.parent)) if goal.parent else None,
            level=goal.level,
            level_as_printed=goal.level_as_printed,
            number=goal.number,
            name=goal.name,
            formulation=goal.formulation,
            text=goal.text,
            agenda_2030=goal.agenda,
            **place_columns(goal.place, goal.page.label),
        )
        for goal in found
    ]


def find_goals(document: Document) -> list[FoundGoal]:
    """The goals of a report with the verdicts printed on them."""
    form = Form.of(document)
    legend = read_legend(document)
    titled = dict(_titled_goals(form))
    found: list[FoundGoal] = []
    marks = form.marks()
    last_table: GoalTable | None = None
    section = ""
    for index, (page, block) in enumerate(form.blocks):
        if isinstance(block, Table):
            table = GoalTable.of(block) or (last_table.continued(block) if last_table else None)
            if table:
                chapter = max((i for i in form.chapters if i < index), default=0)
                above = [goal for i, goal in titled.items() if chapter <= i < index]
                _add(found, list(goals_of_table(table, page, legend, section, above[-1] if above else None)))
            else:
                _add(found, list(form_goals(block, page, legend)))
            last_table = table
        elif isinstance(block, Heading):
            last_table, section = None, block.text
        elif (
            isinstance(block, Paragraph) and last_table and last_table.continues_after(block, form.blocks[index + 1 :])
        ):
            _add(found, [last_table.goal_between(block, page, section)])
        if index in titled:
            goal = _complete(titled[index], form.fields(index, titled), legend, form.is_flat)
            sign = _title_sign(block, legend, marks.get(index, ()))
            if sign and sign.assessment and goal.verdict is None:
                goal.verdict = Verdict(sign, "", page, block.place)
            _add(found, [goal])
    return found


def _title_sign(block: object, legend: Legend, marks: Sequence[Mark]) -> Sign | None:
    """The sign in a goal's title, drawn beside it, or worded at its end ("Maten ska vara god – Delvis uppfyllt")."""
    if not isinstance(block, Heading | Paragraph | ListItem):
        return None
    marker = f"{block.marker} " if isinstance(block, ListItem) else ""
    sign = legend.sign(marker + block.text, [mark.symbol for mark in marks])
    verdict = _verdict_at_end(block.text)
    return sign or (legend.worded_sign(verdict) if verdict else None)


def _verdict_at_end(text: str) -> str:
    """The verdict at the end of a goal, after a dash or colon or in parentheses; '' if there is none."""
    match = _LAST_PART.search(text)
    part = match["part"].strip() if match else ""
    return part if len(part) <= _LONGEST_UNKNOWN_VERDICT and verdict_of(part) else ""


def _add(found: list[FoundGoal], goals: Sequence[FoundGoal]) -> None:
    """Adds goals not yet found; a goal printed again lends its verdict to the first if that has none."""
    for goal in goals:
        known = next((other for other in found if _is_same(other, goal)), None)
        if known is None:
            found.append(goal)
            continue
        known.verdict = known.verdict or goal.verdict
        known.formulation = known.formulation or goal.formulation
        known.agenda = known.agenda or goal.agenda
        for other in goals:
            if other.parent is goal:
                other.parent = known


def _is_same(first: FoundGoal, second: FoundGoal) -> bool:
    """Whether two goals are the same: they have the same words, of which one may differ in its ending."""
    if first.number and second.number and first.number != second.number:
        return False
    a, b = comparable(first.name).split(), comparable(second.name).split()
    differing = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return len(a) == len(b) and (not differing or (len(differing) == 1 and _differ_in_ending(*differing[0])))


def _differ_in_ending(first: str, second: str) -> bool:
    is_long = min(len(first), len(second)) >= _STEM and abs(len(first) - len(second)) <= _LONGEST_ENDING
    return is_long and first[:_STEM] == second[:_STEM]


# Titles and chapters.


def _titled_goals(form: Form) -> Iterator[tuple[int, FoundGoal]]:
    """The goals that are titles, by block index, parents linked."""
    goals: dict[int, FoundGoal] = {}
    marks = form.marks()
    chapter: Chapter | None = None
    for index, (page, block) in enumerate(form.blocks):
        chapter = form.chapters.get(index, chapter)
        goal = _named_goal(block, page, chapter)
        if goal is None and index in form.chapters:
            goal = _chapter_goal(form, form.chapters[index])
        elif goal is None and chapter and _is_item(block, marks.get(index, ())):
            goal = _listed_goal(chapter, block, page)
        if goal:
            goals[index] = goal
    for index in list(goals):
        above = _goal_above(form, index, goals)
        if above is not None:
            goals[above[0]] = above[1]
    for index in sorted(goals):
        goals[index].parent = _parent(form, index, goals)
        yield index, goals[index]


def _title_text(block: object) -> str | None:
    """The text of a block that may be a title: a heading, or a short line of its own."""
    if isinstance(block, Heading):
        return without_signs(block.text)
    if isinstance(block, Paragraph | ListItem) and len(block.text) <= _LONGEST_TITLE:
        marker = block.marker if isinstance(block, ListItem) and block.marker[:1].isalnum() else ""
        return without_signs(f"{marker} {block.text}")
    return None


def _named_goal(block: object, page: Page, chapter: Chapter | None) -> FoundGoal | None:
    """A goal whose title says that it is one: "Kommunstyrelsens mål 3 - Andelen …", "Nämndmål: Alla barn ska …"."""
    title = _title_text(block)
    match = named_title().fullmatch(title) if title else None
    if title is None or match is None or not isinstance(block, Heading | Paragraph | ListItem):
        return None
    if not (match["separator"] or match["colon"]) and not isinstance(block, Heading):
        return None
    name = match["name"].strip()
    chapters = [*chapter.parents, chapter] if chapter else []
    above = " ".join(other.name for other in chapters if other.heading is not block)
    if len(WORD.findall(name)) < 2 or is_global_goal(name) or is_bare_year(match["number"] or ""):
        return None
    return FoundGoal(
        page, block.place, level_under(match["level"], above), match["level"], match["number"], name, title
    )


def _chapter_goal(form: Form, chapter: Chapter) -> FoundGoal | None:
    """A goal that is a chapter: by the chapter around it, or because its form states or assesses a goal."""
    if is_never_a_goal(chapter.name) or is_assignment(chapter.title):
        return None
    fields = form.fields(chapter.index)
    formulation = next((field for field in fields if field.key is FormField.FORMULATION), None)
    parent = chapter.parents[-1] if chapter.parents else None
    level: GoalLevel | None = None
    if formulation:
        level = owner_level(formulation.label) or GoalLevel.BOARD_GOAL
    elif parent and is_goal_chapter(parent.name) and _is_next_level(parent, chapter):
        level = level_of(bare_chapter(parent.name)) or GoalLevel.STRATEGIC
    elif _is_among_goals(form, chapter) and not is_chapter_of_goals(chapter.name):
        assessed = any(field.key is FormField.VERDICT for field in fields)
        if assessed or (states_an_aim(chapter.name) and len(WORD.findall(chapter.name)) >= 3):
            level = GoalLevel.BOARD_GOAL
    if level is None:
        return None
    printed = parent.name if parent and not formulation else None
    return FoundGoal(
        chapter.page, chapter.heading.place, level, printed, chapter.number or None, chapter.name, chapter.title
    )


def _is_among_goals(form: Form, chapter: Chapter) -> bool:
    """Whether a chapter is in one about goals; after one, where headings have neither level nor number."""
    if any(is_chapter_of_goals(above.name) for above in chapter.parents):
        return True
    if chapter.number or chapter.heading.level:
        return False
    before = [other for index, other in form.chapters.items() if index < chapter.index]
    for other in reversed(before):
        if other.number or other.heading.level:
            return False
        if is_chapter_of_goals(other.name):
            return True
        if not any(field.key is FormField.VERDICT for field in form.fields(other.index)):
            return False
    return False


def _is_item(block: object, marks: Sequence[Mark]) -> TypeGuard[ListItem | Paragraph]:
    """Whether a block is an item of a list: by its bullet or number, or by a status mark that it begins with."""
    is_marked = isinstance(block, Paragraph) and (bool(marks) or bool(status_characters_in(block.text[:1])))
    return isinstance(block, ListItem) or is_marked


def _listed_goal(chapter: Chapter, item: ListItem | Paragraph, page: Page) -> FoundGoal | None:
    """A goal in a list directly under a chapter of goals ("Nämndens mål"): an item that says what shall be."""
    bare = bare_chapter(chapter.name)
    level = level_of(bare) or (GoalLevel.STRATEGIC if is_goal_chapter(bare) else None)
    verdict = _verdict_at_end(item.text)
    name = without_signs(item.text[: item.text.rfind(verdict)].rstrip(" –—-:(") if verdict else item.text)
    words = len(WORD.findall(name))
    if level is None or words < 3 or len(name) > _LONGEST_TITLE or not states_an_aim(name):
        return None
    marker = item.marker if isinstance(item, ListItem) else ""
    number = marker.rstrip(".)") if marker[:1].isdigit() else None
    return FoundGoal(page, item.place, level, chapter.name, number, name, name)


def _goal_above(form: Form, index: int, goals: dict[int, FoundGoal]) -> tuple[int, FoundGoal] | None:
    """The goal of a higher level that is the title directly above a goal's ("1. Kommunen växer genom att …").

    A title that only names the chapter is not a goal: a goal above has the words of a sentence, or is called an area.
    """
    above = next((i for i in range(index - 1, -1, -1) if not isinstance(form.blocks[i][1], Mark)), -1)
    chapter = form.chapters.get(above)
    if chapter is None or above in goals or is_chapter_of_goals(chapter.name) or is_assignment(chapter.title):
        return None
    is_sentence = len(WORD.findall(chapter.name)) >= _FEWEST_WORDS_OF_A_GOAL
    if not is_sentence or goals[index].level in (GoalLevel.COUNCIL_GOAL, GoalLevel.STRATEGIC):
        return None
    return above, FoundGoal(
        chapter.page,
        chapter.heading.place,
        GoalLevel.COUNCIL_GOAL,
        None,
        chapter.number or None,
        chapter.name,
        chapter.title,
    )


def _parent(form: Form, index: int, goals: dict[int, FoundGoal]) -> FoundGoal | None:
    """The goal over a titled goal: by its number, by its chapter, else the last one of a higher level.

    A chapter that is not a goal ends the goals above it.
    """
    goal = goals[index]
    chapter = form.chapters.get(index)
    if chapter:
        above = [goals[parent.index] for parent in chapter.parents if parent.index in goals]
        if above:
            return above[-1]
        if chapter.number and "." in chapter.number:
            return None
    for other in range(index - 1, -1, -1):
        if other in goals:
            if _LEVEL_ORDER.index(goals[other].level) < _LEVEL_ORDER.index(goal.level):
                return goals[other]
        elif other in form.chapters and form.chapters[other].number:
            return None
    return None


def _complete(goal: FoundGoal, fields: Sequence[Field], legend: Legend, is_flat: bool) -> FoundGoal:
    """The goal with the fields of its form: formulation, verdict, link to Agenda 2030.

    A strategic goal has no label before its formulation: it is the first sentence, where that says what shall be.
    """
    if goal.level is GoalLevel.STRATEGIC and fields and not fields[0].key:
        sentence = _FIRST_SENTENCE.match(" ".join(fields[0].text.split()))
        if sentence and states_an_aim(sentence[0]):
            fields = [replace(fields[0], key=FormField.FORMULATION, text=sentence[0].rstrip(".")), *fields[1:]]
    for field in fields:
        text = field.text.split("\n")[0] if not is_flat else " ".join(field.text.split())
        if field.key is FormField.FORMULATION and goal.formulation is None and text:
            goal.formulation = text
            goal.text = f"{goal.text}: {text}"
        elif field.key is FormField.AGENDA and goal.agenda is None:
            goal.agenda = text if WORD.search(text) else None
        elif field.key is FormField.VERDICT and goal.verdict is None:
            goal.verdict = _field_verdict(field, text, legend)
    return goal


def _field_verdict(field: Field, text: str, legend: Legend) -> Verdict | None:
    """The verdict in a field; None for prose without an understood one."""
    is_prose = len(text) > _LONGEST_UNKNOWN_VERDICT
    drawn = legend.sign("", field.symbols[:1])
    sign = drawn if drawn and is_prose else legend.worded_sign(text[:_LONGEST_VERDICT], field.symbols[:1])
    if sign is None or (sign.assessment is AssessmentCode.UNKNOWN and is_prose and not drawn):
        return None
    return Verdict(sign, field.label, field.page, field.place)


def _is_next_level(parent: Chapter, chapter: Chapter) -> bool:
    if parent.number and chapter.number:
        return chapter.number.count(".") == parent.number.count(".") + 1
    return 0 < parent.heading.level == chapter.heading.level - 1
