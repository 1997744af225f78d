"""Borders of places: read, put on the Dutch grid, thinned without gaps."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.shapes import country, feature, square, written
from ketenzicht.compare.places.shapes import Ring, read_shapes, rijksdriehoek, thinned
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit

POINTS = {
    "Amersfoort, Onze Lieve Vrouwetoren": ((5.38720621, 52.15517440), (155_000.0, 463_000.0)),
    "Amsterdam, Westertoren": ((4.88352559, 52.37453253), (120_700.723, 487_525.502)),
    "Groningen, Martinitoren": ((6.56820053, 53.21938317), (233_883.131, 582_065.168)),
}
"""Worked examples of the publication of the formulas."""


def edges(ring: Ring) -> set[frozenset[tuple[int, int]]]:
    return {frozenset((point, ring[place - 1])) for place, point in enumerate(ring)}


@pytest.mark.parametrize("name", POINTS)
def test_degrees_become_metres_on_the_dutch_grid(name: str) -> None:
    (lon, lat), expected = POINTS[name]
    np.testing.assert_allclose(rijksdriehoek(lon, lat), expected, atol=0.002)


def test_degrees_and_metres_give_the_same_map(tmp_path: Path) -> None:
    degrees = [[5.38720621, 52.15517440], [6.56820053, 53.21938317], [4.88352559, 52.37453253]]
    metres = [list(POINTS[name][1]) for name in POINTS]
    metres = [metres[0], metres[2], metres[1]]
    maps = []
    for name, ring in (("degrees", degrees), ("metres", metres)):
        (tmp_path / name).mkdir()
        path = written(tmp_path / name, {"features": [feature("GM0001", "A", [*ring, ring[0]])]})
        maps.append(read_shapes(path).rings)
    assert maps[0] == maps[1]


def test_a_packed_map_with_other_properties_is_read(tmp_path: Path) -> None:
    text = json.dumps(country()).replace("statcode", "gebied").replace("statnaam", "heet")
    path = tmp_path / "kaart.geojson.gz"
    path.write_bytes(gzip.compress(text.encode()))
    assert read_shapes(path, code="gebied", name="heet").names["GM0003"] == "'s-Cent"
    with pytest.raises(UserError, match="geen 'code'") as error:
        read_shapes(path)
    assert "gebied, heet" in error.value.fix


def test_a_thinned_border_stays_one_border(tmp_path: Path) -> None:
    shapes = read_shapes(written(tmp_path))
    fewer = thinned(shapes, 500)
    (west,), (east,) = fewer.rings["GM0001"], fewer.rings["GM0002"]
    assert (121_550, 465_000) not in west, "this bend is smaller than 500 metres"
    assert (123_000, 470_000) in west, "this one is larger"
    assert edges(west) & edges(east) == {
        frozenset(pair)
        for pair in (((120_000, 460_000), (123_000, 470_000)), ((123_000, 470_000), (120_000, 480_000)))
    }


def test_holes_stay_and_the_smallest_place_does_not_vanish(tmp_path: Path) -> None:
    fewer = thinned(read_shapes(written(tmp_path)), 500)
    assert [len(ring) for ring in fewer.rings["GM0003"]] == [4, 4]
    assert len(fewer.rings["GM0004"]) == 1


def test_a_tolerance_of_nothing_leaves_the_same_points(tmp_path: Path) -> None:
    shapes = read_shapes(written(tmp_path))
    for code, rings in thinned(shapes, 0).rings.items():
        assert [set(ring) for ring in rings] == [set(ring) for ring in shapes.rings[code]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"features": []}, "geen kaart"),
        ({"type": "Topology"}, "geen kaart"),
        ([], "geen kaart"),
        ({"features": [feature("A", "A", square(0, 0, 1))]}, "niet in Nederland"),
        ({"features": [feature("A", "A", square(-68.3, 12.1, 0.1))]}, "niet in Nederland"),
        (
            {"features": [{**feature("A", "A"), "geometry": {"type": "Point", "coordinates": [5, 52]}}]},
            "geen vlak",
        ),
        ({"features": [{**feature("A", "A"), "geometry": None}]}, "geen vlak"),
        ({"features": [feature("A", "A", [])]}, "niet in Nederland|geen punten"),
        ({"features": [feature("A", "A", square(150_000, 460_000, 9))] * 2}, "twee keer"),
    ],
)
def test_what_is_no_map_of_places_is_refused(tmp_path: Path, data: Any, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_shapes(written(tmp_path, data))
