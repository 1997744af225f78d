"""Ciw's side: the loop of two stations as one of its networks; clock and findings as JSON."""

from __future__ import annotations

import json
import sys
import time

import ciw


def replicate(
    seed: int, per_day: int, places: tuple[int, int], days: float
) -> tuple[int, float, float, float]:
    """Finished spells, mean waits at both stations and mean number in the system."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=per_day), None],
        service_distributions=[ciw.dists.Exponential(rate=5.0), ciw.dists.Exponential(rate=2.5)],
        routing=[[0.0, 1.0], [0.2, 0.0]],
        number_of_servers=list(places),
    )
    world = ciw.Simulation(network)
    world.simulate_until_max_time(days)
    waits, began, present = [0.0, 0.0], [0, 0], 0.0
    for record in world.get_all_records():
        waits[record.node - 1] += record.waiting_time
        began[record.node - 1] += 1
        present += record.exit_date - record.arrival_date
    finished = len(world.nodes[-1].all_individuals)
    return finished, waits[0] / began[0], waits[1] / began[1], present / days


def main() -> None:
    """Arguments: arrivals a day, places of both, days, replications."""
    per_day, one, two, days, replications = map(int, sys.argv[1:])
    begin, cpu = time.perf_counter(), time.process_time()
    found = [replicate(seed, per_day, (one, two), days) for seed in range(replications)]
    clock = {"work": time.perf_counter() - begin, "work CPU": time.process_time() - cpu}
    finished, first, second, present = zip(*found, strict=True)
    print(json.dumps({**clock, "spells": sum(finished), "waits": [first, second], "caseload": present}))


if __name__ == "__main__":
    main()
