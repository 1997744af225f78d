"""scikit-survival's side (GPL: an environment and a process of its own): ``curves``, without standard errors.

It has a variance for Aalen-Johansen only by the way of an interval, which costs more; here it gives estimates alone.
"""

import argparse
import json
import time

import numpy as np
import pyarrow.parquet as pq
from sksurv.nonparametric import cumulative_incidence_competing_risks, kaplan_meier_estimator


def curves(source):
    """Survival, and the chances of all causes in one call."""
    table = pq.read_table(source, columns=["time", "cause"])
    days, cause = table["time"].to_numpy(), table["cause"].to_numpy().astype(int)
    return kaplan_meier_estimator(cause > 0, days), cumulative_incidence_competing_risks(cause, days)


def main():
    """Command line: ``python peer_sksurv.py curves SOURCE --first SMALL_SOURCE [--answers FILE]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["curves"])
    parser.add_argument("source")
    parser.add_argument("--first", required=True)
    parser.add_argument("--answers")
    arguments = parser.parse_args()
    curves(arguments.first)
    begin, cpu = time.perf_counter(), time.process_time()
    (days, survival), (times, chance) = curves(arguments.source)
    print(json.dumps({"work": time.perf_counter() - begin, "work CPU": time.process_time() - cpu}))
    if arguments.answers:
        grid = np.arange(1, int(days[-1]) + 1)
        place = np.searchsorted(days, grid, side="right")
        by_cause = np.concatenate((np.zeros((2, 1)), chance[1:]), axis=1)
        np.savez(
            arguments.answers,
            days=grid,
            survival=np.concatenate(([1.0], survival))[place],
            chance=by_cause[:, np.searchsorted(times, grid, side="right")],
        )


if __name__ == "__main__":
    main()
