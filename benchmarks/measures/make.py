"""Make stored spells of any number: days and causes in strata, repeats of cases, and follow-up with covariates.

Why our own: public sets are small. Hazards are constant, so that the right answer is known to nobody's advantage;
days are whole, so ties are everywhere, as in registrations. Half of the starts could be followed for less than two
and a half years, since they are spread evenly over five. Files are Parquet with row groups of 122,880 rows, as the
program itself stores its tables; rows are in random order, except repeats, which are stored by case.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

YEARS, COHORTS = range(2019, 2024), ("eerste", "hermelding", "vervolg")
MUNICIPALITIES = 345
LAST_DAY = 1826
COEFFICIENTS = {"age": (0.0, -0.2, -0.4), "earlier": (0.0, 0.3, 0.5, 0.8), "children": (0.0, 0.1, 0.2)}
COEFFICIENTS |= {"urban": (0.0, 0.25), "coach": (0.0, -0.3)}
ROW_GROUP = 122_880

Floats = npt.NDArray[np.float64]


def waits(random: np.random.Generator, mean: float | Floats, rows: int) -> Floats:
    """Days until something happens, from 1 on."""
    return np.ceil(random.exponential(mean, rows))


def spells(rows: int, seed: int = 20260201) -> pa.Table:
    """Spells with two causes that compete, in 345 municipalities of very unequal size, 5 years and 3 cohorts."""
    random = np.random.default_rng(seed)
    back, moved = waits(random, 900, rows), waits(random, 2000, rows)
    end = np.ceil(random.uniform(0, LAST_DAY, rows))
    time = np.minimum(np.minimum(back, moved), end)
    cause = np.where(back == time, 1, np.where(moved == time, 2, 0))
    size = 1 / np.arange(1, MUNICIPALITIES + 1) ** 0.8
    municipality = random.choice(MUNICIPALITIES, rows, p=size / size.sum()).astype(np.int16)
    names = pa.array([f"GM{number:04d}" for number in range(MUNICIPALITIES)])
    return pa.table(
        {
            "municipality": pa.DictionaryArray.from_arrays(municipality, names).cast(pa.string()),
            "year": random.integers(YEARS.start, YEARS.stop, rows).astype(np.int16),
            "cohort": pa.DictionaryArray.from_arrays(
                random.integers(0, len(COHORTS), rows).astype(np.int8), pa.array(COHORTS)
            ).cast(pa.string()),
            "time": time.astype(np.int32),
            "cause": cause.astype(np.int8),
        }
    )


def untied(rows: int, seed: int = 20260202) -> pa.Table:
    """Spells of which no two end on the same day: for a peer that breaks ties by chance."""
    random = np.random.default_rng(seed)
    return pa.table(
        {
            "time": random.permutation(np.arange(1, rows + 1)).astype(np.int32),
            "cause": random.choice(np.arange(3, dtype=np.int8), rows, p=(0.5, 0.3, 0.2)),
        }
    )


def repeats(cases: int, seed: int = 20260203) -> pa.Table:
    """Rows of cases that have an event now and then, some much more often than others; 2.5 rows to a case."""
    random = np.random.default_rng(seed)
    number = random.poisson(random.gamma(1.5, 1.0, cases))
    case = np.repeat(np.arange(cases), number)
    day = random.integers(1, LAST_DAY, len(case))
    last = random.integers(LAST_DAY // 2, LAST_DAY + 1, cases)
    keys = np.unique((case * (LAST_DAY + 1) + day)[day < last[case]])
    event = np.concatenate((np.ones(len(keys), np.int8), np.zeros(cases, np.int8)))
    keys = np.concatenate((keys, np.arange(cases) * (LAST_DAY + 1) + last))
    order = np.argsort(keys, kind="stable")
    case, time = np.divmod(keys[order], LAST_DAY + 1)
    return pa.table({"case": case, "time": time.astype(np.int32), "event": event[order]})


def covariates(rows: int, seed: int = 20260204) -> pa.Table:
    """Follow-up with five covariates of 2 to 4 levels, whose log rate ratios are known."""
    random = np.random.default_rng(seed)
    columns, log_rate = {}, np.zeros(rows)
    for name, effects in COEFFICIENTS.items():
        columns[name] = random.integers(0, len(effects), rows).astype(np.int8)
        log_rate += np.array(effects)[columns[name]]
    event = waits(random, 1500 * np.exp(-log_rate), rows)
    end = np.ceil(random.uniform(0, LAST_DAY, rows))
    time = np.minimum(event, end).astype(np.int32)
    return pa.table({"time": time, "cause": (event <= end).astype(np.int8), **columns})


KINDS = {"spells": spells, "untied": untied, "repeats": repeats, "covariates": covariates}


def main() -> None:
    """Command line: ``python make.py KIND FILE --rows N``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("target", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    arguments = parser.parse_args()
    table = KINDS[arguments.kind](arguments.rows)
    pq.write_table(table, arguments.target, compression="lz4", row_group_size=ROW_GROUP)


if __name__ == "__main__":
    main()
