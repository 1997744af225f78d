"""Counts by municipality put together by region, on the division of one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ketenzicht.compare.places.municipalities import Municipalities
from ketenzicht.compare.places.recode import OnSplit, Recoded, recode
from ketenzicht.compare.places.region_checks import check_regions
from ketenzicht.compare.places.regions import Regions
from ketenzicht.compare.places.splits import Splits
from ketenzicht.errors import UserError


@dataclass(frozen=True)
class RolledUp:
    """Counts by region.

    Args:
        counts: by id of the region, in order of the file; None where one of its municipalities is not known.
        several: municipalities that are counted in more than one region, so that regions do not add up to the whole.
        outside: municipalities with a count that are in no region.
        absent: municipalities of a region that have no count, by id of the region.
        recoded: the counts by municipality that it was made of.
    """

    counts: Mapping[str, float | None]
    several: Mapping[str, tuple[str, ...]]
    outside: Mapping[str, float | None]
    absent: Mapping[str, tuple[str, ...]]
    recoded: Recoded


def roll_up(
    table: Municipalities,
    splits: Splits,
    regions: Regions,
    counts: Mapping[str, float | None],
    counted_on: date,
    division: date,
    *,
    on_split: OnSplit = "refuse",
) -> RolledUp:
    """Put counts by municipality together by region, on the division of a day.

    A municipality in several regions counts whole in each, where the file allows it. A region of which a municipality
    has no count has none itself.

    Args:
        table: Tabel 33.
        splits: known splits.
        regions: the regions.
        counts: by code of four digits; None where not known.
        counted_on: the day of the division of the counts.
        division: the day of the division that the regions are taken on.
        on_split: see :func:`~ketenzicht.compare.places.recode.recode`.

    Raises:
        UserError: see :func:`~ketenzicht.compare.places.recode.recode`; or the regions have serious mistakes on this
            day: unknown municipalities, or some in several regions where that is not meant.
    """
    mistakes = [
        one for one in check_regions(regions, table, splits, division) if one.serious and one.problem != "gap"
    ]
    if mistakes:
        first = mistakes[0]
        raise UserError(
            str(first.words)
            + (f" En nog {len(mistakes) - 1} andere meldingen." if len(mistakes) > 1 else ""),
            why="Zo is niet te zeggen welke gemeenten bij welke regio horen.",
            fix="Verbeter het bestand. Is een overlap bedoeld, schrijf dan 'overlap: true'.",
            file=first.place.file if first.place else None,
            line=first.place.line if first.place else None,
        )
    recoded = recode(table, splits, counts, counted_on, division, on_split=on_split)
    of = regions.on(division)
    total: dict[str, float | None] = dict.fromkeys(regions.names, 0.0)
    absent: defaultdict[str, list[str]] = defaultdict(list)
    for code, ids in sorted(of.items()):
        count = recoded.counts.get(code)
        for id_ in ids:
            before = total[id_]
            if count is None:
                absent[id_].append(code)
            total[id_] = None if count is None or before is None else before + count
    holding = {id_ for ids in of.values() for id_ in ids}
    return RolledUp(
        counts={id_: total[id_] for id_ in regions.names if id_ in holding},
        several={code: ids for code, ids in sorted(of.items()) if len(ids) > 1},
        outside={code: count for code, count in recoded.counts.items() if code not in of},
        absent={id_: tuple(codes) for id_, codes in absent.items()},
        recoded=recoded,
    )
