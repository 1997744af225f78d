"""The borders of 2022 held against the areas that Statistics Netherlands published."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from ketenzicht.compare.places.shapes import Ring, Shapes, read_shapes, thinned

pytestmark = pytest.mark.reference

TOLERANCE = 300.0


@pytest.fixture(scope="module")
def shapes(shared_data: Path) -> Shapes:
    return read_shapes(shared_data / "gemeenten" / "gemeenten_2022_wgs84.geojson.gz")


@pytest.fixture(scope="module")
def fewer(shapes: Shapes) -> Shapes:
    return thinned(shapes, TOLERANCE)


def square_kilometres(rings: tuple[Ring, ...]) -> float:
    """The shoelace formula; a hole runs the other way round and is taken off."""
    twice = sum(
        one[0] * other[1] - other[0] * one[1]
        for ring in rings
        for one, other in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    return abs(twice) / 2e6


def borders(shapes: Shapes) -> Counter[frozenset[tuple[int, int]]]:
    """How many outlines each piece of border is in."""
    return Counter(
        frozenset((point, ring[place - 1]))
        for rings in shapes.rings.values()
        for ring in rings
        for place, point in enumerate(ring)
    )


def test_places_on_the_grid_are_as_large_as_published(shapes: Shapes, shared_data: Path) -> None:
    path = shared_data / "gemeenten" / "gemeenten_kenmerken_2022.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        published = {row["code"]: float(row["area"]) for row in csv.DictReader(lines)}
    assert set(published) == set(shapes.rings)
    off = [abs(square_kilometres(shapes.rings[code]) / area - 1) for code, area in published.items()]
    assert median(off) < 0.001
    assert sum(share < 0.02 for share in off) == 344, "the coast of Enkhuizen was drawn by less detail"
    total = sum(square_kilometres(rings) for rings in shapes.rings.values())
    assert total == pytest.approx(sum(published.values()), rel=0.0005)


def test_thinning_leaves_no_gap_between_neighbours(shapes: Shapes, fewer: Shapes) -> None:
    before, after = borders(shapes), borders(fewer)
    assert set(after.values()) == {1, 2}
    assert after.total() < 0.3 * before.total()
    # an islet in the Hollands Diep is narrower than the tolerance, and with it goes what these two share
    gone = {frozenset({"GM1709", "GM1963"})}
    assert neighbours(shapes) - neighbours(fewer) == gone
    assert neighbours(fewer) <= neighbours(shapes)
    outside = [edge for edge, owners in after.items() if owners == 1]
    corners = {point for edge, owners in before.items() if owners == 1 for point in edge}
    assert all(point in corners for edge in outside for point in edge), "the outside is still the outside"


def neighbours(shapes: Shapes) -> set[frozenset[str]]:
    """Places that share a piece of border."""
    owner: dict[frozenset[tuple[int, int]], str] = {}
    found = set()
    for code, rings in shapes.rings.items():
        for ring in rings:
            for place, point in enumerate(ring):
                edge = frozenset((point, ring[place - 1]))
                other = owner.setdefault(edge, code)
                if other != code:
                    found.add(frozenset({other, code}))
    return found
