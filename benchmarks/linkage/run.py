"""Linking a made-up million: ours beside raw Splink with the same comparisons, rules, memory and amounts of training.

    python benchmarks/linkage/run.py [records]

Each side is a process of its own, on the same connection with the same limit of memory and a folder to spill to. Raw
Splink gets the records made alike already, and stops after clustering; ours reads, makes alike, decides, explains
every link and writes. The overhead is ours divided by raw: in seconds, and in seconds of the processor, which say
the same on a busy machine. Both learn within the same pairs: where Splink refuses a round of 25 steps (a chance too
small for a number), it takes it with fewer, as ours does.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from splink import Linker
    from splink.internals.splink_dataframe import SplinkDataFrame

KEY = b"a key for measuring, thirty-two b"
SAME_TWICE = 0.3
"""Share of the records that are of somebody who has another record."""


def make(records: int, path: Path) -> None:
    """Write made-up records with common and rare names, some twice with a mistake; no BSN."""
    draw = np.random.default_rng(1)
    people = int(records * (1 - SAME_TWICE / 2))
    given, family = often(draw, people, 3_000), often(draw, people, 60_000)
    born = np.datetime64("1935-01-01") + draw.integers(0, 31_000, people)
    code, house = draw.integers(0, 460_000, people), draw.integers(1, 250, people)
    again = draw.choice(people, records - people, replace=False)
    source = np.concatenate([np.arange(people), again])
    wrong = np.concatenate([np.full(people, -1), draw.integers(0, 6, records - people)])
    names = {number: word(number) for number in range(100_000)}
    columns = {
        "nr": [str(one) for one in range(records)],
        "voornaam": [
            names[int(one)] + ("x" if w == 0 else "") for one, w in zip(given[source], wrong, strict=True)
        ],
        "achternaam": [
            names[int(one)] + ("e" if w == 1 else "") for one, w in zip(family[source], wrong, strict=True)
        ],
        "geboren": [str(one)[:4] if w == 2 else str(one) for one, w in zip(born[source], wrong, strict=True)],
        "postcode": [
            f"{1000 + int(one) // 52}{chr(65 + int(one) % 26)}{chr(65 + int(one) // 26 % 2)}"
            for one in np.where(wrong == 3, (code[source] + 7777) % 460_000, code[source])
        ],
        "huisnummer": [str(one) for one in house[source]],
    }
    pq.write_table(pa.table(columns), path)


def often(draw: np.random.Generator, people: int, names: int) -> np.ndarray:
    """A name for everybody, by its number: the lower the number, the more people have it."""
    return (names * draw.random(people) ** 3).astype(int)


def word(number: int) -> str:
    """A word of syllables that stands for a number."""
    first, second = "bdfghjklmnprstvwz", "aeiou"
    letters, rest = "", number * 7919 + 104_729
    while rest:
        rest, one = divmod(rest, len(first) * len(second))
        letters += first[one % len(first)] + second[one // len(first)]
    return letters


def fields():
    """Which column is what."""
    from ketenzicht.linkage.records import PersonFields

    return PersonFields(
        "nr",
        given_names="voornaam",
        surname="achternaam",
        birth_date="geboren",
        postcode="postcode",
        house_number="huisnummer",
    )


def ours(path: Path, work: Path) -> None:
    """The whole of linking, files and all."""
    from ketenzicht.linkage.link import link_persons

    table = pq.read_table(path)
    begin = now()
    made = link_persons(table, fields(), work / "secure", key=KEY)
    told(begin, made.people)


def now() -> tuple[float, float]:
    """Seconds on the clock, and of the processor."""
    return time.perf_counter(), time.process_time()


def told(begin: tuple[float, float], people: int) -> None:
    """Print the seconds since then, those of the processor, the most memory in megabytes, and the persons."""
    clock, processor = (end - start for start, end in zip(begin, now(), strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{clock:.1f} {processor:.1f} {memory} {people}")


def raw(path: Path, work: Path) -> None:
    """Splink alone, with the same settings on the same connection, from records made alike to clusters."""
    from splink import Linker, SettingsCreator

    from ketenzicht.engine import Engine
    from ketenzicht.intake.pseudonym import prepare
    from ketenzicht.linkage import model
    from ketenzicht.linkage.comparisons import comparisons
    from ketenzicht.linkage.link import LINK, LOWEST, MEMORY
    from ketenzicht.linkage.records import TABLE, prepare_records

    with Engine(memory_limit=MEMORY, spill=work / "spill") as engine:
        prepare(engine, KEY)
        prepare_records(engine, pq.read_table(path), fields())
        present = fields().present
        begin = now()
        known = engine.for_linking().register(TABLE)
        creator = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            comparisons=[*comparisons(present)],
            blocking_rules_to_generate_predictions=[
                {"blocking_rule": rule} for rule in model.rules(model.COMPARED, present)
            ],
            retain_intermediate_calculation_columns=True,
        )
        with model.quiet():
            linker = Linker(known, creator, log_level=None)
            linker.training.estimate_probability_two_random_records_match(
                model.rules(model.CERTAIN, present), recall=model.RECALL
            )
            linker.training.estimate_u_using_random_sampling(max_pairs=model.PAIRS, seed=model.SEED)
            for rule in model.rules(model.LEARNED, present)[: model.ROUNDS]:
                linker = learned(linker, known, rule)
            scored = linker.inference.predict(threshold_match_probability=LOWEST)
            together = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, LINK)
        people = engine.value(f"select count(distinct cluster_id) from {together.physical_name}")
        told(begin, people)


def learned(linker: Linker, known: SplinkDataFrame, rule: str) -> Linker:
    """The model after one more round within the pairs of a rule, with as many steps as Splink takes."""
    from splink import Linker

    from ketenzicht.linkage import model

    before = linker.misc.save_model_to_json()
    for steps in model.STEPS:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=model.TRAINING_PAIRS
            )
        except ValueError:
            linker = Linker(known, before | {"max_iterations": steps}, log_level=None)
        else:
            break
    return linker


def main() -> None:
    """Make the records, run both sides twice in turn, and print the times."""
    if len(sys.argv) == 4:
        {"ours": ours, "raw": raw}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        return
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.parquet"
        make(records, path)
        best: dict[str, tuple[float, float]] = {}
        for side in ("raw", "ours") * 2:
            command = [sys.executable, __file__, side, str(path), folder]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            clock, processor = float(said[0]), float(said[1])
            before = best.get(side, (clock, processor))
            best[side] = min(clock, before[0]), min(processor, before[1])
            print(
                f"{side}: {clock} s, {processor} s of the processor, {said[2]} MB, {said[3]} persons",
                flush=True,
            )
        of_clock, of_processor = (best["ours"][at] / best["raw"][at] for at in (0, 1))
        print(
            f"{records} records: {of_clock:.2f} times raw Splink, {of_processor:.2f} in seconds of the processor"
        )


if __name__ == "__main__":
    main()
