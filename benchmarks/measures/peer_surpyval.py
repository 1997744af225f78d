"""surpyval's side, in an environment of its own: ``repeats``, the mean cumulative function with robust variance."""

import argparse
import json
import time

import numpy as np
import pyarrow.parquet as pq
from surpyval.recurrent import NonParametricCounting


def repeats(source):
    """The mean number of events and its variance, which it always computes together."""
    table = pq.read_table(source)
    event = table["event"].to_numpy()
    return NonParametricCounting.fit(
        table["time"].to_numpy().astype(float), i=table["case"].to_numpy(), c=1 - event.astype(int)
    )


def main():
    """Command line: ``python peer_surpyval.py repeats SOURCE --first SMALL_SOURCE [--answers FILE]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["repeats"])
    parser.add_argument("source")
    parser.add_argument("--first", required=True)
    parser.add_argument("--answers")
    arguments = parser.parse_args()
    repeats(arguments.first)
    begin, cpu = time.perf_counter(), time.process_time()
    found = repeats(arguments.source)
    print(json.dumps({"work": time.perf_counter() - begin, "work CPU": time.process_time() - cpu}))
    if arguments.answers:
        happened = np.asarray(found.d) > 0
        np.savez(
            arguments.answers,
            days=np.asarray(found.x)[happened],
            mean=np.asarray(found.mcf_hat)[happened],
            error=np.sqrt(np.asarray(found.var)[happened]),
        )


if __name__ == "__main__":
    main()
