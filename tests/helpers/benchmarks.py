"""A small benchmark folder, written from rows, to try what settings do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from ketenzicht.compare.benchmark import Benchmark, open_benchmark
from ketenzicht.compare.settings import load_benchmark

Row = Sequence[object]
SETTINGS: dict[str, object] = {
    "titel": "Klein",
    "indicator": {"naam": "meldingen", "soort": "per_inwoners", "definitie": "MELD"},
    "telling": {
        "bestand": "tellingen.csv",
        "bron": "verzonnen",
        "kolommen": {"eenheid": "code", "jaar": "jaar", "telling": "x", "noemer": "n"},
    },
}


def benchmark_folder(
    folder: Path,
    rows: Sequence[Row],
    *,
    columns: Sequence[str] = ("code", "jaar", "x", "n"),
    named: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    **settings: object,
) -> Path:
    """Write the folder; ``named`` adds to ``kolommen``, ``settings`` replaces keys of the settings."""
    said = {**SETTINGS, **settings}
    if named:
        table = dict(said["telling"])  # type: ignore[call-overload]
        said["telling"] = {**table, "kolommen": {**table["kolommen"], **named}}
    folder.mkdir(exist_ok=True)
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False)
    (folder / "benchmark.yaml").write_text(text, encoding="utf-8")
    lines = [";".join(columns), *(";".join(map(str, row)) for row in rows)]
    (folder / "tellingen.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def opened(folder: Path) -> Benchmark:
    """The benchmark in a folder, read."""
    return open_benchmark(load_benchmark(folder))
