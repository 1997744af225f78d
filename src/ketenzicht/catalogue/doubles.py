"""Records that are probably of one study: the same DOI or address, or nearly the same title around the same year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ketenzicht.catalogue.model import Study
from ketenzicht.catalogue.search import words_of

NEAR = 90.0
"""Likeness of titles, of 100, from which two records are shown as perhaps the same."""
YEARS_APART = 1


class Double(NamedTuple):
    """Two records that look the same, and why."""

    one: str
    other: str
    why: str


def doubles(studies: Sequence[Study], among: Sequence[Study] = ()) -> list[Double]:
    """Pairs that look the same: within ``studies``, and between those and ``among``.

    Titles are compared by the longest common run of words in any order (token sort ratio, 0 to 100), only between
    records that share their rarest title word, so that ten thousand records take seconds.
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

    titles = [title_key(study) for study in studies]
    often: dict[str, int] = {}
    for title in titles:
        for word in set(title.split()):
            often[word] = often.get(word, 0) + 1
    blocks: dict[str, list[int]] = {}
    for row, title in enumerate(titles):
        for word in sorted(set(title.split()), key=lambda one: (often[one], one))[:3]:
            blocks.setdefault(word, []).append(row)
    seen = set()
    for rows in blocks.values():
        for place, one in enumerate(rows):
            for other in rows[place + 1 :]:
                if (one, other) in seen or abs(studies[one].year - studies[other].year) > YEARS_APART:
                    continue
                seen.add((one, other))
                if token_sort_ratio(titles[one], titles[other]) >= NEAR:
                    yield (studies[one], studies[other]), "bijna dezelfde titel"
