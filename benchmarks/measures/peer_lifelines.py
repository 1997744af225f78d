"""lifelines' side, in an environment of its own: ``curves`` and ``hazard``, with the calls that its manual has.

``AalenJohansenFitter`` takes one cause at a time and moves tied days by chance, so both causes are fitted.
``CoxPHFitter`` takes numbers only, so the covariates become columns of 0 and 1, one per level but the first.
"""

import argparse
import json
import time
import warnings

import numpy as np
import pyarrow.parquet as pq
from lifelines import AalenJohansenFitter, CoxPHFitter, KaplanMeierFitter

warnings.simplefilter("ignore")


def steps(frame, days):
    """What a curve is on whole days; ties were moved by less than half a day."""
    place = np.searchsorted(frame.index.to_numpy(), days + 0.5, side="right") - 1
    return frame.to_numpy().reshape(len(frame))[place]


def curves(source):
    """Whole curves of survival and of both causes, with variances."""
    table = pq.read_table(source, columns=["time", "cause"])
    days, cause = table["time"].to_numpy(), table["cause"].to_numpy()
    survival = KaplanMeierFitter().fit(days, cause > 0)
    fitted = [
        AalenJohansenFitter(calculate_variance=True, seed=1).fit(days, cause, event_of_interest=one)
        for one in (1, 2)
    ]
    return survival, fitted


def curve_answers(survival, fitted):
    """The answers in the form that ``compare.py`` reads."""
    days = np.arange(1, int(survival.timeline[-1]) + 1)
    return {
        "days": days,
        "survival": steps(survival.survival_function_, days),
        "chance": [steps(one.cumulative_density_, days) for one in fitted],
        "error": [np.sqrt(steps(one.variance_, days)) for one in fitted],
    }


def hazard(source):
    """Cox's model with a level per value of each covariate."""
    import pandas as pd

    frame = pq.read_table(source).to_pandas()
    covariates = [name for name in frame.columns if name not in ("time", "cause")]
    frame = pd.get_dummies(frame, columns=covariates, drop_first=True, dtype=float)
    return (CoxPHFitter().fit(frame, "time", "cause"),)


def hazard_answers(model):
    """Names of the columns, coefficients and errors."""
    return {"name": list(model.params_.index), "coefficient": model.params_, "error": model.standard_errors_}


QUESTIONS = {"curves": (curves, curve_answers), "hazard": (hazard, hazard_answers)}


def main():
    """Command line: ``python peer_lifelines.py QUESTION SOURCE --first SMALL_SOURCE [--answers FILE]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("source")
    parser.add_argument("--first", required=True)
    parser.add_argument("--answers")
    arguments = parser.parse_args()
    question, answers = QUESTIONS[arguments.question]
    question(arguments.first)
    begin, cpu = time.perf_counter(), time.process_time()
    found = question(arguments.source)
    print(json.dumps({"work": time.perf_counter() - begin, "work CPU": time.process_time() - cpu}))
    if arguments.answers:
        np.savez(arguments.answers, **answers(*found))


if __name__ == "__main__":
    main()
