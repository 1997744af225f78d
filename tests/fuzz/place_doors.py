"""Doors for files on places, comparisons and what-if: figures that are no secret, of authorities and analysts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fuzz.door import Door
from helpers.investments import made_up
from helpers.places import HEADER, ROWS, SPLITS, country, split_over
from helpers.shapes import feature, square
from helpers.whatif_files import MODEL, SCENARIO

DAY = date(2021, 1, 1)
REGIONS = b"""\
soort: veilig-thuis
bron: verzonnen
regios:
  - regio: noord
    naam: Noord
    gemeenten:
      - "0010"
      - {gemeente: GM0003, geldig_tot: 2020-12-31}
  - regio: zuid
    gemeenten: [4, "0005", {gemeente: "0006", geldig_van: 2020-07-01}]
"""
COUNTS = "code;gemeente;jaar;kinderen;leeftijd\nGM0001;Aarde;2019;100;0-3\n0007;Oud;2019;x;0-3\n5;Eik;2021;12,5;0-3\n"
CONTEXT = (
    "eenheid;jaar;kenmerk;waarde;maateenheid;ontbreekt;voorlopig;bron;opgehaald\n"
    "GM0001;2022;laag inkomen;7,25;%;;;CBS;2026-11-22\nGM0002;2022;laag inkomen;;%;geen cijfer;ja;CBS;2026-11-22\n"
)


@cache
def _country() -> tuple[Any, Any]:
    """The made-up municipalities, and how one of them was split."""
    with tempfile.TemporaryDirectory() as folder:
        table = country(Path(folder))
        return table, split_over(Path(folder), table)


def _municipalities(path: Path) -> Iterator[str]:
    from ketenzicht.compare.places.follow import changes
    from ketenzicht.compare.places.municipalities import counts_by_year, read_municipalities
    from ketenzicht.compare.places.splits import Splits

    table = read_municipalities(path)
    counts_by_year(table, (2019, 2021))
    changes(table, Splits(), date(2019, 1, 1), date(2022, 1, 1))
    yield from ()


def _splits(path: Path) -> Iterator[str]:
    from ketenzicht.compare.places.splits import completeness, read_splits

    completeness(read_splits(path, _country()[0]), date(2019, 1, 1), DAY)
    yield from ()


def _regions(path: Path) -> Iterator[str]:
    from ketenzicht.compare.places.region_checks import check_regions
    from ketenzicht.compare.places.regions import read_regions

    check_regions(read_regions(path), *_country(), DAY)
    yield from ()


def _recoded(path: Path) -> Iterator[str]:
    """A table of counts, put on the division of another year."""
    from ketenzicht.compare.places.recode_table import RecodeColumns, municipality_rows, recode_table

    columns = RecodeColumns("code", "jaar", ("kinderen",), "gemeente")
    municipality_rows(recode_table(path, columns, *_country(), 2021), _country()[0])
    yield from ()


def _context(path: Path) -> Iterator[str]:
    from ketenzicht.compare.places.context import context_matrix, read_context

    context_matrix(read_context(path), ("laag inkomen",), 2022)
    yield from ()


def _shapes(path: Path) -> Iterator[str]:
    from ketenzicht.compare.places.shapes import read_shapes, thinned

    thinned(read_shapes(path), 50.0)
    yield from ()


def _benchmark(beside: Callable[[], dict[str, str]]) -> Callable[[Path], Iterable[str]]:
    """A comparison of which one file comes in, and the others are good."""

    def enter(path: Path) -> Iterator[str]:
        from ketenzicht.compare.benchmark import open_benchmark
        from ketenzicht.compare.settings import load_benchmark

        for name, text in beside().items():
            if name != path.name:
                (path.parent / name).write_text(text, encoding="utf-8")
        open_benchmark(load_benchmark(path.parent))
        yield from ()

    return enter


@cache
def _example() -> dict[str, str]:
    """The example of a comparison, small."""
    from ketenzicht.compare.example import new_benchmark

    with tempfile.TemporaryDirectory() as folder:
        texts = {path.name: path.read_text(encoding="utf-8") for path in new_benchmark(Path(folder))}
    kept = {"tellingen.csv": 240, "omgeving.csv": 9}
    return {name: "".join(text.splitlines(keepends=True)[: kept.get(name)]) for name, text in texts.items()}


def _investment(path: Path) -> Iterator[str]:
    from ketenzicht.compare.investment import read_investment

    read_investment(path)
    yield from ()


def _model_file(path: Path) -> Iterator[str]:
    from ketenzicht.whatif.model_file import read_model_file

    read_model_file(path)
    yield from ()


@cache
def _model() -> Any:
    from ketenzicht.whatif.model_file import read_model_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.yaml"
        path.write_text(MODEL, encoding="utf-8")
        return read_model_file(path)


def _scenario(path: Path) -> Iterator[str]:
    from ketenzicht.whatif.scenario import read_scenario, with_scenario

    model = _model()
    with_scenario(model, read_scenario(path, model))
    yield from ()


def _municipality_rows() -> list[bytes]:
    lines = [HEADER, *(",".join(f'"{cell}"' for cell in row) for row in ROWS)]
    return ["\n".join([*lines, ""]).encode()]


def _map() -> list[bytes]:
    places = [
        feature(code, name, square(east, 460_000, 20_000))
        for code, name, east in (("GM0001", "Aarde", 120_000), ("GM0002", "Berg", 140_000))
    ]
    return [json.dumps({"type": "FeatureCollection", "features": places}).encode()]


def _of_example(name: str) -> Callable[[], list[bytes]]:
    return lambda: [_example()[name].encode()]


PLACE_DOORS = (
    Door("municipalities", "tabel33.csv", _municipalities, _municipality_rows, share=20),
    Door(
        "splits", "splitsingen.yaml", _splits, lambda: [SPLITS.format(into='naar: ["0004", "0005"]').encode()]
    ),
    Door("regions", "regios.yaml", _regions, lambda: [REGIONS], share=20),
    Door("place-counts", "tellingen.csv", _recoded, lambda: [COUNTS.encode()], share=20),
    Door("circumstances", "omgeving.csv", _context, lambda: [CONTEXT.encode()], share=20),
    Door("shapes", "gemeenten.geojson", _shapes, _map, "json", 20),
    Door("benchmark", "benchmark.yaml", _benchmark(_example), _of_example("benchmark.yaml"), share=3),
    Door("benchmark-counts", "tellingen.csv", _benchmark(_example), _of_example("tellingen.csv"), share=3),
    Door("benchmark-peers", "omgeving.csv", _benchmark(_example), _of_example("omgeving.csv"), share=3),
    Door("investment", "investering.yaml", _investment, lambda: [yaml.safe_dump(made_up()).encode()]),
    Door("what-if-model", "model.yaml", _model_file, lambda: [MODEL.encode()], share=5),
    Door("what-if-scenario", "scenario.yaml", _scenario, lambda: [SCENARIO.encode()]),
)
