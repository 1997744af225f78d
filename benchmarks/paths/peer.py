"""pm4py's side, in an environment of its own: one fresh process that answers the same questions once.

Per mode the fastest of pm4py's own calls is used. ``get_dfg_graph(measure="both", perf_aggregation_key="median")``
gives counts and exact median times in one call in both modes, faster than ``discover_dfg`` and
``discover_performance_dfg`` one after the other. Variants and durations are ``get_variants`` and
``get_all_case_durations``. From a file, ``format_dataframe`` goes first, as pm4py's manual says; ``stored`` begins
with what that made, kept as Parquet, so pm4py does not pay for formatting again.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pm4py


def read(mode, source):
    """The file as the data frame of this mode."""
    if mode == "polars":
        import polars

        return polars.scan_parquet(source)
    import pandas

    return pandas.read_parquet(source)


def graph(mode, log):
    """Counts and median seconds per step."""
    if mode == "polars":
        from pm4py.algo.discovery.dfg.adapters.polars.df_statistics import get_dfg_graph
    else:
        from pm4py.algo.discovery.dfg.adapters.pandas.df_statistics import get_dfg_graph
    return get_dfg_graph(log, measure="both", perf_aggregation_key="median")


def write_answers(counts, medians, variants, durations, target):
    """The answers in the form that ``compare.py`` reads."""
    answers = {
        "steps": [[*step, int(count), float(medians[step])] for step, count in counts.items()],
        "variants": [[list(route), int(cases)] for route, cases in variants.items()],
        "median": float(np.median(durations)),
        "mean": float(np.mean(durations)),
    }
    target.write_text(json.dumps(answers), encoding="utf-8")
    np.save(target.with_suffix(".npy"), np.sort(np.asarray(durations, float)))


def main():
    """Command line: ``python peer.py MODE TASK SOURCE [--answers FILE] [--target FILE]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["pandas", "polars"])
    parser.add_argument("task", choices=["file", "stored", "store"])
    parser.add_argument("source", type=Path)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--target", type=Path)
    arguments = parser.parse_args()
    # What a mode needs is loaded before the clock starts, as it is for ours.
    __import__(arguments.mode)
    begin = time.perf_counter()
    log = read(arguments.mode, arguments.source)
    if arguments.task != "stored":
        log = pm4py.format_dataframe(log)
    elif arguments.mode == "polars":
        log = log.collect().lazy()  # as format_dataframe ends: read once, not once for every question
    if arguments.task == "store":
        log.sink_parquet(arguments.target) if arguments.mode == "polars" else log.to_parquet(arguments.target)
    else:
        counts, medians = graph(arguments.mode, log)
        variants = pm4py.get_variants(log)
        durations = pm4py.get_all_case_durations(log)
    print(json.dumps({"work": time.perf_counter() - begin}))
    if arguments.answers:
        write_answers(counts, medians, variants, durations, arguments.answers)


if __name__ == "__main__":
    main()
