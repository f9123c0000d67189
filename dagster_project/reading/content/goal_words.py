"""The words of goals: names for goals and their levels, headers and chapters that announce goals.

Belongs here: matching single words and titles with goals.yml and assessments.yml. `goals` and `goal_tables` decide
where to look for them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dagster_project.reading.content.forms import numbered
from dagster_project.reading.content.legend import without_signs
from dagster_project.reading.numbers import YEAR
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Assessments, Goals, Lists, Patterns
from dagster_project.terms import GoalLevel

WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_HEADER = 120
_YEARS_AND_ASIDES = re.compile(rf"\s*(?:\(.*\)|\b{YEAR}(?:[-–](?:19|20)?\d\d)?\b)")


def comparable(text: str) -> str:
    """A goal's words for comparison: lower case, without signs, numbering and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", numbered(without_signs(text))[1].lower()))


@lru_cache(maxsize=1)
def _levels() -> tuple[tuple[GoalLevel, str], ...]:
    return tuple((level, pattern) for level, patterns in load(Goals).levels.items() for pattern in patterns)


def level_of(text: str) -> GoalLevel | None:
    """The level of a goal word ("Inriktningsmål" is a council_goal), None for other words."""
    bare = load(Goals).level_tail.sub("", _YEARS_AND_ASIDES.sub("", " ".join(text.lower().split())))
    bare = bare.strip(" :*")
    return next((level for level, pattern in _levels() if re.fullmatch(pattern, bare)), None) or _grouped_level(bare)


def level_under(word: str, title: str) -> GoalLevel:
    """The level of a goal word where plain "mål" leaves it to the title above ("Kommunfullmäktiges mål")."""
    level = level_of(word) or GoalLevel.BOARD_GOAL
    if level is not GoalLevel.BOARD_GOAL or not word.lower().strip().startswith("mål"):
        return level
    higher = load(Goals).levels[GoalLevel.COUNCIL_GOAL]
    return (
        GoalLevel.COUNCIL_GOAL if any(re.search(rf"\b(?:{pattern})\b", title.lower()) for pattern in higher) else level
    )


def _grouped_level(bare: str) -> GoalLevel | None:
    match = _grouped_header().fullmatch(bare)
    return level_of(match["goal"]) if match else None


@lru_cache(maxsize=1)
def goal_words() -> str:
    """The names that goals have on any level, as one pattern."""
    return "|".join(pattern for _, pattern in _levels())


@lru_cache(maxsize=1)
def _grouped_header() -> re.Pattern[str]:
    words = load(Goals)
    return re.compile(rf"(?P<goal>{goal_words()}){words.joined_by}{words.indicators}", re.IGNORECASE)


@lru_cache(maxsize=1)
def named_title() -> re.Pattern[str]:
    """A title that names a goal, with groups level, number and name ("Nämndmål 3 - Alla barn ska läsa").

    Between number and name is a `separator`, between level and name a `colon`; a heading may have neither ("Mål 3 Alla
    barn ska läsa").
    """
    number = r"\d{1,4}(?:\.\d{1,2})*|[A-ZÅÄÖ]"
    return re.compile(
        rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+)?(?P<level>{goal_words()})"
        rf"(?:\s+(?:nr\.? ?)?(?P<number>{number})(?:\s*(?P<separator>[:.–-])\s*|\s+(?=(?-i:[A-ZÅÄÖ])))"
        rf"|\s*(?P<colon>:)\s*)(?P<name>\S.*)",
        re.IGNORECASE | re.DOTALL,
    )


@lru_cache(maxsize=4096)
def header_role(header: str) -> str | None:
    """The content of a column of a goal table: goal, grouped (goals and indicators), indicator, verdict, or None."""
    bare = " ".join(header.lower().split()).strip(" :*")
    if len(bare) > _LONGEST_HEADER or not WORD.search(bare):
        return None
    if _grouped_header().fullmatch(bare):
        return "grouped"
    if level_of(bare):
        return "goal"
    if re.fullmatch(load(Goals).indicators, bare):
        return "indicator"
    return "verdict" if is_verdict_header(bare) else None


@lru_cache(maxsize=4096)
def is_verdict_header(header: str) -> bool:
    """Whether a column header announces verdicts ("Uppfyllelse", "Status 2023")."""
    return _matches_header(header, load(Assessments).verdict_headers)


@lru_cache(maxsize=4096)
def is_trend_header(header: str) -> bool:
    """Whether a column header announces trends."""
    return _matches_header(header, load(Assessments).trend_headers)


def _matches_header(header: str, patterns: Patterns) -> bool:
    bare = _YEARS_AND_ASIDES.sub("", " ".join(header.lower().split())).strip(" :*")
    return any(pattern.fullmatch(bare) for pattern in patterns)


def is_never_a_goal(title: str) -> bool:
    """Whether a title begins with words of sub-headings that are not goals ("Sammanfattning")."""
    return any(pattern.match(title.lower().strip(" :.")) for pattern in load(Goals).not_goals)


def _is_one_of(patterns: Patterns, title: str) -> bool:
    return any(pattern.fullmatch(title.lower().strip(" :.")) for pattern in patterns)


def bare_chapter(name: str) -> str:
    """The name of a chapter without the words around its goal word ("Uppföljning inriktningar" is "inriktningar")."""
    without = re.sub(rf"\b(?:{load(Goals).chapter_fillers})\b|\b{YEAR}\b", " ", name.lower())
    return " ".join(without.split()).strip(" :.-–")


def is_goal_chapter(name: str) -> bool:
    """Whether all sub-headings of a chapter are goals ("Strategiska målsättningar")."""
    return _is_one_of(load(Goals).goal_chapters, bare_chapter(name))


def is_chapter_of_goals(name: str) -> bool:
    """Whether a chapter is about goals ("Uppföljning av nämndens mål")."""
    return is_goal_chapter(name) or _is_one_of(load(Goals).chapters, bare_chapter(name))


def states_an_aim(name: str) -> bool:
    """Whether a text states a wanted state or direction ("ska öka")."""
    return load(Goals).goal_verbs.search(name.lower()) is not None


def is_assignment(title: str) -> bool:
    """Whether a title names an assignment and not a goal."""
    return re.match(load(Lists).assignment_titles.stem, numbered(title)[1], re.IGNORECASE) is not None


def is_global_goal(name: str) -> bool:
    """Whether a name is one of the global goals of Agenda 2030, which reports refer to."""
    return comparable(name) in {comparable(goal) for goal in load(Goals).agenda_2030}


def owner_level(label: str) -> GoalLevel | None:
    """The level of a goal by the owner in a label ("Nämndens formulering"), None if it names nobody."""
    owner = label.lower().split()[0]
    return next((level for level, owners in load(Goals).owner_levels.items() if owner in owners), None)
