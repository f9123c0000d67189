"""Where flattened text is cut: at headings, found by the contents list or their number, and at fields of forms."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from dagster_project.reading.sources.text.flattened.stream import Stream
from dagster_project.reading.sources.text.tokens import Run, elements_of, phrases, tokens_of
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import FlatMarkers, Words

LONGEST_HEADING_WORDS = 8
_SIMILAR = 0.9
_NUMBERED = re.compile(r"(?<!\S)(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-ZÅÄÖ])")


CutKind = Literal["start", "end", "heading", "text_fields", "measure_fields", "status_fields"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut at characters [start, end): a heading, or a field of a form (text_fields and so on in the vocabulary)."""

    start: int
    end: int
    kind: CutKind
    level: int = 0


def cuts_of(stream: Stream, entries: Sequence[str]) -> list[Cut]:
    """The headings and fields in reading order, without overlaps; a cut without text comes before the first."""
    found = [*_listed_headings(stream, entries), *_fields(stream)]
    found = _apart(found)
    found = _apart([*found, *_numbered_headings(stream, found, bool(entries))])
    return [Cut(0, 0, "start"), *found]


def _apart(cuts: Iterable[Cut]) -> list[Cut]:
    """The cuts in order; of two that overlap, the longer remains."""
    kept: list[Cut] = []
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        if not kept or cut.start >= kept[-1].end:
            kept.append(cut)
    return kept


def _listed_headings(stream: Stream, entries: Sequence[str]) -> Iterator[Cut]:
    """The headings of the contents list, in its order. A numbered one may be worded slightly differently."""
    at = 0
    for label in entries:
        number = re.match(r"\d[\d.]*(?=\s)", label)
        printed = re.compile(_spaced(label.split()) + r"(?!\S)").finditer(stream.text, at)
        spans = (match.span() for match in printed if number or _opens_paragraph(stream, *match.span()))
        span = next(spans, None)
        if span is None and number:
            span = _similar(stream, label, number[0], at)
        if span:
            yield Cut(*span, "heading", number[0].strip(".").count(".") + 1 if number else 0)
            at = span[1]


def _similar(stream: Stream, label: str, number: str, at: int) -> tuple[int, int] | None:
    """The range where the number is printed with nearly the words of the label."""
    for match in re.compile(rf"(?<!\S){re.escape(number)}(?!\S)").finditer(stream.text, at):
        words = tokens_of(stream.text, match.start(), match.start() + 2 * len(label))[: len(label.split())]
        printed = " ".join(word.text for word in words)
        if SequenceMatcher(None, printed.lower(), label.lower()).ratio() > _SIMILAR:
            return match.start(), words[-1].end
    return None


def _spaced(words: Sequence[str]) -> str:
    return r"(?<!\S)" + r"\s+".join(map(re.escape, words))


def _opens_paragraph(stream: Stream, start: int, end: int) -> bool:
    """Whether words are where a heading may be: after a sentence or at the start of a page, before a capital."""
    before = stream.text[max(0, start - 3) : start].rstrip(" ")
    after = stream.text[end : end + 2].strip()
    opens = not before or before.endswith("\n") or before[-1:] in '.!?:”"'
    return opens and (not after or after[0].isupper() or after[0].isdigit())


def _fields(stream: Stream) -> Iterator[Cut]:
    """The fields of forms. A field of one word must have a capital, a digit or another field after it."""
    markers = load(FlatMarkers)
    after_status = [" ".join(phrase) for phrase in phrases(markers.fields_after_status)]
    fields: dict[CutKind, Words] = {
        "text_fields": markers.text_fields,
        "measure_fields": markers.measure_fields,
        "status_fields": markers.status_fields,
    }
    for kind, listed in fields.items():
        for words in phrases(listed):
            for match in re.finditer(_spaced(words) + r":?(?!\S)", stream.text):
                following = stream.text[match.end() :].lstrip()[:1]
                if len(words) == 1 and following and not re.match(r"[A-ZÅÄÖ0-9\"”“]", following):
                    continue
                yield Cut(match.start(), match.end(), kind)
                if kind == "status_fields":
                    field = re.compile(rf"\s+(?P<field>{'|'.join(after_status)})(?!\S)").match(stream.text, match.end())
                    if field:
                        yield Cut(field.start("field"), field.end(), kind)


def _numbered_headings(stream: Stream, cuts: Sequence[Cut], listed: bool) -> Iterator[Cut]:
    """Headings whose number follows the last one: "4.5.1" after "4.5", "2" after "1.3" after a sentence.

    In a report with a contents list (`listed`) a single number before a capital is an item of a list.
    """
    numbered = {cut.start: cut for cut in cuts if cut.kind == "heading"}
    last: tuple[int, ...] = ()
    for match in _NUMBERED.finditer(stream.text):
        number = tuple(map(int, match["number"].split(".")))
        if match.start() in numbered:
            last = number
            continue
        if any(cut.start <= match.start() < cut.end for cut in cuts) or number not in _successors(last):
            continue
        is_chapter = not listed and match[0].strip().isdigit() and _opens_paragraph(stream, match.start(), match.end())
        if (len(number) > 1 or is_chapter) and not _is_numbered_row(stream, match):
            next_cut = next((cut.start for cut in cuts if cut.start > match.start()), len(stream.text))
            limit = min([next_cut, *(m.start() for m in _NUMBERED.finditer(stream.text, match.end(), next_cut))])
            yield Cut(match.start(), _heading_end(stream, match.end(), limit), "heading", len(number))
            last = number


def _is_numbered_row(stream: Stream, match: re.Match[str]) -> bool:
    """Whether figures follow the words after a number, which is then the number of a row."""
    following = elements_of(tokens_of(stream.text, match.end(), len(stream.text[: match.end() + 300])))[:2]
    return len(following) == 2 and isinstance(following[1], Run) and following[1].length > 1


def _successors(last: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The numbers that may follow: the first child, or the next on any level above."""
    if not last:
        return {(number,) for number in range(1, 10)}
    return {(*last, 1)} | {(*last[:depth], last[depth] + 1) for depth in range(len(last))}


def _heading_end(stream: Stream, start: int, limit: int) -> int:
    """The end of an unlisted heading: the next cut if no sentence ends before it, else a capital."""
    words = tokens_of(stream.text, start, limit)
    if len(words) <= 2 * LONGEST_HEADING_WORDS and not any(word.ends_sentence for word in words):
        return words[-1].end if words else start
    joiners = {phrase[0] for phrase in phrases(load(FlatMarkers).joiners)}
    for before, word in itertools.pairwise(words):
        if before.ends_sentence or word.ends_sentence:
            break
        if word.is_capital and before.text not in joiners:
            return before.end
    return words[0].end
