"""Search in a catalogue: Dutch stems, ranked by BM25 over weighted fields, with what matched marked.

Every word of the question must occur. A word also finds longer words that hold it ("schuld" in
"probleemschulden"), at less weight: Dutch writes compounds as one. The stemmer is Porter's for Dutch; the newer one
of Kraaij and Pohlmann splits "schuld" from "schulden".
Source: Robertson SE, Zaragoza H (2009), The probabilistic relevance framework: BM25 and beyond, FnTIR 3(4), 333-389.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ketenzicht.catalogue.model import Study

Floats = NDArray[np.float64]

WORD = re.compile(r"[^\W_]+")
LEAST_PART = 4
"""Letters that a part of a compound must have to be looked for."""
PART_WEIGHT = 0.4
NEAR = 75.0
"""Likeness of a word, of 100, from which it may be what was meant."""
SATURATION, LENGTH_SHARE = 1.2, 0.6
"""k1 and b of BM25."""
_NOTHING = """
aan als bij dan dat de den der deze die dit door een en er het hoe hun ik in is je met na naar niet of om ook op te
tot uit van veel voor wat we wel wie zich zijn
"""
STOP_WORDS = frozenset(_NOTHING.split())
"""Words that tell nothing in a question; they are left out of it unless it has no others."""


class Hit(NamedTuple):
    """A study that was found, and how well it fits (higher is better; only the order means something)."""

    study: Study
    score: float


class Segment(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Index:
    """Studies made ready for search; see :func:`build_index`."""

    studies: tuple[Study, ...]
    words: tuple[str, ...]
    """Every word that occurs, in small letters and without accents."""
    rows: tuple[NDArray[np.int32], ...]
    """For each word, the studies in which it stands."""
    weights: tuple[NDArray[np.float32], ...]
    """How heavily it stands there."""
    stems: dict[str, tuple[int, ...]]
    """The words of each stem."""
    length: Floats
    """Of each study: words of its text against the mean."""


def fields_of(study: Study, names: Callable[[Study], Sequence[str]]) -> Iterator[tuple[float, str]]:
    """The texts of a study with their weights; ``names`` gives the headings it stands under, in words."""
    yield 4.0, study.title
    yield 3.0, " ".join(names(study))
    yield (
        2.0,
        " ".join((study.question or "", *study.authors, *study.organisations, study.commissioned_by or "")),
    )
    yield 1.5, " ".join(finding.text for finding in study.findings)
    yield 1.0, " ".join((study.description or "", study.place or "", str(study.year), *study.methods))
    yield 0.7, " ".join((study.explanation or "", study.limits or "", study.n or "", study.period or ""))


def build_index(
    studies: Sequence[Study], names: Callable[[Study], Sequence[str]] = lambda study: study.themes
) -> Index:
    """Make studies ready for search.

    Args:
        studies: what to look in.
        names: the words of the headings that a study stands under.
    """
    found: dict[str, dict[int, float]] = {}
    length = np.ones(len(studies))
    for row, study in enumerate(studies):
        for weight, text in fields_of(study, names):
            for word in words_of(text):
                at = found.setdefault(word, {})
                at[row] = at.get(row, 0.0) + weight
                length[row] += weight
    stems: dict[str, list[int]] = {}
    for number, word in enumerate(found):
        stems.setdefault(stem(word), []).append(number)
    return Index(
        studies=tuple(studies),
        words=tuple(found),
        rows=tuple(np.fromiter(at, np.int32, len(at)) for at in found.values()),
        weights=tuple(np.fromiter(at.values(), np.float32, len(at)) for at in found.values()),
        stems={one: tuple(numbers) for one, numbers in stems.items()},
        length=length / length.mean() if len(studies) else length,
    )


def search(index: Index, question: str) -> list[Hit]:
    """The studies that hold every word of a question, best first; all of them, by year, for an empty one."""
    asked = question_words(question)
    if not asked:
        newest = sorted(index.studies, key=lambda study: (-study.year, study.title))
        return [Hit(study, 0.0) for study in newest]
    total = np.zeros(len(index.studies))
    fits = np.ones(len(index.studies), dtype=bool)
    for word in asked:
        score = _score(index, word)
        fits &= score > 0.0
        total += score
    rows = np.flatnonzero(fits)
    order = sorted(
        rows.tolist(), key=lambda row: (-total[row], -index.studies[row].year, index.studies[row].id)
    )
    return [Hit(index.studies[row], float(total[row])) for row in order]


def suggestion(index: Index, question: str) -> str:
    """The question with words that nobody wrote replaced by the nearest that somebody did, or nothing."""
    asked = question_words(question)
    known = set(index.words)
    meant = [word if word in known or stem(word) in index.stems else _nearest(word, index) for word in asked]
    return " ".join(meant) if all(meant) and meant != asked else ""


def _nearest(word: str, index: Index) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, index.words, scorer=fuzz.ratio, score_cutoff=NEAR)
    return str(found[0]) if found else ""


def highlight(text: str, question: str) -> list[Segment]:
    """A text in segments, those that answer the question marked; together they are the text."""
    asked = [stem(word) for word in question_words(question)]
    segments: list[Segment] = []
    done = 0
    for match in WORD.finditer(text):
        word = plain(match.group())
        if any(stem(word) == one or (len(one) >= LEAST_PART and one in word) for one in asked):
            segments += [Segment(text[done : match.start()], False), Segment(match.group(), True)]
            done = match.end()
    segments.append(Segment(text[done:], False))
    return [segment for segment in segments if segment.text]


def question_words(question: str) -> list[str]:
    """The words of a question that tell something."""
    words = list(dict.fromkeys(words_of(question)))
    return [word for word in words if word not in STOP_WORDS] or words


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters and without accents."""
    return WORD.findall(plain(text))


def plain(text: str) -> str:
    """Small letters without accents: "Beëindigd" as "beeindigd"."""
    small = text.lower()
    if small.isascii():
        return small
    return "".join(one for one in unicodedata.normalize("NFKD", small) if not unicodedata.combining(one))


@cache
def stem(word: str) -> str:
    """The stem of a Dutch word."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("dutch_porter")


def _score(index: Index, word: str) -> Floats:
    """BM25 of one word in every study: words with its stem count in full, words that hold it at less."""
    found = np.zeros(len(index.studies))
    part = stem(word)
    whole = index.stems.get(part, ())
    for number in whole:
        found[index.rows[number]] += index.weights[number]
    if len(part) >= LEAST_PART:
        for number, other in enumerate(index.words):
            if part in other and number not in whole:
                found[index.rows[number]] += PART_WEIGHT * index.weights[number]
    holding = int(np.count_nonzero(found))
    rarity = log(1.0 + (len(index.studies) - holding + 0.5) / (holding + 0.5))
    pressed = SATURATION * (1.0 - LENGTH_SHARE + LENGTH_SHARE * index.length)
    score: Floats = rarity * found * (SATURATION + 1.0) / (found + pressed)
    return score
