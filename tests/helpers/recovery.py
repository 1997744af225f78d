"""A small chain of which every number is known: cases by the kernel, their registrations, and what is estimated.

The truth is ``tests/models/known.yaml``, a model of the chain Veilig Thuis.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import isfinite
from pathlib import Path

import numpy as np
import pyarrow as pa

from ketenzicht.engine import Engine
from ketenzicht.history import HistorySettings, build_history
from ketenzicht.whatif.compiled_model import names_of
from ketenzicht.whatif.estimate import EstimatedModel, estimate_model
from ketenzicht.whatif.estimate_returns import AS_REFERENCE
from ketenzicht.whatif.model import Span
from ketenzicht.whatif.model_file import ModelFile, read_model_file
from ketenzicht.whatif.replications import trajectories
from ketenzicht.whatif.uncertain import Z95, to_scale

KNOWN = Path(__file__).resolve().parent.parent / "models" / "known.yaml"
SPAN = Span(date(2019, 1, 1), date(2022, 12, 31))
BEGINS = {"onderzoek": "vaststelling-onderzoek", "wachten-op-hulp": "overdracht", "hulp": "start-hulp"}
ENDS = {"veiligheidsbeoordeling": "besluit-triage", "onderzoek": "oordeel-onderzoek", "hulp": "einde-hulp"}
TRAJECTORY = {"veiligheidsbeoordeling": "m", "onderzoek": "o", "wachten-op-hulp": "h", "hulp": "h"}


@cache
def truth() -> ModelFile:
    """The known model."""
    return read_model_file(KNOWN)


def estimated(seed: int) -> EstimatedModel:
    """Let time pass, write down what happened as registrations would, reconstruct and estimate."""
    model = truth().model
    ends = names_of(model).ends
    happened = trajectories(model, SPAN, seed=seed)
    rows = []  # case, day, activity, spell, reason

    def add(
        case: int, time: float, activity: str, spell: str | None = None, reason: str | None = None
    ) -> None:
        if isfinite(time) and time < SPAN.days:
            rows.append((case, int(time), activity, spell, reason))

    for report in happened.reports:
        add(int(report["case"]), report["time"], "melding", f"{report['case']}-{report['earlier']}-m")
    losses = [loss.name for loss in model.classes[0].losses]
    for number, case in enumerate(happened.cases):
        if isfinite(case["lost"]):
            add(number, case["lost"], losses[case["loss"]])
    for course in happened.courses:
        case, came_to_end = int(course["case"]), course["end"] >= 0
        if course["stage"] == len(model.stages):
            if course["ended"] < happened.cases["lost"][case]:
                add(case, course["ended"], "einde-betrokkenheid")
            continue
        stage = model.stages[course["stage"]]
        if stage.name not in TRAJECTORY:
            continue
        spell = f"{case}-{course['spell']}-{TRAJECTORY[stage.name]}"
        if stage.name in BEGINS:
            add(case, course["started"], BEGINS[stage.name], spell)
        if stage.name in ENDS and came_to_end:
            end = ends[course["end"]][1]
            add(case, course["ended"], ENDS[stage.name], spell, end if stage.name == "hulp" else None)
    return _reconstructed(rows)


def _reconstructed(rows: list[tuple[int, int, str, str | None, str | None]]) -> EstimatedModel:
    text, first = pa.string(), np.datetime64(SPAN.first)
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    case, day, activity, spell, reason = (list(column) for column in zip(*rows, strict=True))
    households = pa.array([f"h{number}" for number in case], text)
    nothing = pa.nulls(len(rows), text)
    events = pa.table(
        {
            "event_id": numbers,
            "occurred_at": pa.array(first + np.array(day)).cast(pa.timestamp("us")),
            "precision": pa.array(["dag"] * len(rows), text),
            "activity": pa.array(activity, text),
            "organisation": nothing,
            "spell_id": pa.array(spell, text),
            "case_id": nothing,
            "end_reason": pa.array(reason, text),
        }
    )
    involvement = pa.table(
        {"event_id": numbers, "person_id": nothing, "household_id": households, "role": nothing}
    )
    with Engine(threads=1) as engine:
        engine.register("events", events)
        engine.register("involvement", involvement)
        settings = HistorySettings("huishouden", SPAN.first, SPAN.last, SPAN.first, SPAN.last)
        history = build_history(engine, truth().chain, settings)
        return estimate_model(history, since=SPAN.first)


@dataclass(frozen=True)
class Recovered:
    """A parameter with a known value: by how many standard errors the estimate lies off."""

    name: str
    off: float

    def covered(self, wider: float = 1.0) -> bool:
        """Whether the 95 % interval, with errors so many times as large, holds the truth."""
        return abs(self.off) <= Z95 * wider


def recovered(model: EstimatedModel) -> list[Recovered]:
    """All estimates that vary, beside the truth, which is told with the levels that the estimates compare with.

    Where few ends of a kind were seen another distribution may fit its length better by chance: that has no truth.
    """
    values = truth().values
    years = (SPAN.last + timedelta(days=1) - SPAN.first).days / 365.25
    per_day, growth = "zaken.huishouden.aankomst.per_dag", "zaken.huishouden.aankomst.groei_per_jaar"
    values[per_day] *= (1 + values[growth]) ** years
    for one in model.estimates.estimates:
        if AS_REFERENCE in one.note:
            standing = one.name.rsplit(".", 2)[0]
            reference = values[one.name]
            values["terugkeer.per_jaar"] *= reference
            for name in [name for name in values if name.startswith(standing + ".")]:
                values[name] /= reference
    found = []
    for one in model.estimates.estimates:
        if one.standard_error > 0 and one.name in values:
            known = to_scale(values[one.name], one.scale)
            found.append(Recovered(one.name, (to_scale(one.value, one.scale) - known) / one.standard_error))
    return found
