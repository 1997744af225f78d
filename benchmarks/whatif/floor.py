"""How fast the loop of two stations can be at all: a loop of events written for it alone.

``python benchmarks/whatif/floor.py``. No plan is read: stations, means, places and the way back are in the code.
It draws the same kind of random numbers and keeps its few events in order in one small array, which was no slower
than a heap or a calendar. What follows a stage is drawn when it begins, as the kernel does. Three times: as it is,
with nothing counted but the spells, and besides without the logarithm that makes a number exponential. What is left
then is the price of taking events in order.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numba
import numpy as np

from ketenzicht.whatif.streams import exponential_quantile, key_of, uniform

DAYS, REPLICATIONS = 1827.0, 40
SERVICE = (0.2, 0.4)
MONTH = 30.0
PLACES = {40: (12, 24), 4: (2, 4)}
DAYS_PRESENT, DAYS_AT_WORK, DAYS_WAITING, PEAK, ENTERED, ENDED, WAIT, WAIT_SQUARED, STAY = range(9)


def made(counts: bool, logarithm: bool) -> Callable[..., int]:
    """The loop, with what is switched off left out by the compiler."""

    @numba.njit(error_model="numpy")
    def lasts(key: np.uint64, place: int, counter: int) -> float:
        chance = uniform(key, place, counter)
        return exponential_quantile(chance) if logarithm else 2.0 * chance

    @numba.njit(error_model="numpy")
    def look_ahead(key: np.uint64, station: int, visits: np.ndarray) -> tuple[int, float]:
        to = 1 if station == 0 else 0 if uniform(key, 67, visits[1]) < 0.2 else -1
        return to, SERVICE[to] * lasts(key, to * 64 + 1, visits[to] + 1) if to >= 0 else 0.0

    @numba.njit(error_model="numpy")
    def plan(times: np.ndarray, rows: np.ndarray, size: int, time: float, row: int) -> None:
        while size > 0 and times[size - 1] < time:
            times[size], rows[size] = times[size - 1], rows[size - 1]
            size -= 1
        times[size], rows[size] = time, row

    @numba.njit(error_model="numpy")
    def loop(seed: np.uint64, per_day: float, places: tuple[int, int], found: np.ndarray) -> int:
        times, rows, size = np.empty(64), np.empty(64, dtype=np.int64), 0
        keys, entered = np.zeros(4096, dtype=np.uint64), np.zeros(4096)
        station, visits = np.zeros(4096, dtype=np.int64), np.zeros((4096, 2), dtype=np.int64)
        following = np.arange(1, 4097)
        busy, waiting, present = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64), np.zeros(3)
        first, last = np.full(2, -1), np.full(2, -1)
        days, goes_to = np.empty(4096), np.zeros(4096, dtype=np.int64)
        free, born, finished, month, until = 0, 0, 0, 0, MONTH
        arrives, gap = lasts(seed, 0, 0) / per_day, lasts(seed, 0, 1) / per_day
        next_key = key_of(key_of(seed, 1), 7)
        next_days = SERVICE[0] * lasts(next_key, 1, 1)
        while True:
            outside = size == 0 or arrives <= times[size - 1]
            now = arrives if outside else times[size - 1]
            if now >= DAYS:
                return finished
            while now >= until:
                month, until = month + 1, until + MONTH
                for one in range(3):
                    found[month, one, DAYS_PRESENT] += present[one] * MONTH
            if outside:
                born += 1
                at, to, arrives = free, 0, now + gap
                free = following[at]
                keys[at], days[at] = next_key, next_days
                gap = lasts(seed, 0, born + 1) / per_day
                next_key = key_of(key_of(seed, born + 1), 7)
                next_days = SERVICE[0] * lasts(next_key, 1, 1)
                visits[at, 0] = visits[at, 1] = 0
                if counts:
                    present[2] += 1
                    found[month, 2, DAYS_PRESENT] += until - now
            else:
                size -= 1
                at = rows[size]
                of = station[at]
                busy[of] -= 1
                to = goes_to[at]
                if counts:
                    present[of] -= 1
                    found[month, of, DAYS_PRESENT] -= until - now
                    found[month, of, DAYS_AT_WORK] -= until - now
                    found[month, of, ENDED] += 1
                    found[month, of, STAY] += now - entered[at]
                if waiting[of] > 0:
                    other = first[of]
                    first[of] = following[other]
                    waiting[of] -= 1
                    busy[of] += 1
                    wait = now - entered[other]
                    found[month, of, WAIT] += wait
                    if counts:
                        found[month, of, DAYS_WAITING] -= until - now
                        found[month, of, DAYS_AT_WORK] += until - now
                        found[month, of, WAIT_SQUARED] += wait * wait
                    plan(times, rows, size, now + days[other], other)
                    size += 1
                    goes_to[other], days[other] = look_ahead(keys[other], of, visits[other])
            if to < 0:
                following[at], free = free, at
                finished += 1
                if counts:
                    present[2] -= 1
                    found[month, 2, DAYS_PRESENT] -= until - now
                continue
            visits[at, to] += 1
            station[at], entered[at] = to, now
            found[month, to, ENTERED] += 1
            if counts:
                present[to] += 1
                found[month, to, DAYS_PRESENT] += until - now
                found[month, to, PEAK] = max(found[month, to, PEAK], present[to])
            if busy[to] < places[to]:
                busy[to] += 1
                if counts:
                    found[month, to, DAYS_AT_WORK] += until - now
                plan(times, rows, size, now + days[at], at)
                size += 1
                goes_to[at], days[at] = look_ahead(keys[at], to, visits[at])
            else:
                if waiting[to] == 0:
                    first[to] = at
                else:
                    following[last[to]] = at
                last[to] = at
                waiting[to] += 1
                if counts:
                    found[month, to, DAYS_WAITING] += until - now

    return loop


def main() -> None:
    """Run and print."""
    for words, counts, logarithm in (
        ("as it is", True, True), ("nothing counted", False, True), ("and no logarithm", False, False)
    ):  # fmt: skip
        loop = made(counts, logarithm)
        for per_day, places in PLACES.items():
            found = np.zeros((REPLICATIONS + 1, 62, 3, 9))
            loop(np.uint64(0), float(per_day), places, found[-1])
            begin = time.process_time()
            spells = sum(
                loop(np.uint64(seed), float(per_day), places, found[seed]) for seed in range(REPLICATIONS)
            )
            speed = spells / (time.process_time() - begin)
            sums = found[:-1].sum(axis=(0, 1))
            wait, present = sums[0, WAIT] / sums[0, ENTERED], sums[2, DAYS_PRESENT] / DAYS / REPLICATIONS
            print(f"{words:18}{per_day:3} a day: {speed:12,.0f} spells per CPU second; "
                  f"mean wait at one {wait:.4f}, mean number present {present:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
