"""The persons in a registration of reports: who is named, under which number, in which role; and who is not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.columns import dates, numbers, overwrite, words
from ketenzicht.whatif.draws import NEVER, Bools, Days, choose, happens
from ketenzicht.whatif.households import MEMBER, PLACES, Window, first_reports
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.registered import Registered
from ketenzicht.whatif.simulate import Chunk

ROLES = ("ouder", "partner", "kind", "oudere", "familielid")


def named_members(
    rng: Generator, world: World, chunk: Chunk, household: NDArray[np.int32], day: Days
) -> Bools:
    """Which members each report names (reports x places)."""
    homes = chunk.households
    named = rng.random((len(household), PLACES)) < world.households.member_named.value
    named[:, : MEMBER + 1] = True
    named &= np.arange(PLACES) < homes.size[household][:, None]
    named[:, MEMBER] &= day < homes.left_on[household]
    return named


def people_columns(
    rng: Generator,
    world: World,
    chunk: Chunk,
    registered: Registered,
    household: NDArray[np.int32],
    place: NDArray[np.intp],
) -> dict[str, pa.Array]:
    """The columns about the person: who moved keeps the number, birth year and sex of before."""
    homes, number = chunk.households, registered.household_number
    source = homes.came_from[household]
    moved = (place == MEMBER) & (source >= 0)
    moved &= number[np.maximum(source, 0)] > 0
    home = np.where(moved, source, household)
    first_year = homes.first_report.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    adult = homes.adult[home, place]
    children = np.any(~homes.adult & (np.arange(PLACES) < homes.size[:, None]), axis=1)
    elderly = np.array(["ouderen" in name for name in world.kinds.shares.value])[homes.kind[household]]
    role = np.select(
        [~adult, elderly & (place == 0), elderly, children[household]],
        [np.full((), ROLES.index(name)) for name in ("kind", "oudere", "familielid", "ouder")],
        ROLES.index("partner"),
    )
    years = pa.array(first_year[home] - homes.age[home, place]).cast(pa.string())
    return {
        "persoonnummer": numbers("P", number[home] * PLACES + place),
        "geboortejaar": overwrite(
            years, happens(rng, world.registration.na_as_value.value, len(place)), "NA"
        ),
        "geslacht": words(("M", "V"), homes.female[home, place]),
        "rol": words(ROLES, role),
    }


def unlinked_rows(rng: Generator, world: World, window: Window, registered: Registered) -> pa.Table:
    """Reports that name nobody: a share of all reports, without household, person or follow-up."""
    wanted, number = registered.unlinked, int(registered.report_number[-1]) + 1
    days = np.empty(0, dtype=np.int32)
    while len(days) < wanted:
        more = first_reports(rng, world, window, 2 * wanted + 10)
        days = np.concatenate([days, more[more >= window.first_day]])
    days = np.sort(days[:wanted])
    zeros = np.zeros(wanted, dtype=np.intp)
    empty = words((None,), zeros)
    decided = days + 1 + (rng.random(wanted) * 9).astype(np.int32)
    decided = np.where(decided > window.last_day, NEVER, decided).astype(np.int32)
    return pa.table(
        {
            "meldingnummer": numbers("M", number + np.arange(wanted)),
            "datum_melding": dates(days),
            "huishoudnummer": empty,
            "persoonnummer": empty,
            "geboortejaar": empty,
            "geslacht": empty,
            "rol": empty,
            "melder": words(list(world.reporters.value), choose(rng, world.reporters.value, wanted)),
            "aanleiding": words(("09", "08"), happens(rng, 0.5, wanted)),
            "aard": words(("11",), zeros),
            "zorgsoort": words(("zorgen", "geweld"), happens(rng, 0.5, wanted)),
            "datum_besluit": dates(decided),
            "besluit": words(("04", "03"), happens(rng, 0.3, wanted), missing=decided == NEVER),
        }
    )
