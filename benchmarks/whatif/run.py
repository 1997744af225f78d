"""Spells per second beside SimPy and Ciw on the same model, and a chain as large as the country's.

``just bench-whatif [--peers-only | --alone]`` lets all sides run the loop of two stations for five years, stops if
their means differ by more than chance allows, and prints finished spells per second of CPU time on one core; then it
runs 200 replications of five years of a national chain on two cores. The exit code is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import mean, stdev

from processes import CACHE, Cost, peer_python, run, versions

HERE = Path(__file__).resolve().parent
OURS = Path(sys.executable)
DAYS = 1827
PEERS = {"simpy": (40, (12, 24), 6, 100.0), "ciw": (4, (2, 4), 10, 400.0)}
"""Arrivals a day, places, replications, and how many times faster we should be."""
MOST_SECONDS, MOST_MEGABYTES = 120.0, 1000.0
ERRORS = 4.0


def differs(name: str, ours: list[float], theirs: list[float]) -> bool:
    """Whether two means of replications differ by more than so many standard errors; prints both."""
    error = (stdev(ours) ** 2 / len(ours) + stdev(theirs) ** 2 / len(theirs)) ** 0.5
    print(f"  {name:24}{mean(ours):12.5f}{mean(theirs):12.5f}   standard error {error:.5f}")
    return abs(mean(ours) - mean(theirs)) > ERRORS * error


def beside(peer: str) -> tuple[dict[str, float], bool]:
    """The loop on both sides: figures, and whether the target is met."""
    per_day, places, replications, target = PEERS[peer]
    python = peer_python(peer, (peer,))
    ours = run(OURS, HERE / "ours.py", "loop", "--per-day", per_day, "--replications", 200)
    theirs = run(python, HERE / f"peer_{peer}.py", per_day, *places, DAYS, replications)
    print(f"\n{peer} {versions(python, (peer,))[peer]}, {per_day} arrivals a day: ketenzicht and {peer}")
    pairs = [
        ("wait at one", 0, "waits"), ("wait at two", 1, "waits"), ("mean number present", None, "caseload"),
    ]  # fmt: skip
    wrong = [
        name
        for name, place, key in pairs
        if differs(
            name, *(side.clock[key] if place is None else side.clock[key][place] for side in (ours, theirs))
        )
    ]
    if wrong:
        sys.exit(f"means differ by more than chance: {', '.join(wrong)}")
    speed, other = (side.clock["spells"] / side.clock["work CPU"] for side in (ours, theirs))
    print(
        f"  spells per CPU second   {speed:12,.0f}{other:12,.0f}   {speed / other:.0f} times (target {target:.0f})"
    )
    return {"ketenzicht": speed, peer: other, "times": speed / other}, speed / other >= target


def country(replications: int) -> tuple[Cost, bool]:
    """The national chain: what it cost, and whether the targets are met."""
    cost = run(OURS, HERE / "ours.py", "national", "--replications", replications, "--threads", 2)
    clock = cost.clock
    print(f"\nnational chain, {replications} replications of 5 years on two threads: {cost.wall:.0f} s for the whole "
          f"process, {cost.cpu:.0f} CPU s, {cost.megabytes:.0f} MB; {clock['reports a year']:,.0f} reports and "
          f"{clock['gave up']:,.0f} who gave up a year; cannot keep up: {clock['trouble'] or 'nobody'}")  # fmt: skip
    return cost, cost.wall < MOST_SECONDS and cost.megabytes < MOST_MEGABYTES


def main() -> None:
    """Command line; see the top of this file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers-only", action="store_true", help="without the national chain")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--replications", type=int, default=200, help="of the national chain")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    arguments = parser.parse_args()
    figures: dict[str, object] = {}
    met = True
    for peer in () if arguments.alone else PEERS:
        figures[peer], fast = beside(peer)
        met &= fast
    if not arguments.peers_only:
        cost, fast = country(arguments.replications)
        figures["national"] = cost.as_data()
        met &= fast
    target = arguments.json or CACHE / "whatif.json"
    target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print(f"figures: {target}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
