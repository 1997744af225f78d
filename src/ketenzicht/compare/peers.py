"""Who is comparable with a unit: the nearest in circumstances, or all of its class; with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.counts import Counts
from ketenzicht.compare.intervals import Floats
from ketenzicht.compare.marks import read_cell
from ketenzicht.compare.neighbours import nearest
from ketenzicht.compare.places.table_file import TableFile, read_table
from ketenzicht.compare.settings import BenchmarkFolder, Surroundings
from ketenzicht.errors import UserError

STANDS_OUT = 0.5
"""Standard deviations from which on a feature is named as a difference."""


@dataclass(frozen=True)
class Peer:
    """A comparable unit.

    Args:
        unit: its position.
        distance: in standard deviations; None in a class.
        nearer_than: share of all pairs of units that lie further apart; None in a class.
        higher, lower: features in which it differs most from the unit itself, the largest difference first.
    """

    unit: int
    distance: float | None = None
    nearer_than: float | None = None
    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


@dataclass(frozen=True)
class Peers:
    """Comparable units, the nearest first; ``group`` names their class, where it is that."""

    peers: tuple[Peer, ...]
    group: str | None = None


def read_peers(
    folder: BenchmarkFolder, counts: Counts, own: tuple[int, ...], compared: npt.NDArray[np.bool_]
) -> Mapping[int, Peers]:
    """Comparable units of those with a chapter; nothing for a unit of which the circumstances are not known.

    Only units that are compared in the year can be comparable.

    Raises:
        UserError: a file or column is not there, or a feature is no number; it names the line.
    """
    setting = folder.settings.surroundings
    if setting is None:
        return {}
    table = read_table(folder.file(setting.file, "omgeving", "bestand"))
    unit = table.column(setting.unit)
    rows = {cells[unit]: (line, cells) for line, cells in table.rows}
    if len(rows) < len(table.rows):
        raise UserError(
            "In dit bestand staat een eenheid meer dan eens.",
            why="De omgeving van een eenheid heeft één rij.",
            fix="Houd de rijen van één jaar over.",
            file=table.path,
        )
    known = [place for place, code in enumerate(counts.units) if code in rows]
    if not known:
        raise UserError(
            "Geen enkele eenheid van de tabel staat in dit bestand.",
            why=f"De kolom '{unit}' noemt de codes die ook in de tabel van de tellingen staan.",
            file=table.path,
        )
    if setting.group is not None:
        return _by_class(table, setting.group, rows, counts, own, compared)
    features = _features(setting, table, rows, counts)
    candidates = compared.copy()
    candidates[list(own)] = True
    features[~candidates] = np.nan
    return dict(_nearest(folder, setting, features, own, compared))


def _features(
    setting: Surroundings, table: TableFile, rows: Mapping[str, tuple[int, Mapping[str, str]]], counts: Counts
) -> Floats:
    found = np.full((len(counts.units), len(setting.features)), np.nan)
    for place, feature in enumerate(setting.features):
        column = table.column(feature.column)
        for unit, code in enumerate(counts.units):
            if code not in rows:
                continue
            line, cells = rows[code]
            cell = read_cell(cells[column])
            if cell is None or (feature.scale == "factor" and cell.number <= 0):
                raise UserError(
                    f"In de kolom '{column}' staat iets dat geen getal is"
                    + (" boven nul." if feature.scale == "factor" else "."),
                    why="Kenmerken zijn getallen. 'schaal: factor' kan alleen met getallen boven nul."
                    if feature.scale == "factor"
                    else "Kenmerken waarop eenheden worden vergeleken, zijn getallen.",
                    file=table.path,
                    line=line,
                )
            found[unit, place] = cell.number
    return found


def _nearest(
    folder: BenchmarkFolder,
    setting: Surroundings,
    features: Floats,
    own: tuple[int, ...],
    compared: npt.NDArray[np.bool_],
) -> Iterator[tuple[int, Peers]]:
    # own units that are not compared themselves are nobody's neighbour, so a few more are asked for
    most = folder.settings.most + len(own)
    found = nearest(
        features,
        most,
        weights=[feature.weight for feature in setting.features],
        logarithm=[feature.scale == "factor" for feature in setting.features],
    )
    for unit in own:
        peers = []
        for place, other in enumerate(found.unit[unit]):
            if other < 0 or not compared[other]:
                continue
            difference = found.difference[unit, place]
            order = np.argsort(-found.share[unit, place], kind="stable")
            named = [int(one) for one in order if abs(difference[one]) >= STANDS_OUT][:3]
            peers.append(
                Peer(
                    int(other),
                    float(found.distance[unit, place]),
                    float(found.nearer_than[unit, place]),
                    tuple(setting.features[one].name for one in named if difference[one] > 0),
                    tuple(setting.features[one].name for one in named if difference[one] < 0),
                )
            )
        if peers:
            yield unit, Peers(tuple(peers[: folder.settings.most]))


def _by_class(
    table: TableFile,
    group: str,
    rows: Mapping[str, tuple[int, Mapping[str, str]]],
    counts: Counts,
    own: tuple[int, ...],
    compared: npt.NDArray[np.bool_],
) -> dict[int, Peers]:
    column = table.column(group)
    classes = {unit: rows[code][1][column] for unit, code in enumerate(counts.units) if code in rows}
    return {
        unit: Peers(
            tuple(
                Peer(other)
                for other, of in classes.items()
                if of == classes[unit] and other != unit and compared[other]
            ),
            classes[unit],
        )
        for unit in own
        if classes.get(unit)
    }
