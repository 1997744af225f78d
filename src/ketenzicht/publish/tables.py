"""A table of counts in any number of directions, with all its sums, protected so that it may leave.

Three ways, after Hundepool and others (2012), Statistical disclosure control:

- ``suppress``: counts are rounded on their own, small ones hidden, and with them what would give them away. For
  small tables.
- ``round``: every count and every sum is rounded to the base so that the table adds up
  (:mod:`ketenzicht.publish.rounding`). Nothing is hidden, and a small count cannot be told from nobody. For large
  tables.
- ``midpoint``: every count becomes the middle of its class, and sums are those of the middles. For tables that are
  added up further.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, Numbers, PublishedCount, PublishedFigure, Sum

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ketenzicht.publish.rounding import Counts

Method: TypeAlias = Literal["suppress", "round", "midpoint"]
Status: TypeAlias = Literal["shown", "small", "withheld"]

TOTAL = "totaal"
"""The category of a sum, last in every direction."""

SMALL = 1_000
"""Up to so many cells, sums included, ``auto`` suppresses; larger tables are rounded."""

_CODES: tuple[Status, ...] = ("shown", "small", "withheld")


@dataclass(frozen=True)
class ProtectedCell:
    """One count that may be shown: its value, or None with the reason."""

    value: int | None
    status: Status


@dataclass(frozen=True)
class ProtectedTable:
    """A table that may be shown.

    Args:
        dimensions: the categories of each direction; the last one is the sum.
        values: the counts in the same order; -1 where none is shown.
        codes: of each count whether it is shown (0), small (1) or withheld because a small one would follow (2).
        method: how it was protected.
        base: counts are multiples of this, or the middles of classes this wide.
        additive: whether all sums hold exactly.
        note: what a reader must know of how it was protected.
    """

    dimensions: Mapping[str, tuple[str, ...]]
    values: Counts
    codes: npt.NDArray[np.int8]
    method: Method
    base: int
    additive: bool
    note: str

    def cell(self, **categories: str) -> ProtectedCell:
        """One count by its categories; a direction that is not named is summed over.

        Raises:
            ValueError: the table has no such direction or category.
        """
        for name, category in categories.items():
            if category not in self.dimensions.get(name, ()):
                raise ValueError(f"the table has no {name} {category!r}")
        place = tuple(known.index(categories.get(name, TOTAL)) for name, known in self.dimensions.items())
        return self._cell(place)

    def rows(self) -> Iterator[dict[str, str | int | None]]:
        """A row for each count: its categories, ``value`` (None where none is shown) and ``status``."""
        places = product(*(range(len(known)) for known in self.dimensions.values()))
        for place in places:
            found = self._cell(place)
            categories = {
                name: known[at] for at, (name, known) in zip(place, self.dimensions.items(), strict=True)
            }
            yield {**categories, "value": found.value, "status": found.status}

    def _cell(self, place: tuple[int, ...]) -> ProtectedCell:
        status = _CODES[int(self.codes[place])]
        return ProtectedCell(int(self.values[place]) if status == "shown" else None, status)


def protect_table(
    counts: Mapping[tuple[str, ...], int] | Counts,
    dimensions: Mapping[str, Sequence[str]],
    *,
    policy: Policy | None = None,
    method: Method | Literal["auto"] = "auto",
    seconds: float = 10.0,
) -> ProtectedTable:
    """Protect a table of exact counts with all its sums.

    Args:
        counts: by their categories in the order of ``dimensions`` (what is not there is 0), or as an array.
        dimensions: the categories of each direction, without sums.
        policy: the rules; those of the program when left out. ``suppress`` rounds to its base. ``round`` rounds to
            the smallest multiple of that base that is not under the threshold, so that no number under the
            threshold is shown. The classes of ``midpoint`` are as wide as the small numbers.
        method: see the module; ``auto`` suppresses in small tables and rounds large ones, and those that could not
            be protected in time.
        seconds: about the most time. What is not settled by then is withheld (``suppress``), or its sums are those
            of counts that are rounded one by one (``round``); the note says so.

    Raises:
        ValueError: a count is negative or no whole number, or categories are unknown, double or called ``totaal``.
    """
    rules = policy or Policy()
    known = {name: tuple(categories) for name, categories in dimensions.items()}
    table = _as_array(counts, known)
    until = time.monotonic() + seconds
    if method == "midpoint":
        return _midpoint(table, known, rules)
    if method == "suppress" or (method == "auto" and _cells(table) <= SMALL):
        found = _suppressed(table, known, rules, until if method == "suppress" else until - seconds / 2)
        if found is not None:
            return found
        if method == "suppress":
            return _withheld(table, known, rules)
    return _rounded(table, known, rules, until - time.monotonic())


def _suppressed(
    counts: Counts, dimensions: Mapping[str, tuple[str, ...]], policy: Policy, until: float
) -> ProtectedTable | None:
    """None when some of it can only be protected by withholding all that hangs together."""
    import numpy as np

    from ketenzicht.publish.rounding import with_sums
    from ketenzicht.publish.suppress import hiding_for

    table = with_sums(counts)
    flat = table.ravel()
    figures: list[PublishedFigure] = []
    for place, count in enumerate(flat.tolist()):
        numbers = Numbers("count", str(place))
        shown = PublishedCount(policy.rounded(count), numbers)
        figures.append(Hidden("klein", numbers) if policy.hides(count) else shown)
    found = hiding_for([("", figure) for figure in figures], _sums(table.shape), policy, until)
    if found.silent:
        return None
    values, codes = np.full(flat.size, -1), np.zeros(flat.size, dtype=np.int8)
    for place, figure in enumerate(found.figure(figure) for figure in figures):
        if isinstance(figure, PublishedCount):
            values[place] = figure.n
        else:
            codes[place] = _CODES.index("small" if figure == Hidden("klein") else "withheld")
    return ProtectedTable(
        _with_total(dimensions),
        values.reshape(table.shape),
        codes.reshape(table.shape),
        "suppress",
        policy.rounding,
        additive=False,
        note=f"counts are rounded to {policy.rounding} on their own; counts from 1 up to {policy.threshold} are "
        "hidden, and what would give them away",
    )


def _withheld(counts: Counts, dimensions: Mapping[str, tuple[str, ...]], policy: Policy) -> ProtectedTable:
    import numpy as np

    shape = tuple(length + 1 for length in counts.shape)
    return ProtectedTable(
        _with_total(dimensions),
        np.full(shape, -1),
        np.full(shape, _CODES.index("withheld"), dtype=np.int8),
        "suppress",
        policy.rounding,
        additive=False,
        note="the table could not be protected in the time given, so that nothing of it is shown",
    )


def _rounded(
    counts: Counts, dimensions: Mapping[str, tuple[str, ...]], policy: Policy, seconds: float
) -> ProtectedTable:
    from ketenzicht.publish.rounding import controlled, with_sums

    base = -(-policy.threshold // policy.rounding) * policy.rounding
    found = controlled(counts, base, seconds)
    note = f"every count and every sum is rounded to {base} so that the table adds up"
    if found is None:
        # sums that are made of what is shown tell nothing more
        found = with_sums((counts + base // 2) // base * base)
        note = (
            f"counts are rounded to {base} one by one and added up: sums may lie further from the truth "
            "(a table that adds up more closely was not found in the time given)"
        )
    return _shown(found, dimensions, "round", base, note)


def _midpoint(counts: Counts, dimensions: Mapping[str, tuple[str, ...]], policy: Policy) -> ProtectedTable:
    from ketenzicht.publish.rounding import midpoints, with_sums

    width = max(policy.threshold - 1, policy.rounding)
    note = f"counts are the middles of classes 1 to {width} and so on; sums are those of the middles"
    return _shown(with_sums(midpoints(counts, width)), dimensions, "midpoint", width, note)


def _shown(
    values: Counts, dimensions: Mapping[str, tuple[str, ...]], method: Method, base: int, note: str
) -> ProtectedTable:
    import numpy as np

    codes = np.zeros(values.shape, dtype=np.int8)
    return ProtectedTable(_with_total(dimensions), values, codes, method, base, additive=True, note=note)


def _sums(shape: tuple[int, ...]) -> list[Sum]:
    """That each line of a table with its sums adds up, by the places of its cells."""
    import numpy as np

    places = np.arange(int(np.prod(shape))).reshape(shape).astype(str)
    lines = [
        line for axis in range(len(shape)) for line in np.moveaxis(places, axis, -1).reshape(-1, shape[axis])
    ]
    return [Sum(tuple(line[:-1].tolist()), (str(line[-1]),)) for line in lines]


def _cells(counts: Counts) -> int:
    cells = 1
    for length in counts.shape:
        cells *= length + 1
    return cells


def _with_total(dimensions: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: (*categories, TOTAL) for name, categories in dimensions.items()}


def _as_array(
    counts: Mapping[tuple[str, ...], int] | Counts, dimensions: Mapping[str, tuple[str, ...]]
) -> Counts:
    import numpy as np

    for name, categories in dimensions.items():
        if not categories or len(set(categories)) < len(categories) or TOTAL in categories:
            raise ValueError(f"the categories of {name} must be different, at least one, and none {TOTAL!r}")
    shape = tuple(len(categories) for categories in dimensions.values())
    if not shape:
        raise ValueError("a table needs at least one dimension")
    if isinstance(counts, Mapping):
        table = np.zeros(shape, dtype=np.int64)
        for key, count in counts.items():
            if len(key) != len(shape) or not all(
                category in known for category, known in zip(key, dimensions.values(), strict=True)
            ):
                raise ValueError(f"the table has no cell {key!r}")
            place = tuple(
                known.index(category) for category, known in zip(key, dimensions.values(), strict=True)
            )
            table[place] = count
            if table[place] != count:
                raise ValueError(f"the count of {key!r} is no whole number")
    else:
        given = np.asarray(counts)
        if given.shape != shape:
            raise ValueError(f"the counts have shape {given.shape}, the dimensions {shape}")
        table = given.astype(np.int64)
        if not np.array_equal(table, given):
            raise ValueError("counts must be whole numbers")
    if (table < 0).any():
        raise ValueError("counts cannot be negative")
    return cast("Counts", table)
