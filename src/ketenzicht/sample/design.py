"""Ways to draw a sample, and the chance that each gives every case: simple, stratified, systematic, by size.

Source: Cochran WG (1977), Sampling Techniques, 3rd ed., chapters 2, 5, 8 and 9A; Särndal CE, Swensson B, Wretman J
(1992), Model Assisted Survey Sampling, chapter 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ketenzicht.sample.lots import lots, one_lot

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Allocation = Literal["evenredig", "gelijk", "spreiding"]


@dataclass(frozen=True)
class Drawn:
    """A sample, in the order in which files are to be read.

    Args:
        rows: places of the cases in what was drawn from (n).
        chance: the chance that each had to be drawn (n).
        stratum: the stratum of each; one empty name without strata (n).
        replacements: by stratum, places of the cases that come next when a file cannot be read.
        sizes: by stratum, how many cases there are.
        with_unequal_chances: drawn by size, so that chances differ between cases of one stratum.
    """

    rows: Ints
    chance: Floats
    stratum: tuple[str, ...]
    replacements: dict[str, Ints]
    sizes: dict[str, int]
    with_unequal_chances: bool = False

    @property
    def weight(self) -> Floats:
        """How many cases each stands for."""
        return 1.0 / self.chance


def simple(cases: Sequence[str], number: int, seed: int) -> Drawn:
    """Every set of so many cases has the same chance.

    Raises:
        ValueError: fewer than one, or more than there are.
    """
    return stratified(cases, [""] * len(cases), {"": number}, seed)


def stratified(cases: Sequence[str], strata: Sequence[str], numbers: Mapping[str, int], seed: int) -> Drawn:
    """A simple sample from each stratum.

    Args:
        cases: what the cases are called, each once.
        strata: the stratum of each.
        numbers: how many from each stratum; see :func:`allocate`.
        seed: of the lots.

    Raises:
        ValueError: a case twice, a stratum without a number, or a number that its stratum cannot give.
    """
    _once(cases)
    names = np.asarray(strata, dtype=object)
    order = np.argsort(lots(cases, seed, "steekproef"), kind="stable")
    sizes = {name: int(np.count_nonzero(names == name)) for name in sorted(set(strata))}
    if unknown := sorted(set(sizes) ^ set(numbers)):
        raise ValueError(f"strata and numbers differ: {', '.join(unknown)}")
    chosen, rest = [], dict[str, Ints]()
    for name, size in sizes.items():
        if not 1 <= numbers[name] <= size:
            raise ValueError(f"cannot draw {numbers[name]} of {size} cases in stratum {name!r}")
        own = order[names[order] == name]
        chosen.append(own[: numbers[name]])
        rest[name] = own[numbers[name] :]
    rows = np.concatenate(chosen)
    rows = rows[np.argsort(lots([cases[row] for row in rows], seed, "volgorde"), kind="stable")]
    chance = np.array([numbers[str(names[row])] / sizes[str(names[row])] for row in rows])
    return Drawn(rows, chance, tuple(str(names[row]) for row in rows), rest, sizes)


def systematic(cases: Sequence[str], number: int, seed: int, by: Sequence[str] | None = None) -> Drawn:
    """Every so manieth case of a list, from a start that is drawn.

    Args:
        cases: what the cases are called, each once.
        number: how many.
        seed: of the start, and of the order where ``by`` is equal.
        by: what the list is sorted by, such as the date of the report; by lot alone when left out.

    Raises:
        ValueError: a case twice, or a number that cannot be drawn.
    """
    return replace(by_size(cases, np.ones(len(cases)), number, seed, by=by), with_unequal_chances=False)


def by_size(
    cases: Sequence[str],
    size: Sequence[float] | Floats,
    number: int,
    seed: int,
    by: Sequence[str] | None = None,
) -> Drawn:
    """Chances in proportion to a size, such as the reports of a household; by steps along a list in drawn order.

    A case so large that it would be drawn more than once is drawn for certain, and the others share what is left
    (Särndal et al. 1992, 3.6.2: systematic sampling with probability proportional to size).

    Args:
        cases: what the cases are called, each once.
        size: how large each is, more than 0.
        number: how many.
        seed: of the lots.
        by: what the list is sorted by; by lot alone when left out.

    Raises:
        ValueError: a case twice, a size that is not above 0, or a number that cannot be drawn.
    """
    _once(cases)
    weight = np.asarray(size, dtype=np.float64)
    if not 1 <= number <= len(cases):
        raise ValueError(f"cannot draw {number} of {len(cases)} cases")
    if len(weight) != len(cases) or not np.all(np.isfinite(weight)) or np.any(weight <= 0.0):
        raise ValueError("every case needs a size above 0")
    chance = inclusion_chances(weight, number)
    luck = lots(cases, seed, "steekproef")
    order = np.lexsort((luck, np.asarray(by))) if by is not None else np.argsort(luck, kind="stable")
    upto = np.cumsum(chance[order])
    upto[-1] = number  # sums of chances are exact but for rounding
    steps = one_lot(seed, "start") + np.arange(number)
    taken = np.searchsorted(upto, steps, side="right")
    rows = order[np.minimum(taken, len(order) - 1)]
    rest = np.setdiff1d(order, rows)
    rest = rest[np.argsort(luck[rest], kind="stable")]
    rows = rows[np.argsort(lots([cases[row] for row in rows], seed, "volgorde"), kind="stable")]
    return Drawn(rows, chance[rows], ("",) * number, {"": rest}, {"": len(cases)}, with_unequal_chances=True)


def inclusion_chances(size: Floats, number: int) -> Floats:
    """The chance of each case when so many are drawn in proportion to size; no chance is above 1."""
    certain = np.zeros(len(size), dtype=bool)
    while True:
        left = number - int(np.count_nonzero(certain))
        chance = np.where(certain, 1.0, 0.0)
        if left > 0:
            chance[~certain] = left * size[~certain] / size[~certain].sum()
        more = chance > 1.0
        if not np.any(more):
            return chance
        certain |= more


def allocate(
    sizes: Mapping[str, int],
    number: int,
    how: Allocation = "evenredig",
    spread: Mapping[str, float] | None = None,
) -> dict[str, int]:
    """How many to draw from each stratum: at least two, so that a variance can be told.

    Args:
        sizes: cases by stratum.
        number: how many in all.
        how: ``evenredig`` as large as the strata; ``gelijk`` the same from each; ``spreiding`` by size times standard
            deviation, which makes the margin of the whole smallest (Neyman 1934).
        spread: standard deviation by stratum, for ``spreiding``.

    Raises:
        ValueError: there are too few to give each stratum two, or more are asked than there are.
    """
    least = {name: min(2, size) for name, size in sizes.items()}
    if not sum(least.values()) <= number <= sum(sizes.values()):
        raise ValueError(f"cannot spread {number} over {len(sizes)} strata of {sum(sizes.values())} cases")
    if how == "spreiding" and spread is None:
        raise ValueError("allocation by spread needs the standard deviation of each stratum")
    wish = {
        name: 1.0 if how == "gelijk" else size * (spread[name] if how == "spreiding" and spread else 1.0)
        for name, size in sizes.items()
    }
    given = dict(least)
    for _ in range(number - sum(given.values())):
        # The next goes where it is furthest behind what it should have (method of highest quotients, Webster).
        open_strata = [name for name in sorted(sizes) if given[name] < sizes[name]]
        first = max(open_strata, key=lambda name: wish[name] / (2 * given[name] + 1))
        given[first] += 1
    return given


def _once(cases: Sequence[str]) -> None:
    if len(set(cases)) != len(cases):
        raise ValueError("a case stands twice in what is drawn from")
