"""A long run: a million inputs over all doors, guided by what of the program they reach (atheris on libFuzzer).

    ./run fuzz                       a million inputs, over all doors by their share
    ./run fuzz --inputs 20000 api    of one door

It goes on where it stopped. A folder keeps how many different inputs each door had, those that reached something new,
and what was found: the input, and what happened. A door is entered in a process of its own, a few thousand inputs at
a time, so that a reader in C that falls over takes nothing else along.

atheris: https://github.com/google/atheris. An input counts when it was not seen before in the same process or among
the kept ones. An input may take ten seconds of a processor; after five minutes by the clock it is taken for a hang.
"""

from __future__ import annotations

import argparse
import json
import mmap
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from random import Random

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "tests")]

INPUTS = 1_000_000
AT_ONCE = 25_000
"""Inputs in one process."""
FEWEST = 200
"""Fewer are not worth the start of a process; a door may so have a few more than its share."""
HANG = 300
"""Seconds by the clock; a busy machine is no hang before that."""
MEMORY = 3_000
"""Megabytes that a process may take."""


def main() -> int:
    """Run, and say by door what was tried and found; 1 when anything was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("doors", nargs="*", help="all when none is named")
    parser.add_argument("--inputs", type=int, default=INPUTS, help="in all, earlier ones included")
    parser.add_argument("--state", type=Path, default=REPOSITORY / ".fuzz", help="the folder to go on in")
    parser.add_argument("--minutes", type=float, default=None, help="stop before the inputs are through")
    parser.add_argument("--count", action="store_true", help="only tell what was done")
    parser.add_argument("--seed", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.runs:
        _enter(given.doors[0], given.runs, given.seed, given.state)
        return 0
    from fuzz.doors import DOORS

    if strange := set(given.doors) - set(DOORS):
        parser.error(f"no such door: {', '.join(sorted(strange))}; there are {', '.join(DOORS)}")
    chosen = {name: DOORS[name].share for name in given.doors or DOORS}
    if not given.count:
        _go_on(chosen, given.inputs, given.state, given.minutes)
    return _tell(chosen, given.state)


def _go_on(chosen: Mapping[str, int], inputs: int, state: Path, minutes: float | None) -> None:
    """Inputs for each door by its share, in turns, until all had theirs or the time is up."""
    until = time.monotonic() + 60 * minutes if minutes else None
    wanted = {name: -(-inputs * share // sum(chosen.values())) for name, share in chosen.items()}
    while left := {
        name: want - _count(state, name) for name, want in wanted.items() if want > _count(state, name)
    }:
        before = sum(_count(state, name) for name in left)
        for name, still in left.items():
            if until and time.monotonic() > until:
                return
            _batch(name, max(FEWEST, min(still, AT_ONCE, -(-wanted[name] // 2))), state)
            print(f"{name:18} {_count(state, name):>9,} of {wanted[name]:,}", flush=True)
        if sum(_count(state, name) for name in left) == before:
            print("nothing was entered in a whole turn; see the logs in", state)
            return


def _batch(name: str, runs: int, state: Path) -> None:
    """One process; when it dies, the input that it died of becomes a finding."""
    for folder in ("corpus", "found", "log"):
        (state / folder / name).mkdir(parents=True, exist_ok=True)
    seed = _count(state, name) + 1
    command = [sys.executable, __file__, name, f"--runs={runs}", f"--seed={seed}", f"--state={state}"]
    with (state / "log" / name / "last.txt").open("wb") as log:
        ended = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    for path in state.glob(f"{name}-died-*"):
        path.replace(state / "found" / name / path.name)
    if ended != 0:
        last = state / "found" / name / f"died-{seed}.txt"
        shutil.copyfile(state / "log" / name / "last.txt", last)


def _enter(name: str, runs: int, seed: int, state: Path) -> None:
    """Inside a process of its own: libFuzzer makes inputs of one door and looks at what they reach."""
    import atheris

    with atheris.instrument_imports(include=["ketenzicht"], enable_loader_override=False):
        from fuzz.door import try_door
        from fuzz.doors import DOORS
        from fuzz.mutations import MOST_BYTES, mutated

        door = DOORS[name]
        for one in door.seeds:
            try_door(door, one)
    corpus = state / "corpus" / name
    for one in door.seeds:
        (corpus / _digest(one).hex()).write_bytes(one)
    seen = {_digest(path.read_bytes()) for path in corpus.iterdir()}
    counter = _counter(state, name)

    def one_input(data: bytes) -> None:
        mark = _digest(data)
        fresh = mark not in seen
        seen.add(mark)
        found = try_door(door, data)
        if fresh:
            struct.pack_into("<Q", counter, 0, struct.unpack_from("<Q", counter, 0)[0] + 1)
        if found is not None:
            place = state / "found" / name / found.name
            if not place.with_suffix(".txt").exists():
                place.with_suffix(".bin").write_bytes(data)
                place.with_suffix(".txt").write_text(
                    f"{found.kind} {found.where}\n{found.told}\n", encoding="utf-8"
                )

    def change(data: bytes, longest: int, number: int) -> bytes:
        chance = Random(number)
        if chance.random() < 0.2:
            return bytes(atheris.Mutate(data, longest))
        return mutated(data, door.form, chance, door.seeds)[:longest]

    options = (
        *(
            f"-runs={runs + len(seen)}",
            f"-seed={seed}",
            f"-timeout={HANG}",
            f"-rss_limit_mb={MEMORY}",
            f"-max_len={MOST_BYTES}",
        ),
        *(
            "-len_control=0",
            "-detect_leaks=0",
            "-print_final_stats=1",
            f"-artifact_prefix={state}/{name}-died-",
        ),
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input, custom_mutator=change)
    atheris.Fuzz()


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


def _counter(state: Path, name: str) -> mmap.mmap:
    """Eight bytes that outlive the process, however it ends."""
    path = state / "count" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(bytes(8))
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), 8)


def _count(state: Path, name: str) -> int:
    path = state / "count" / name
    return int(struct.unpack("<Q", path.read_bytes())[0]) if path.exists() else 0


def _tell(chosen: Mapping[str, int], state: Path) -> int:
    """What was tried and found, by door."""
    found = {name: sorted((state / "found" / name).glob("*.txt")) for name in chosen}
    for name in chosen:
        print(f"{name:18} {_count(state, name):>9,} inputs {len(found[name]):>4} findings")
    print(f"{'together':18} {sum(_count(state, name) for name in chosen):>9,} inputs")
    for path in (one for paths in found.values() for one in paths):
        print(path.relative_to(state), path.read_text(encoding="utf-8", errors="replace").splitlines()[:1])
    from fuzz.doors import DOORS

    (state / "counts.json").write_text(
        json.dumps({name: _count(state, name) for name in DOORS}, indent=1) + "\n"
    )
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
