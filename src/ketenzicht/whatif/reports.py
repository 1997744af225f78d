"""The registration of reports: one row per report and person involved."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.columns import dates, numbers, overwrite, words
from ketenzicht.whatif.draws import NEVER, happens
from ketenzicht.whatif.households import Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.people import named_members, people_columns, unlinked_rows, youngest_child
from ketenzicht.whatif.registered import Registered
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
        "leeftijd_jongste_kind": youngest_child(chunk, household, day),
        "datum_besluit": dates(np.where(open_still, NEVER, decided).astype(np.int32)),
        "besluit": words(
            [DECISIONS[name] for name in world.routes.first.value],
            chunk.reports.course.route[which],
            missing=open_still,
        ),
    }
    row, place = np.nonzero(named_members(rng, world, chunk, household, day))
    repeated = np.repeat(np.arange(len(row)), 1 + happens(rng, rules.duplicate.value, len(row)))
    row, place = row[repeated], place[repeated]
    table = pa.table({name: column.take(pa.array(row)) for name, column in per_report.items()})
    people = people_columns(rng, world, chunk, registered, household[row], place)
    table = pa.table({**{name: table[name] for name in table.column_names}, **people})
    unlinked = unlinked_rows(rng, world, window, registered)
    columns = ("meldingnummer", "datum_melding", "huishoudnummer", "persoonnummer", "geboortejaar", "geslacht", "rol",
               "melder", "aanleiding", "aard", "zorgsoort", "leeftijd_jongste_kind",
               "datum_besluit", "besluit")  # fmt: skip
    return pa.concat_tables([table.select(columns), unlinked.select(columns)])
