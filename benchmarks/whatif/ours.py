"""Ketenzicht's side: a fresh process that runs a model, and prints its own clock and what it found as JSON.

``loop``: two stations with a return loop. ``national``: 120,000 reports a year through twelve stages of eight
organisations with a limited number of places, people who give up and drop out, and a return by what went before.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date

import numpy as np

from ketenzicht.whatif.durations import Duration, exponential, lognormal
from ketenzicht.whatif.model import (
    Arrivals,
    Branch,
    CaseClass,
    ChanceReturn,
    Clock,
    End,
    Model,
    Organisation,
    Route,
    Span,
    Stage,
)
from ketenzicht.whatif.replications import run

SPAN = Span(date(2020, 1, 1), date(2024, 12, 31))
YEAR = 365.25
PLACES = {40: (12, 24), 4: (2, 4)}
"""Of both stations, by arrivals per day: a load of 0.83, or of 0.5."""


def loop(per_day: int) -> Model:
    """Station one (0.2 days), station two (0.4 days), and one in five goes back to one."""
    one, two = PLACES[per_day]
    return Model(
        classes=(CaseClass("case", Arrivals(float(per_day)), "one"),),
        stages=(
            Stage("one", (End("done", exponential(0.2)),), organisations=(("first", 1.0),)),
            Stage("two", (End("done", exponential(0.4)),), organisations=(("second", 1.0),)),
        ),
        routes=(
            Route("one", "done", (Branch(1.0, "two"),)),
            Route("two", "done", (Branch(0.2, "one"), Branch(0.8, outcome="out"))),
        ),
        organisations=(Organisation("first", one), Organisation("second", two)),
    )


def national() -> Model:
    """A chain as large as the country's."""
    returns = (
        ChanceReturn("helped", (0.20, 0.30, 0.40), exponential(250.0)),
        ChanceReturn("dropped out", (0.40, 0.50, 0.55), exponential(150.0)),
        ChanceReturn("no follow-up", (0.25, 0.35, 0.40), exponential(200.0)),
    )
    first_reports = 120_000 / YEAR * 0.775  # the rest are returns

    def stage(
        name: str, duration: Duration, organisation: str = "", patience: float = 0.0, stops: float = 0.0
    ) -> Stage:
        return Stage(
            name,
            (End("done", duration),),
            drop_out=(Clock("drops out", exponential(stops)),) if stops else (),
            patience=Clock("gives up", exponential(patience)) if patience else None,
            organisations=((organisation, 1.0),) if organisation else (),
            term=60,
        )

    helps = ("local team", "youth care", "mental health", "shelter", "addiction care")
    shares = (0.5, 0.2, 0.15, 0.08, 0.07)
    stages = (
        stage("assessment", lognormal(4.0, 0.6), "desk"),
        stage("conditions", lognormal(55.0, 0.5), "desk two"),
        stage("investigation", lognormal(70.0, 0.4), "researchers", patience=200.0),
        stage("transfer", lognormal(10.0, 0.7)),
        *(stage(name, lognormal(180.0, 0.6), name, patience=90.0, stops=600.0) for name in helps),
        stage("monitoring", lognormal(200.0, 0.4)),
        stage("closing", lognormal(8.0, 0.8)),
        stage("second opinion", lognormal(20.0, 0.5)),
    )
    to_help = tuple(Branch(share, name) for name, share in zip(helps, shares, strict=True))
    routes = (
        Route(
            "assessment", "done",
            (Branch(0.35, "closing"), Branch(0.30, "transfer"), Branch(0.20, "conditions"),
             Branch(0.13, "investigation"), Branch(0.02, "second opinion")),
        ),
        Route("second opinion", "done", (Branch(1.0, "conditions"),)),
        Route("conditions", "done", (Branch(0.8, "transfer"), Branch(0.2, "monitoring"))),
        Route("investigation", "done", (Branch(0.7, "transfer"), Branch(0.3, "monitoring"))),
        Route("investigation", "gives up", (Branch(1.0, outcome="dropped out"),)),
        Route("transfer", "done", to_help),
        Route("monitoring", "done", (Branch(1.0, "closing"),)),
        Route("closing", "done", (Branch(1.0, outcome="no follow-up"),)),
        *(
            Route(name, end, (Branch(1.0, outcome=outcome),))
            for name in helps
            for end, outcome in (
                ("done", "helped"), ("drops out", "dropped out"), ("gives up", "dropped out"),
            )
        ),
    )  # fmt: skip
    wanted = 120_000 / YEAR * 0.55 * 150
    places = (
        Organisation("desk", 1780), Organisation("desk two", 4900), Organisation("researchers", 3000),
        *(Organisation(name, int(wanted * share)) for name, share in zip(helps, shares, strict=True)),
    )  # fmt: skip
    return Model(
        (CaseClass("household", Arrivals(first_reports), "assessment"),), stages, routes, places, returns
    )


def main() -> None:
    """Run and print the clock."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["loop", "national"])
    parser.add_argument("--per-day", type=int, default=40)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    model = loop(arguments.per_day) if arguments.task == "loop" else national()
    run(model, Span(date(2020, 1, 1), date(2020, 2, 1)), seed=1)  # compiled code read from its store
    begin, cpu = time.perf_counter(), time.process_time()
    found = run(model, SPAN, replications=arguments.replications, threads=arguments.threads, seed=2)
    work, its_cpu = time.perf_counter() - begin, time.process_time() - cpu
    answer = {
        "work": work,
        "work CPU": its_cpu,
        "spells": int(found.finished_spells.sum()),
        "reports a year": float(found.reports[:, :, :3].sum() / len(found.replications) / 5),
        "waits": [found.mean_wait(stage).tolist() for stage in found.stages[:2]],
        "caseload": (found.caseload() @ found.days / found.days.sum()).tolist(),
        "trouble": [one.organisation for one in found.trouble],
        "gave up": float(np.sum(found.stage_counts[..., 10]) / len(found.replications) / 5),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
