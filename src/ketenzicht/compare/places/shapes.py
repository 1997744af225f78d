"""Borders of places from a GeoJSON file, in kilometres on the Dutch grid, with as few points as a picture needs.

Coordinates in degrees (WGS84) become Rijksdriehoek by the polynomials of Schreutelkamp FH, Strang van Hees GL (2001),
Benaderingsformules voor de transformatie tussen RD- en WGS84-kaartcoordinaten, Geodesia 43, 64-69: within a metre,
on a map of the country far less than a line. Coordinates that are on that grid already stay as they are.

Points are left out by Douglas DH, Peucker TK (1973), Cartographica 10, 112-122, border by border: a border between
two places is thinned once, for both, so that no gap or overlap comes between them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ketenzicht.errors import UserError
from ketenzicht.intake.readers.transcode import pieces

Points = npt.NDArray[np.float64]
Ring = tuple[tuple[int, int], ...]
"""Whole metres on the grid; the last point is not the first one again."""

CODE_PROPERTIES = ("code", "statcode", "gemeentecode", "gm_code")
NAME_PROPERTIES = ("name", "naam", "statnaam", "gemeentenaam", "gm_naam")
"""What sources call the code and the name of a place."""

_LON, _LAT = (3.0, 7.6), (50.5, 54.0)
_GRID_X, _GRID_Y = (-10_000.0, 310_000.0), (290_000.0, 650_000.0)
_EAST = ((0, 1, 190094.945), (1, 1, -11832.228), (2, 1, -114.221), (0, 3, -32.391), (1, 0, -0.705),
         (3, 1, -2.340), (1, 3, -0.608), (0, 2, -0.008), (2, 3, 0.148))  # fmt: skip
_NORTH = ((1, 0, 309056.544), (0, 2, 3638.893), (2, 0, 73.077), (1, 2, -157.984), (3, 0, 59.788),
          (0, 1, 0.433), (2, 2, -6.439), (1, 1, -0.032), (0, 4, 0.092), (1, 4, -0.054))  # fmt: skip


@dataclass(frozen=True)
class Shapes:
    """Places with their borders.

    Args:
        names: by code.
        rings: the outlines of each place by code, in whole metres; holes are outlines too.
    """

    names: Mapping[str, str]
    rings: Mapping[str, tuple[Ring, ...]]


def rijksdriehoek(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Points, Points]:
    """Degrees of WGS84 as metres east and north on the Dutch grid."""
    along = 0.36 * (np.asarray(lat, dtype=np.float64) - 52.15517440)
    across = 0.36 * (np.asarray(lon, dtype=np.float64) - 5.38720621)
    east = 155_000 + sum(factor * along**p * across**q for p, q, factor in _EAST)
    north = 463_000 + sum(factor * along**p * across**q for p, q, factor in _NORTH)
    return np.asarray(east), np.asarray(north)


def read_shapes(path: Path, *, code: str | None = None, name: str | None = None) -> Shapes:
    """Read places from GeoJSON, plain or packed with gzip, in degrees or on the Dutch grid.

    Args:
        path: the file.
        code, name: the properties with the code and name of a place; the usual ones when left out.

    Raises:
        UserError: it is no GeoJSON of places in the Netherlands, or a place is there twice.
    """
    try:
        data = json.loads(b"".join(pieces(path)))
        features = data["features"]
        if not isinstance(features, list) or not features:
            raise ValueError
        return _places(features, (code,) if code else CODE_PROPERTIES, (name,) if name else (), path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(
            "Dit bestand is geen kaart.",
            why="Verwacht wordt GeoJSON met een vlak per gemeente of regio.",
            fix="Haal gebiedsindelingen op bij het CBS of PDOK, als GeoJSON.",
            file=path,
        ) from None


def _places(features: Sequence[Any], codes: Sequence[str], called: Sequence[str], path: Path) -> Shapes:
    names: dict[str, str] = {}
    rings: dict[str, tuple[Ring, ...]] = {}
    for feature in features:
        properties = feature.get("properties") or {}
        id_ = _property(properties, codes, path)
        if id_ in rings:
            raise UserError(f"De plaats '{id_}' staat twee keer op deze kaart.", file=path)
        names[id_] = _property(properties, called or (*NAME_PROPERTIES, *CODE_PROPERTIES), path)
        outlines = _outlines(feature.get("geometry") or {}, path)
        rings[id_] = tuple(ring for outline in outlines if (ring := _on_grid(outline, path)))
        if not rings[id_]:
            raise UserError(f"De plaats '{id_}' heeft geen vlak op deze kaart.", file=path)
    return Shapes(names, rings)


def thinned(shapes: Shapes, tolerance: float) -> Shapes:
    """The same places with fewer points; borders between places stay shared.

    Args:
        shapes: the places.
        tolerance: how far a border may move, in metres.
    """
    ends = _junctions(ring for rings in shapes.rings.values() for ring in rings)
    done: dict[Ring, Ring] = {}
    made = {}
    for code, rings in shapes.rings.items():
        fewer = [_thin_ring(ring, ends, tolerance, done) for ring in rings]
        kept = tuple(ring for ring in fewer if len(ring) > 2)
        # a place that is smaller than the tolerance is still somewhere
        made[code] = kept or (max(rings, key=len),)
    return Shapes(shapes.names, made)


def _thin_ring(ring: Ring, ends: set[tuple[int, int]], tolerance: float, done: dict[Ring, Ring]) -> Ring:
    """A ring cut at its junctions, each part thinned once for all who share it."""
    cuts = [place for place, point in enumerate(ring) if point in ends]
    if len(cuts) < 2:
        start = cuts[0] if cuts else ring.index(min(ring))
        turned = (*ring[start:], *ring[:start])
        far = max(range(len(turned)), key=lambda at: (_distance(turned[0], turned[at]), turned[at]))
        cuts, ring = [0, far], turned
        if far == 0:
            return ring
    thin: list[tuple[int, int]] = []
    for first, last in zip(cuts, [*cuts[1:], cuts[0] + len(ring)], strict=True):
        part = tuple(ring[place % len(ring)] for place in range(first, last + 1))
        thin += _thin_line(part, tolerance, done)[:-1]
    return tuple(thin)


def _thin_line(line: Ring, tolerance: float, done: dict[Ring, Ring]) -> Ring:
    """A line in the direction that both neighbours would take, thinned."""
    forward = line <= line[::-1]
    key = line if forward else line[::-1]
    if key not in done:
        done[key] = _douglas_peucker(key, tolerance)
    return done[key] if forward else done[key][::-1]


def _douglas_peucker(line: Ring, tolerance: float) -> Ring:
    points = np.array(line, dtype=np.float64)
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    running = [(0, len(line) - 1)]
    while running:
        first, last = running.pop()
        if last - first < 2:
            continue
        away = _away(points[first + 1 : last], points[first], points[last])
        at = int(np.argmax(away))
        if away[at] > tolerance:
            middle = first + 1 + at
            keep[middle] = True
            running += [(first, middle), (middle, last)]
    return tuple(point for point, kept in zip(line, keep, strict=True) if kept)


def _away(points: Points, start: Points, end: Points) -> Points:
    """How far points are from the piece of a line between two others."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0.0, 1.0) if length else np.zeros(len(points))
    found: Points = np.linalg.norm(points - (start + share[:, None] * along), axis=1)
    return found


def _junctions(rings: Iterator[Ring]) -> set[tuple[int, int]]:
    """The points where more than two borders meet, or where a border begins to be shared."""
    beside: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for ring in rings:
        for place, point in enumerate(ring):
            beside[point].update((ring[place - 1], ring[(place + 1) % len(ring)]))
    return {point for point, near in beside.items() if len(near) > 2}


def _distance(one: tuple[int, int], other: tuple[int, int]) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _outlines(geometry: Mapping[str, Any], path: Path) -> Iterator[Sequence[Any]]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    if kind not in ("Polygon", "MultiPolygon"):
        raise UserError(
            "Op deze kaart staat iets dat geen vlak is.",
            why="Een plaats is een vlak, of meer vlakken.",
            file=path,
        )
    for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
        yield from polygon


def _on_grid(ring: Sequence[Any], path: Path) -> Ring:
    try:
        points = np.array([point[:2] for point in ring], dtype=np.float64)
        first, second = points[:, 0], points[:, 1]
    except (ValueError, TypeError, IndexError):
        raise UserError("Een vlak op deze kaart heeft geen punten.", file=path) from None
    if _within(first, _LON) and _within(second, _LAT):
        first, second = rijksdriehoek(first, second)
    elif not (_within(first, _GRID_X) and _within(second, _GRID_Y)):
        raise UserError(
            "De punten op deze kaart liggen niet in Nederland.",
            why="Verwacht worden graden (WGS84) of meters (Rijksdriehoek).",
            fix="Kies bij het ophalen EPSG:4326 of EPSG:28992.",
            file=path,
        )
    whole = [(round(x), round(y)) for x, y in zip(first.tolist(), second.tolist(), strict=True)]
    return tuple(point for place, point in enumerate(whole) if point != whole[place - 1])


def _within(values: Points, bounds: tuple[float, float]) -> bool:
    return bool(len(values) > 0 and values.min() >= bounds[0] and values.max() <= bounds[1])


def _property(properties: Mapping[str, Any], names: Sequence[str], path: Path) -> str:
    for name in names:
        for key, value in properties.items():
            if key.casefold() == name.casefold() and value not in (None, ""):
                return str(value).strip()
    raise UserError(
        f"Een plaats op deze kaart heeft geen '{names[0]}'.",
        why="Zonder code is niet te zeggen welk cijfer erbij hoort.",
        fix="Kenmerken van deze plaats: " + (", ".join(sorted(properties)) or "geen") + ".",
        file=path,
    )
