"""SimPy's side: the loop of two stations, as its manual writes such a model; clock and findings as JSON."""

from __future__ import annotations

import json
import random
import sys
import time

import simpy


def replicate(
    seed: int, per_day: int, places: tuple[int, int], days: float
) -> tuple[int, float, float, float]:
    """Finished spells, mean waits at both stations and mean number in the system."""
    luck, world = random.Random(seed), simpy.Environment()
    stations = [simpy.Resource(world, capacity=number) for number in places]
    means, waits, began = (0.2, 0.4), [0.0, 0.0], [0, 0]
    finished, present = 0, 0.0

    def spell():
        nonlocal finished, present
        entered, again = world.now, True
        while again:
            for number, station in enumerate(stations):
                asked = world.now
                with station.request() as place:
                    yield place
                    waits[number] += world.now - asked
                    began[number] += 1
                    yield world.timeout(luck.expovariate(1 / means[number]))
            again = luck.random() < 0.2
        finished += 1
        present += world.now - entered

    def arrivals():
        while True:
            yield world.timeout(luck.expovariate(per_day))
            world.process(spell())

    world.process(arrivals())
    world.run(until=days)
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
