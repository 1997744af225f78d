"""Ketenzicht's side: one fresh process that answers a question from a stored file and prints its own clock as JSON.

Questions: ``curves`` (share without any event and chance of each cause, with standard errors, on every day),
``strata`` (the chances in all municipalities by year by cohort at 6, 12 and 24 months, with intervals), ``repeats``
(mean number of events with its robust standard error, on every day) and ``hazard`` (rate ratios of five covariates).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

HORIZONS = (183, 365, 730)
Answers = dict[str, Any]


def curves(source: Path) -> Answers:
    """Whole curves of survival and of both causes."""
    from ketenzicht.measures.from_tables.from_spells import incidence

    found = incidence(source, time="time", cause="cause")
    days = range(1, int(found.followed.observed_to.max()) + 1)
    chances, share = found.at(days), found.without_event(days)
    shape = (len(found.causes), -1)
    return {
        "days": np.array(days),
        "survival": share["estimate"].to_numpy(),
        "survival_error": share["standard_error"].to_numpy(),
        "chance": chances["estimate"].to_numpy().reshape(shape),
        "error": chances["standard_error"].to_numpy().reshape(shape),
    }


def strata(source: Path) -> Answers:
    """Chances with intervals in every municipality, year and cohort."""
    from ketenzicht.measures.from_tables.from_spells import incidence

    by = ["municipality", "year", "cohort"]
    found = incidence(source, time="time", cause="cause", by=by, at=HORIZONS).at()
    return {name: found[name].to_numpy() for name in ("estimate", "low", "high", "events")}


def repeats(source: Path) -> Answers:
    """Mean number of events per case, with its error, on every day with an event."""
    from ketenzicht.measures.from_tables import from_spells

    curve = from_spells.repeats(source, case="case", time="time", event="event").curve()
    return {"days": curve["day"], "mean": curve["estimate"], "error": curve["standard_error"]}


def hazard(source: Path) -> Answers:
    """Log rate ratios with the standard errors of the model."""
    from ketenzicht.measures.from_tables.hazard_from_table import hazard

    covariates = ["age", "earlier", "children", "urban", "coach"]
    model = hazard(source, time="time", event="cause", covariates=covariates)
    ratios = [one for one in model.rate_ratios if not one.is_reference]
    return {
        "name": [f"{one.covariate}_{one.level}" for one in ratios],
        "coefficient": [one.coefficient for one in ratios],
        "error": [one.standard_error for one in ratios],
    }


QUESTIONS = {"curves": curves, "strata": strata, "repeats": repeats, "hazard": hazard}


def main() -> None:
    """Command line: ``python ours.py QUESTION SOURCE --first SMALL_SOURCE [--answers FILE]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("source", type=Path)
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("--answers", type=Path)
    arguments = parser.parse_args()
    question = QUESTIONS[arguments.question]
    # What is loaded or compiled at first use is no work on this file; all sides do the same.
    question(arguments.first)
    begin, cpu = time.perf_counter(), time.process_time()
    answers = question(arguments.source)
    print(json.dumps({"work": time.perf_counter() - begin, "work CPU": time.process_time() - cpu}))
    if arguments.answers:
        np.savez(arguments.answers, **answers)


if __name__ == "__main__":
    main()
