"""Records that are probably of one study: the same DOI or address, or nearly the same title around the same year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import NamedTuple

from ketenzicht.catalogue.model import Study
from ketenzicht.catalogue.search import words_of

NEAR = 90.0
"""Likeness of titles, of 100, from which two records are shown as perhaps the same."""
YEARS_APART = 1
RAREST, TELLING = 3, 50
"""So many of its rarest words bring a title together with others, if no more titles than this have the word."""


class Double(NamedTuple):
    """Two records that look the same, and why."""

    one: str
    other: str
    why: str


def doubles(studies: Sequence[Study], among: Sequence[Study] = ()) -> list[Double]:
    """Pairs that look the same: within ``studies``, and between those and ``among``.

    Titles are compared letter by letter with their words in order (token sort ratio, 0 to 100), and only where they
    share one of their rarest words, so that ten thousand records take seconds. Titles with other numbers in them are
    of other studies, such as a monitor of another year.
    """
    everyone = [*among, *studies]
    asked = {study.id for study in studies}
    found: dict[tuple[str, str], str] = {}
    for pair, why in (*_same_key(everyone), *_near_titles(everyone)):
        one, other = pair
        if one.id != other.id and (one.id in asked or other.id in asked):
            first, second = (one, other) if one.id in asked else (other, one)
            found.setdefault((first.id, second.id), why)
    return [Double(one, other, why) for (one, other), why in sorted(found.items())]


def title_key(study: Study) -> str:
    """The title as words, for comparison."""
    return " ".join(words_of(study.title))


def _address_key(address: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", address.lower()).rstrip("/")


def _same_key(studies: Iterable[Study]) -> Iterator[tuple[tuple[Study, Study], str]]:
    first: dict[tuple[str, str], Study] = {}
    for study in studies:
        keys = [("zelfde doi", study.doi.lower())] if study.doi else []
        keys += [("zelfde adres", _address_key(study.address))] if study.address else []
        for key in keys:
            if (earlier := first.setdefault(key, study)) is not study:
                yield (earlier, study), key[0]


def _near_titles(studies: Sequence[Study]) -> Iterator[tuple[tuple[Study, Study], str]]:
    from rapidfuzz.fuzz import token_sort_ratio

    by_title: dict[str, list[Study]] = {}
    for study in studies:
        by_title.setdefault(title_key(study), []).append(study)
    for same in by_title.values():
        for one, other in pairwise(sorted(same, key=lambda study: study.year)):
            if other.year - one.year <= YEARS_APART:
                yield (one, other), "dezelfde titel"
    titles = list(by_title)
    often = Counter(word for title in titles for word in set(title.split()))
    blocks: dict[str, list[int]] = {}
    for row, title in enumerate(titles):
        rarest = sorted(set(title.split()), key=lambda word: (often[word], word))[:RAREST]
        for word in rarest[:1] + [word for word in rarest[1:] if often[word] <= TELLING]:
            blocks.setdefault(word, []).append(row)
    pairs = {pair for rows in blocks.values() for pair in combinations(rows, 2)}
    numbers = [frozenset(word for word in title.split() if word.isdigit()) for title in titles]
    for first, second in sorted(pairs):
        if numbers[first] and numbers[second] and numbers[first] != numbers[second]:
            continue
        if token_sort_ratio(titles[first], titles[second], score_cutoff=NEAR):
            for one, other in product(by_title[titles[first]], by_title[titles[second]]):
                if abs(one.year - other.year) <= YEARS_APART:
                    yield (one, other), "bijna dezelfde titel"
