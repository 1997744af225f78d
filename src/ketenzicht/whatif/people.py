"""The persons in a registration of reports: who is named, under which number, in which role; and who is not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.columns import dates, numbers, overwrite, words
from ketenzicht.whatif.draws import NEVER, Bools, Days, choose, happens
from ketenzicht.whatif.households import MEMBER, PLACES, Window, arrivals_by_day
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.registered import Registered
from ketenzicht.whatif.simulate import Chunk

GROWN_UP = 18
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


def youngest_child(chunk: Chunk, household: NDArray[np.int32], day: Days) -> pa.Array:
    """The age in whole years of the youngest child on the day of each report; empty without a child under 18."""
    homes = chunk.households
    child = ~homes.adult & (np.arange(PLACES) < homes.size[:, None])
    at_first = np.where(child, homes.age, GROWN_UP).min(axis=1)[household]
    age = at_first + (day - homes.first_report[household]) // 365
    return pa.array(age, mask=age >= GROWN_UP).cast(pa.string())


def _home_of(
    chunk: Chunk, registered: Registered, household: NDArray[np.int32], place: NDArray[np.intp]
) -> NDArray[np.int32]:
    """The household in which a person got a number: who moved keeps the one of before."""
    source = chunk.households.came_from[household]
    moved = (place == MEMBER) & (source >= 0)
    moved &= registered.household_number[np.maximum(source, 0)] > 0
    return np.where(moved, source, household).astype(np.int32)


def person_numbers(
    chunk: Chunk, registered: Registered, household: NDArray[np.int32], place: NDArray[np.intp]
) -> pa.Array:
    """The numbers of members of households; empty where the place is below 0."""
    home = _home_of(chunk, registered, household, place)
    return numbers("P", registered.household_number[home] * PLACES + place, missing=place < 0)


def people_columns(
    rng: Generator,
    world: World,
    chunk: Chunk,
    registered: Registered,
    household: NDArray[np.int32],
    place: NDArray[np.intp],
) -> dict[str, pa.Array]:
    """The columns about the person: who moved keeps the number, birth year and sex of before."""
    homes = chunk.households
    home = _home_of(chunk, registered, household, place)
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
        "persoonnummer": person_numbers(chunk, registered, household, place),
        "geboortejaar": overwrite(
            years, happens(rng, world.registration.na_as_value.value, len(place)), "NA"
        ),
        "geslacht": words(("M", "V"), homes.female[home, place]),
        "rol": words(ROLES, role),
    }


def unlinked_rows(rng: Generator, world: World, window: Window, registered: Registered) -> pa.Table:
    """Reports that name nobody: a share of all reports, without household, person or follow-up."""
    wanted, number = registered.unlinked, int(registered.report_number[-1]) + 1
    days, weights = arrivals_by_day(world, window)
    weights = np.where(days >= window.first_day, weights, 0.0)
    days = np.sort(rng.choice(days, wanted, p=weights / weights.sum()))
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
            "leeftijd_jongste_kind": empty,
            "datum_besluit": dates(decided),
            "besluit": words(("04", "03"), happens(rng, 0.3, wanted), missing=decided == NEVER),
        }
    )
