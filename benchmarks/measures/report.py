"""The figures as a table for people, and whether the targets are met."""

from __future__ import annotations

from dataclasses import dataclass

from processes import Cost

MOST_MEGABYTES = 2048
MOST_SECONDS = 2.0


@dataclass(frozen=True)
class Target:
    """``ours`` should be so many times faster than ``theirs``; both are names of what was measured."""

    ours: str
    theirs: str
    times: float


TARGETS = (
    Target("ketenzicht curves spells-1000000", "lifelines curves spells-1000000", 50),
    Target("ketenzicht curves spells-1000000", "scikit-survival curves spells-1000000", 5),
    Target("ketenzicht curves spells-10000000", "scikit-survival curves spells-10000000", 5),
    Target("ketenzicht repeats repeats-200000", "surpyval repeats repeats-200000", 100),
    Target("ketenzicht hazard covariates-1000000", "lifelines hazard covariates-1000000", 40),
    Target("ketenzicht hazard covariates-10000000", "lifelines hazard covariates-1000000", 10),
)
STRATA = "ketenzicht strata spells-10000000"


def print_table(costs: dict[str, Cost]) -> None:
    """One line per side and question: the whole process, and the work in it without starting up."""
    print(f"\n{'':44}{'wall s':>9}{'CPU s':>9}{'work s':>9}{'its CPU':>9}{'peak MB':>9}")
    for name, cost in costs.items():
        work, its = cost.clock["work"], cost.clock["work CPU"]
        print(f"{name:44}{cost.wall:9.2f}{cost.cpu:9.2f}{work:9.3f}{its:9.3f}{cost.megabytes:9.0f}")


def print_targets(costs: dict[str, Cost]) -> bool:
    """Each ratio of work and of whole processes, and whether all targets that were measured are met.

    Work is from the stored file to the answer, in a fresh process that has answered on a small file before: a
    question of a tenth of a second says nothing when starting Python takes half a second. The ratio of whole
    processes, start to exit, stands beside it, and those of CPU, which other work on the machine moves less.
    """
    all_met = True
    print(f"\n{'times faster':56}{'target':>7}{'work':>8}{'its CPU':>9}{'process':>9}{'its CPU':>9}")
    for target in TARGETS:
        if target.ours not in costs or target.theirs not in costs:
            continue
        ours, theirs = costs[target.ours], costs[target.theirs]
        work, its = (theirs.clock[name] / ours.clock[name] for name in ("work", "work CPU"))
        met = work >= target.times
        all_met &= met
        question = target.ours.partition(" ")[2]
        than = target.theirs.removesuffix(f" {question}")
        print(
            f"{'met   ' if met else 'MISSED'} {f'{question}: {than}':49}{target.times:7.0f}{work:8.1f}{its:9.1f}"
            f"{theirs.wall / ours.wall:9.1f}{theirs.cpu / ours.cpu:9.1f}"
        )
    if STRATA in costs:
        wall = costs[STRATA].wall
        met = wall <= MOST_SECONDS
        all_met &= met
        print(
            f"{'met   ' if met else 'MISSED'} 5,175 strata, whole process: {wall:.2f} s (<= {MOST_SECONDS} s)"
        )
    for name, cost in costs.items():
        if name.startswith("ketenzicht") and cost.megabytes > MOST_MEGABYTES:
            all_met = False
            print(f"MISSED {name}: {cost.megabytes:.0f} MB (<= {MOST_MEGABYTES})")
    return all_met
