"""Make an event log of any size: a few dozen routes that repeat, noise, ties in time, rows in random order.

Why our own: public logs are small, and the speed of counting variants depends on how many different ones there
are. Routes are drawn with Zipf weights, so a handful covers most cases; one event in a hundred is replaced by
another activity and some contacts repeat, so there is also a long tail of routes that occur once. Times are whole
seconds (as registrations have), stored in microseconds; one step in thirty takes no time at all, so ties occur.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

CASE, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"
ACTIVITIES = (
    *("Melding ontvangen", "Advies gegeven", "Veiligheidsbeoordeling", "Triage afgerond"),
    *("Overdracht lokaal team", "Overdracht Raad voor de Kinderbescherming", "Aanvaarding lokaal team"),
    *("Overdracht teruggegeven", "Voorwaarden en vervolg", "Onderzoek gestart", "Gesprek met ouders"),
    *("Gesprek met kind", "Informanten bevraagd", "Multidisciplinair overleg", "Onderzoek afgesloten"),
    *("Veiligheidsplan opgesteld", "Monitoring gestart", "Monitorcontact na drie maanden"),
    *("Monitorcontact na een jaar", "Hulp gestart", "Hulp gepauzeerd", "Hulp hervat", "Hulp beëindigd"),
    *("Uitval", "Nieuwe melding", "Dossier gesloten"),
)
MEAN_LENGTH = 10
ROUTES = 60
SECOND = 1_000_000
ROWS_PER_GROUP = 1_000_000


@dataclass(frozen=True)
class Log:
    """A log in order of case and time: per event an activity and a time, per case where its events start."""

    activity: npt.NDArray[np.uint8]
    time: npt.NDArray[np.int64]
    case: npt.NDArray[np.int32]


def draw_routes(random: np.random.Generator) -> list[npt.NDArray[np.uint8]]:
    """Routes that start with a report, end with closing, and are a walk through the activities between."""
    routes = []
    for _ in range(ROUTES):
        length = int(np.clip(random.poisson(MEAN_LENGTH - 3), 2, 25))
        steps = np.sort(random.integers(1, len(ACTIVITIES) - 1, length))
        loops = random.random(length) < 0.15
        steps[loops] = random.integers(1, len(ACTIVITIES) - 1, int(loops.sum()))
        routes.append(np.concatenate([[0], steps, [len(ACTIVITIES) - 1]]).astype(np.uint8))
    return routes


def make_log(events: int, seed: int = 20260101) -> Log:
    """A log of exactly ``events`` events in ``events // 10`` cases."""
    random = np.random.default_rng(seed)
    cases = max(1, events // MEAN_LENGTH)
    routes = draw_routes(random)
    weights = 1 / np.arange(1, ROUTES + 1)
    chosen = random.choice(ROUTES, cases, p=weights / weights.sum())
    lengths = np.array([len(route) for route in routes])[chosen]
    lengths = to_total(lengths, events, random)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    case = np.repeat(np.arange(cases, dtype=np.int32), lengths)
    position = np.arange(events, dtype=np.int64) - starts[case]
    longest = max(int(lengths.max()), max(map(len, routes)))
    table = np.zeros((ROUTES, longest), np.uint8)
    for number, route in enumerate(routes):
        table[number] = np.resize(route[1:-1], longest)
        table[number, : len(route)] = route
    activity = table[chosen[case], position]
    del position
    noisy = random.random(events) < 0.01
    activity[noisy] = random.integers(0, len(ACTIVITIES), int(noisy.sum()))
    gaps = random.lognormal(12, 2, events).astype(np.int64)
    gaps[random.random(events) < 1 / 30] = 0
    np.minimum(gaps, 3 * 365 * 86_400, out=gaps)
    first = random.integers(1_546_300_800, 1_704_067_200, cases)
    time = np.cumsum(gaps)
    time -= np.repeat(time[starts] - first, lengths)
    return Log(activity, time * SECOND, case)


def to_total(
    lengths: npt.NDArray[np.int64], events: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Lengthen or shorten cases, a few steps each, until the total is exactly ``events``."""
    while (short := events - int(lengths.sum())) != 0:
        some = random.choice(len(lengths), min(abs(short), len(lengths)), replace=False)
        lengths[some] += 1 if short > 0 else -(lengths[some] > 1).astype(np.int64)
    return lengths


def write_shuffled(log: Log, target: Path, seed: int = 20260102) -> None:
    """Write the log as Parquet with text for cases and activities, rows in random order."""
    random = np.random.default_rng(seed)
    order = random.permutation(np.arange(len(log.time), dtype=np.uint32))
    numbers = random.permutation(int(log.case[-1]) + 1).astype(np.int32)
    names = pa.array(ACTIVITIES)
    schema = pa.schema([(CASE, pa.string()), (ACTIVITY, pa.string()), (TIME, pa.timestamp("us", tz="UTC"))])
    with pq.ParquetWriter(target, schema, compression="snappy") as writer:
        for begin in range(0, len(order), ROWS_PER_GROUP):
            rows = order[begin : begin + ROWS_PER_GROUP]
            ids = pa.array(np.char.mod("VT-%09d", numbers[log.case[rows]]))
            activity = pa.DictionaryArray.from_arrays(log.activity[rows], names).cast(pa.string())
            time = pa.array(log.time[rows]).cast(schema.field(TIME).type)
            writer.write_table(pa.table([ids, activity, time], schema=schema))


def main() -> None:
    """Command line: ``python make.py FILE --events N``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--events", type=int, default=10_000_000)
    arguments = parser.parse_args()
    write_shuffled(make_log(arguments.events), arguments.target)


if __name__ == "__main__":
    main()
