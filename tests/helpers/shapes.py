"""A map of four made-up places: two beside each other, one on its own with a hole, and one too small to see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Ring = list[list[float]]


def feature(code: str, name: str, *rings: Ring) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"statcode": code, "statnaam": name}, "geometry": geometry}


def country() -> dict[str, Any]:
    """In metres on the Dutch grid. The border of A and B bends by some 50 and by 3000 metres."""
    border = [[120_000, 460_000], [121_550, 465_000], [123_000, 470_000], [120_000, 480_000]]
    west: Ring = [[100_000, 480_000], [100_000, 460_000], *border, [100_000, 480_000]]  # type: ignore[list-item]
    east: Ring = [[140_000, 480_000], *border[::-1], [140_000, 460_000], [140_000, 480_000]]  # type: ignore[list-item]
    return {
        "type": "FeatureCollection",
        "features": [
            feature("GM0001", "Aarde", west),
            feature("GM0002", "Berg & Dal <1>", east),
            feature("GM0003", "'s-Cent", square(150_000, 460_000, 20_000), square(155_000, 465_000, 5_000)),
            feature("GM0004", "Dal", square(180_000, 460_000, 30)),
        ],
    }


def square(x: float, y: float, side: float) -> Ring:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def written(folder: Path, data: Mapping[str, Any] | None = None) -> Path:
    path = folder / "kaart.geojson"
    path.write_text(json.dumps(country() if data is None else data), encoding="utf-8")
    return path
