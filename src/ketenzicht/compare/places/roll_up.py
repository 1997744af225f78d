"""Counts by municipality put together by region, on the division of one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ketenzicht.compare.places.municipalities import Municipalities
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
    """

    counts: Mapping[str, float | None]
    several: Mapping[str, tuple[str, ...]]
    outside: Mapping[str, float | None]
    absent: Mapping[str, tuple[str, ...]]


def demand_regions(regions: Regions, table: Municipalities, splits: Splits, day: date) -> None:
    """Refuse regions that would give wrong sums on a day; a municipality in no region only misses.

    Raises:
        UserError: a municipality is not there on this day, or is in several regions where that is not meant.
    """
    found = check_regions(regions, table, splits, day)
    mistakes = [one for one in found if one.serious and one.problem != "gap"]
    if not mistakes:
        return
    place, more = mistakes[0].place, len(mistakes) - 1
    raise UserError(
        str(mistakes[0].words) + (f" En nog {more} van zulke meldingen." if more else ""),
        why="Zo is niet te zeggen welke gemeenten bij welke regio horen.",
        fix="Verbeter het bestand. Is een overlap bedoeld, schrijf dan 'overlap: true'.",
        file=place.file if place else None,
        line=place.line if place else None,
    )


def roll_up(regions: Regions, counts: Mapping[str, float | None], day: date) -> RolledUp:
    """Put counts by municipality together by region.

    A municipality in several regions counts whole in each. A region of which a municipality has no count has none
    itself.

    Args:
        regions: the regions; held against the municipalities of this day (:func:`demand_regions`).
        counts: by code of four digits, on the division of this day
            (:func:`~ketenzicht.compare.places.recode.recode`); None where not known.
        day: of the division.
    """
    of = regions.on(day)
    total: dict[str, float | None] = {
        id_: 0.0 for id_ in regions.names if any(id_ in ids for ids in of.values())
    }
    absent: defaultdict[str, list[str]] = defaultdict(list)
    for code, ids in sorted(of.items()):
        count = counts.get(code)
        for id_ in ids:
            before = total[id_]
            if count is None:
                absent[id_].append(code)
            total[id_] = None if count is None or before is None else before + count
    return RolledUp(
        counts=total,
        several={code: ids for code, ids in sorted(of.items()) if len(ids) > 1},
        outside={code: count for code, count in counts.items() if code not in of},
        absent={id_: tuple(codes) for id_, codes in absent.items()},
    )
