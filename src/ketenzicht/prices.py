"""Amounts of different years beside each other: by the consumer price index that a file gives itself."""

from __future__ import annotations

from collections.abc import Mapping

from ketenzicht.chain.messages import error_at
from ketenzicht.chain.yaml_places import DataPath, Place

INDEX = "prijsindex"
"""The key under which a file gives the index."""


def price_factor(
    index: Mapping[str, float],
    year: int,
    to: int,
    places: Mapping[DataPath, Place],
    where: DataPath = (INDEX,),
) -> float:
    """By what an amount at the prices of ``year`` is multiplied to be at those of ``to``.

    Args:
        index: the price index by year, of any base.
        year: in whose prices the amount is.
        to: in whose prices it is wanted.
        places: the line of each value of the file.
        where: what the error points at.

    Raises:
        UserError: the index lacks one of the years.
    """
    if year == to:
        return 1.0
    for needed in (year, to):
        if not index.get(str(needed)):
            raise error_at(
                places,
                where,
                f"De prijsindex van {needed} ontbreekt.",
                why=f"Een bedrag is in prijzen van {year}; dit bestand rekent in {to}.",
                fix=f"Zet {needed} bij '{INDEX}:', met de consumentenprijsindex van dat jaar.",
            )
    return index[str(to)] / index[str(year)]
