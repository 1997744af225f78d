"""Write the registration of a made-up world: two files as a system of Veilig Thuis would export them.

Semicolons, Windows-1252, dates as dd-mm-jjjj, codes as text, and a little dirt. Chunk by chunk, so that millions of
households need no more memory than a few thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from ketenzicht.whatif.draws import stream
from ketenzicht.whatif.households import Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.registered import register
from ketenzicht.whatif.reports import report_rows
from ketenzicht.whatif.simulate import simulate_chunk
from ketenzicht.whatif.trajectories import trajectory_rows

REPORTS_FILE, TRAJECTORIES_FILE = "meldingen.csv", "trajecten.csv"
_REGISTRATION_STREAMS = 1 << 32
"""Streams of the registration lie apart from those of the world: other dirt leaves what happened as it was."""


@dataclass(frozen=True)
class Written:
    """How much was written: households with a report, their reports, rows of both files."""

    households: int
    reports: int
    report_rows: int
    trajectory_rows: int


def _append(file: BinaryIO, table: pa.Table, *, header: bool) -> None:
    buffer = pa.BufferOutputStream()
    options = pa_csv.WriteOptions(
        include_header=header, delimiter=";", quoting_style="none", quoting_header="none"
    )
    pa_csv.write_csv(table, buffer, options)
    file.write(buffer.getvalue().to_pybytes().decode("utf-8").replace("\n", "\r\n").encode("cp1252"))


def write_registration(
    folder: Path,
    world: World,
    window: Window,
    *,
    households: int,
    seed: int,
    tell: Callable[[str], None] = lambda _step: None,
) -> Written:
    """Write ``meldingen.csv`` and ``trajecten.csv`` in an existing folder.

    Args:
        folder: where.
        world: the parameters.
        window: the days that the registration covers.
        households: how many households have at least one report in the window.
        seed: the same seed gives the same bytes.
        tell: hears how far it is.
    """
    done, reports, rows, steps, number = 0, 0, 0, 0, 0
    with (
        (folder / REPORTS_FILE).open("wb") as reports_file,
        (folder / TRAJECTORIES_FILE).open("wb") as steps_file,
    ):
        tell("het model klaarmaken; alleen de eerste keer duurt dat even, zo'n twintig seconden")
        while done < households:
            chunk = simulate_chunk(world, window, seed=seed, number=number)
            rng = stream(seed, _REGISTRATION_STREAMS + number)
            registered = register(
                rng,
                world,
                chunk,
                window,
                households=households - done,
                first_household=done + 1,
                first_report=reports + 1,
            )
            if len(registered.which):
                about_reports = report_rows(rng, world, window, chunk, registered)
                about_steps = trajectory_rows(rng, world, window, chunk, registered)
                _append(reports_file, about_reports, header=rows == 0)
                _append(steps_file, about_steps, header=rows == 0)
                rows, steps = rows + len(about_reports), steps + len(about_steps)
                reports += registered.reports + registered.unlinked
            done += int(np.count_nonzero(registered.household_number))
            number += 1
            tell(f"registratie maken: {done:,} van {households:,} huishoudens".replace(",", "."))
    return Written(done, reports, rows, steps)
