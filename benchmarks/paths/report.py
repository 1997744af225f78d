"""The figures as a table for people, and whether the targets are met."""

from __future__ import annotations

from processes import Cost

FILE_TARGETS = {"polars": 5, "pandas": 10}
STORED_TARGETS = {"polars": 15, "pandas": 30}
MOST_MEMORY = 0.5
MOST_SCANS = 10
EVENTS_OF_TARGETS = 10_000_000


def print_table(costs: dict[str, Cost]) -> None:
    """One line per side: the whole process, and the work in it without starting up."""
    print(f"\n{'':36}{'wall s':>9}{'CPU s':>9}{'work s':>9}{'peak MB':>9}")
    for name, cost in costs.items():
        if "batch" in cost.clock:
            continue
        work = cost.clock["work"]
        print(f"{name:36}{cost.wall:9.2f}{cost.cpu:9.2f}{work:9.3f}{cost.megabytes:9.0f}")
    clock = costs["ketenzicht warm"].clock
    print(f"\nstored, in a process that runs already: batch {clock['batch']:.3f} s, ", end="")
    print(f"bare scan of the same columns {clock['scan']:.4f} s")


def print_targets(costs: dict[str, Cost], events: int) -> bool:
    """Each ratio, and its target where the log is as large as the targets are meant for; whether all are met.

    Ratios are of whole processes, start to exit. pm4py has no stored form of its own, so the targets for ours are
    held against pm4py on the same file; pm4py on Parquet of its own, formatted and sorted data is shown as well.
    """
    lines: list[tuple[str, float, float | None, bool, str]] = []
    for task, against in (("file", "file"), ("stored", "file"), ("stored", "stored")):
        ours = costs[f"ketenzicht {task}"]
        targets = FILE_TARGETS if task == "file" else STORED_TARGETS if against == "file" else {}
        for mode in FILE_TARGETS:
            theirs = costs[f"pm4py {mode} {against}"]
            cpu, work = theirs.cpu / ours.cpu, theirs.clock["work"] / ours.clock["work"]
            name, extra = (
                f"{task}: times faster than pm4py {mode} {against}",
                f"CPU {cpu:.1f}, work {work:.1f}",
            )
            lines.append((name, theirs.wall / ours.wall, targets.get(mode), True, extra))
    for mode in FILE_TARGETS:
        part = costs["ketenzicht file"].megabytes / costs[f"pm4py {mode} file"].megabytes
        lines.append((f"file: part of the memory of pm4py {mode}", part, MOST_MEMORY, False, ""))
    clock = costs["ketenzicht warm"].clock
    lines.append(("stored: batch in bare scans", clock["batch"] / clock["scan"], MOST_SCANS, False, ""))
    print()
    all_met = True
    for name, value, target, at_least, extra in lines:
        if target is None or events < EVENTS_OF_TARGETS:
            print(f"       {name:46}{value:7.2f}  {extra}")
            continue
        met = value >= target if at_least else value <= target
        all_met &= met
        sign = ">=" if at_least else "<="
        print(f"{'met   ' if met else 'MISSED'} {name:46}{value:7.2f}  ({sign} {target}) {extra}")
    return all_met
