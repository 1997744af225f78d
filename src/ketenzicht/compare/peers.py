"""Who is comparable with a unit: the nearest in circumstances, or all of its class; with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.counts import Counts
from ketenzicht.compare.intervals import Floats
from ketenzicht.compare.marks import read_cell
from ketenzicht.compare.neighbours import nearest
from ketenzicht.compare.places.context import COLUMNS as CONTEXT_COLUMNS
from ketenzicht.compare.places.context import read_context, values_of
from ketenzicht.compare.places.table_file import TableFile, read_table
from ketenzicht.compare.settings import BenchmarkFolder, Feature, Surroundings
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
    folder: BenchmarkFolder,
    counts: Counts,
    year: int,
    own: tuple[int, ...],
    compared: npt.NDArray[np.bool_],
) -> Mapping[int, Peers]:
    """Comparable units of those with a chapter; nothing for a unit of which the circumstances are not known.

    Only units that are compared in the year can be comparable.

    Raises:
        UserError: a file or column is not there, or a feature is no number; it names the line.
    """
    setting = folder.settings.surroundings
    if setting is None:
        return {}
    path = folder.file(setting.file, "omgeving", "bestand")
    table = read_table(path)
    if setting.group is not None:
        return _by_class(_Rows(table, setting), setting.group, counts, own, compared)
    if {column.casefold() for column in table.columns} >= set(CONTEXT_COLUMNS):
        context = read_context(path)
        columns = [values_of(context, feature.column, setting.year or year) for feature in setting.features]
    else:
        rows = _Rows(table, setting)
        columns = [rows.numbers(feature) for feature in setting.features]
    if not any(code in column for column in columns for code in counts.units):
        raise UserError(
            "Geen enkele eenheid van de tabel staat in dit bestand.",
            why="Beide bestanden noemen een eenheid met dezelfde code.",
            file=path,
        )
    features = np.array(
        [
            [nan if (value := column.get(code)) is None else value for column in columns]
            for code in counts.units
        ]
    )
    factors = [place for place, feature in enumerate(setting.features) if feature.scale == "factor"]
    features[:, factors] = np.where(features[:, factors] > 0, features[:, factors], nan)
    candidates = compared.copy()
    candidates[list(own)] = True
    features[~candidates] = nan
    return dict(_nearest(folder, setting, features, own, compared))


class _Rows:
    """A table with a row per unit."""

    def __init__(self, table: TableFile, setting: Surroundings) -> None:
        unit = table.column(setting.unit)
        self._table = table
        self._rows = {cells[unit]: (line, cells) for line, cells in table.rows}
        if len(self._rows) < len(table.rows):
            raise UserError(
                "In dit bestand staat een eenheid meer dan eens.",
                why="De omgeving van een eenheid heeft één rij.",
                fix="Houd de rijen van één jaar over.",
                file=table.path,
            )

    def texts(self, name: str) -> dict[str, str]:
        """A column by unit."""
        column = self._table.column(name)
        return {unit: cells[column] for unit, (_, cells) in self._rows.items()}

    def numbers(self, feature: Feature) -> dict[str, float | None]:
        """A feature by unit; None where the source gives no figure."""
        found: dict[str, float | None] = {}
        for unit, text in self.texts(feature.column).items():
            cell = read_cell(text)
            if cell is None:
                raise UserError(
                    f"In de kolom '{feature.column}' staat iets dat geen getal is.",
                    why="Kenmerken waarin eenheden op elkaar lijken, zijn getallen.",
                    file=self._table.path,
                    line=self._rows[unit][0],
                )
            found[unit] = None if cell.missing else cell.number
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
    rows: _Rows, group: str, counts: Counts, own: tuple[int, ...], compared: npt.NDArray[np.bool_]
) -> dict[int, Peers]:
    texts = rows.texts(group)
    classes = {unit: texts[code] for unit, code in enumerate(counts.units) if texts.get(code)}

    def others(unit: int) -> tuple[Peer, ...]:
        same = (other for other, of in classes.items() if of == classes[unit] and other != unit)
        return tuple(Peer(other) for other in same if compared[other])

    return {unit: Peers(others(unit), classes[unit]) for unit in own if unit in classes}
