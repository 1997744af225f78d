"""The registration of reports: one row per report and person involved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.columns import dates, numbers, overwrite, words
from ketenzicht.whatif.draws import NEVER, Bools, Days, choose, happens
from ketenzicht.whatif.households import MEMBER, PLACES, Window, first_reports
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.routes import ROUTES
from ketenzicht.whatif.simulate import Chunk

DECISIONS = {"geen-vervolg": "04", "advies": "03", "directe-overdracht": "02", "voorwaarden-en-vervolg": "02",
             "onderzoek": "01"}  # fmt: skip

REASONS = {"partnergeweld": ("01", "01", "01,09"), "kindermishandeling": ("08", "08", "07", "06"),
           "ouderenmishandeling": ("03",), "ander-geweld": ("09", "04", "02", "05")}  # fmt: skip
"""Aanleiding by kind of household; one is taken at random. No figure of the study rests on these."""

NATURES = {
    "partnergeweld": (("01", "01,03", "03", "01,08"), ("03", "03,08", "11")),
    "kindermishandeling": (("01", "08", "01,03", "06"), ("05", "02", "04,05", "03")),
    "ouderenmishandeling": (("01", "07", "03,07"), ("02", "11")),
    "ander-geweld": (("01", "01,03", "06"), ("03", "11")),
}
"""Aard by kind of household: for reports of violence, and for reports of concerns only."""

ROLES = ("ouder", "partner", "kind", "oudere", "familielid")


@dataclass(frozen=True)
class Registered:
    """Which reports of a chunk are in the registration, and the numbers that they and their households got."""

    which: NDArray[np.intp]
    """Positions of the reports in the chunk, in the order of the file."""
    report_number: NDArray[np.int64]
    """By position in ``which``."""
    household_number: NDArray[np.int64]
    """By household of the chunk; 0 for a household without a report in the window."""
    unlinked: int
    """How many reports that name nobody come on top."""

    @property
    def reports(self) -> int:
        """How many reports of households."""
        return len(self.which)


def register(
    world: World, chunk: Chunk, window: Window, *, households: int, first_household: int, first_report: int
) -> Registered:
    """Number the reports within the window of at most so many households, in order of time."""
    reports = chunk.reports
    seen = np.zeros(len(chunk.households.size), dtype=bool)
    seen[reports.household[reports.day >= window.first_day]] = True
    kept = np.flatnonzero(seen)[:households]
    household_number = np.zeros(len(seen), dtype=np.int64)
    household_number[kept] = first_household + np.arange(len(kept))
    which = np.flatnonzero((reports.day >= window.first_day) & (household_number[reports.household] > 0))
    which = which[np.lexsort((reports.household[which], reports.day[which]))]
    share = world.registration.unlinked.value
    unlinked = round(share / (1 - share) * len(which))
    return Registered(which, first_report + np.arange(len(which)), household_number, unlinked)


def _pick(
    rng: Generator, options: list[tuple[str, ...]], which: NDArray[np.intp]
) -> tuple[list[str], NDArray[np.intp]]:
    """One of the options of each list at random: all options in a row, and a position in it for each entry."""
    sizes = np.array([len(option) for option in options])
    starts = np.cumsum(sizes) - sizes
    drawn = (rng.random(len(which)) * sizes[which]).astype(np.intp)
    return [code for option in options for code in option], starts[which] + drawn


def report_rows(
    rng: Generator, world: World, window: Window, chunk: Chunk, registered: Registered
) -> pa.Table:
    """The rows of ``meldingen.csv`` for one chunk, everything as text.

    Args:
        rng: the stream of the chunk's registration.
        world: the parameters.
        window: the days that the registration covers.
        chunk: what happened.
        registered: which of it is registered, with its numbers.
    """
    which, rules, homes = registered.which, world.registration, chunk.households
    household, day = chunk.reports.household[which], chunk.reports.day[which]
    kind = homes.kind[household].astype(np.intp)
    kinds = list(world.kinds.shares.value)
    reasons = words(*_pick(rng, [REASONS[name] for name in kinds], kind))
    by_nature = [NATURES[name][concern] for concern in (0, 1) for name in kinds]
    violence = chunk.reports.violence[which]
    natures = words(*_pick(rng, by_nature, kind + np.where(violence, 0, len(kinds))))
    decided = chunk.reports.course.decided[which]
    open_still = (decided > np.minimum(homes.lost[household], window.last_day)) | happens(
        rng, rules.missing_decision.value, len(which)
    )
    per_report = {
        "meldingnummer": numbers("M", registered.report_number),
        "datum_melding": dates(day, unknown_day=happens(rng, rules.unknown_report_day.value, len(which))),
        "huishoudnummer": numbers("H", registered.household_number[household]),
        "melder": overwrite(
            words(list(world.reporters.value), chunk.reports.reporter[which]),
            happens(rng, rules.unknown_code.value, len(which)),
            "99",
        ),
        "aanleiding": reasons,
        "aard": overwrite(natures, happens(rng, rules.na_as_value.value, len(which)), "NA"),
        "zorgsoort": words(("zorgen", "geweld"), violence),
        "datum_besluit": dates(np.where(open_still, NEVER, decided).astype(np.int32)),
        "besluit": words(
            [DECISIONS[name] for name in ROUTES], chunk.reports.course.route[which], missing=open_still
        ),
    }
    row, place = np.nonzero(_named(rng, world, chunk, household, day))
    repeated = np.repeat(np.arange(len(row)), 1 + happens(rng, rules.duplicate.value, len(row)))
    row, place = row[repeated], place[repeated]
    table = pa.table({name: column.take(pa.array(row)) for name, column in per_report.items()})
    people = _people(rng, world, chunk, registered, household[row], place)
    table = pa.table({**{name: table[name] for name in table.column_names}, **people})
    unlinked = _unlinked_rows(rng, world, window, registered)
    columns = ("meldingnummer", "datum_melding", "huishoudnummer", "persoonnummer", "geboortejaar", "geslacht", "rol",
               "melder", "aanleiding", "aard", "zorgsoort", "datum_besluit", "besluit")  # fmt: skip
    return pa.concat_tables([table.select(columns), unlinked.select(columns)])


def _named(rng: Generator, world: World, chunk: Chunk, household: NDArray[np.int32], day: Days) -> Bools:
    """Which members each report names (reports x places)."""
    homes = chunk.households
    named = rng.random((len(household), PLACES)) < world.households.member_named.value
    named[:, : MEMBER + 1] = True
    named &= np.arange(PLACES) < homes.size[household][:, None]
    named[:, MEMBER] &= day < homes.left_on[household]
    return named


def _people(
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


def _unlinked_rows(rng: Generator, world: World, window: Window, registered: Registered) -> pa.Table:
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
