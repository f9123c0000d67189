"""The rule by which candidates decide an attribute, on candidates made by hand."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.meaning.evidence import Candidate, Resolution, is_printed, resolve
from dagster_project.terms import EvidenceSource, UnresolvedReason

PRINTED = [
    EvidenceSource.CELL,
    EvidenceSource.ROW,
    EvidenceSource.COLUMN,
    EvidenceSource.GROUP_ROW,
    EvidenceSource.TABLE,
    EvidenceSource.CAPTION,
    EvidenceSource.SECTION,
    EvidenceSource.REPORT,
]
CONCLUDED = [EvidenceSource.ARITHMETIC, EvidenceSource.ELSEWHERE, EvidenceSource.PRIOR]


def plain(value: str, source: EvidenceSource) -> Candidate[str]:
    return Candidate(value, source, "as printed")


def passing(value: str, source: EvidenceSource) -> Candidate[str]:
    return Candidate(value, source, "inside a name", is_plain=False)


candidates = st.builds(
    Candidate,
    value=st.sampled_from(["a", "b", "c"]),
    source=st.sampled_from(EvidenceSource),
    evidence=st.text(max_size=3),
    is_plain=st.booleans(),
)


def test_the_sources_are_those_of_print_and_of_conclusions() -> None:
    assert [source for source in EvidenceSource if is_printed(plain("a", source))] == PRINTED
    assert sorted(EvidenceSource) == sorted([*PRINTED, *CONCLUDED])


@pytest.mark.parametrize(("nearer", "farther"), list(pairwise(PRINTED)))
def test_of_plain_print_the_nearest_decides(nearer: EvidenceSource, farther: EvidenceSource) -> None:
    found = resolve([plain("far", farther), plain("near", nearer)])
    assert (found.value, found.source, found.reason) == ("near", nearer, None)


def test_of_two_texts_at_the_same_place_the_first_decides() -> None:
    found = resolve([plain("first", EvidenceSource.CAPTION), plain("second", EvidenceSource.CAPTION)])
    assert found.value == "first"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (plain("yes", EvidenceSource.REPORT), passing("no", EvidenceSource.CELL)),
        (plain("yes", EvidenceSource.REPORT), plain("no", EvidenceSource.ELSEWHERE)),
        (plain("yes", EvidenceSource.ARITHMETIC), passing("no", EvidenceSource.CELL)),
        (plain("yes", EvidenceSource.ARITHMETIC), plain("no", EvidenceSource.ELSEWHERE)),
        (passing("yes", EvidenceSource.REPORT), plain("no", EvidenceSource.ELSEWHERE)),
        (plain("yes", EvidenceSource.ELSEWHERE), plain("no", EvidenceSource.PRIOR)),
    ],
    ids=str,
)
def test_what_is_plainer_decides_wherever_it_is(better: Candidate[str], worse: Candidate[str]) -> None:
    found = resolve([worse, better])
    assert (found.value, found.source, found.reason) == ("yes", better.source, None)
    assert found.candidates == (better, worse)


@pytest.mark.parametrize("source", PRINTED)
def test_arithmetic_contradicts_plain_print(source: EvidenceSource) -> None:
    found = resolve([plain("money", EvidenceSource.ARITHMETIC), plain("count", source)])
    assert (found.value, found.source, found.reason) == (None, None, UnresolvedReason.CONTRADICTED)
    assert [candidate.value for candidate in found.candidates] == ["count", "money"]


def test_arithmetic_that_agrees_with_print_leaves_it_its_source() -> None:
    found = resolve([plain("money", EvidenceSource.ARITHMETIC), plain("money", EvidenceSource.SECTION)])
    assert (found.value, found.source) == ("money", EvidenceSource.SECTION)


def test_without_candidates_an_attribute_is_unstated() -> None:
    found: Resolution[str] = resolve([])
    assert (found.value, found.source, found.reason) == (None, None, UnresolvedReason.UNSTATED)


@given(st.lists(candidates, max_size=6))
def test_an_attribute_has_either_a_value_that_was_suggested_or_a_reason(found: list[Candidate[str]]) -> None:
    resolution = resolve(found)
    assert (resolution.value is None) == (resolution.reason is not None)
    assert resolution.value is None or (resolution.value, resolution.source) in [(c.value, c.source) for c in found]
    assert len(resolution.candidates) == len(found)


@given(st.lists(candidates, max_size=6, unique_by=lambda c: (c.source, c.is_plain)), st.randoms())
def test_the_order_in_which_places_are_looked_at_is_of_no_matter(found: list[Candidate[str]], order: Random) -> None:
    concluded = [c for c in found if not is_printed(c)]
    one_each = [c for c in found if c not in concluded] + list({c.source: c for c in concluded}.values())
    assert resolve(order.sample(one_each, len(one_each))) == resolve(one_each)


@given(st.lists(candidates, min_size=1, max_size=6).filter(lambda found: any(c.source != "prior" for c in found)))
def test_a_prior_never_displaces_what_the_report_says(found: list[Candidate[str]]) -> None:
    assert resolve([plain("prior", EvidenceSource.PRIOR), *found]).value != "prior"


def test_arithmetic_that_contradicts_itself_is_null() -> None:
    found: Resolution[str] = resolve([plain("a", EvidenceSource.ARITHMETIC), plain("b", EvidenceSource.ARITHMETIC)])
    assert (found.value, found.reason) == (None, UnresolvedReason.CONTRADICTED)
