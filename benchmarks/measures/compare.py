"""Whether two sides gave the same answers; a benchmark of different answers would mean nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

# Both sides divide and add up the same whole numbers; only the last digits of a float may differ.
EXACT = 1e-9
# lifelines moves tied days by chance, so that it takes about half of those censored on a day for gone before the
# events of that day. On a day with 1 in 1,800 of the spells that is a few ten-thousandths of a chance.
BY_CHANCE = 1e-3
# Bands against a band per day.
COEFFICIENT = 5e-3


def differences(question: str, ours: Path, theirs: Path, *, tied_by_chance: bool = False) -> list[str]:
    """In words, where the answers in two files differ; an empty list if they are equal."""
    one, other = np.load(ours), np.load(theirs)
    if question == "hazard":
        return _hazard(one, other)
    if not np.array_equal(one["days"], other["days"]):
        return [f"other days: {len(one['days'])} and {len(other['days'])}"]
    found = []
    for name in set(other.files) - {"days"}:
        tolerance = BY_CHANCE if tied_by_chance and name in ("chance", "error") else EXACT
        apart = float(np.max(np.abs(one[name] - other[name])))
        if not apart <= tolerance:
            found.append(f"{name} differs by up to {apart:.2g}")
    return found


def _hazard(one: np.lib.npyio.NpzFile, other: np.lib.npyio.NpzFile) -> list[str]:
    place = {name: number for number, name in enumerate(other["name"].tolist())}
    if set(place) != set(one["name"].tolist()):
        return ["other covariates"]
    order = [place[name] for name in one["name"].tolist()]
    apart = float(np.max(np.abs(one["coefficient"] - other["coefficient"][order])))
    error = float(np.max(np.abs(one["error"] / other["error"][order] - 1)))
    found = [f"coefficients differ by up to {apart:.2g}"] if apart > COEFFICIENT else []
    return found + ([f"standard errors differ by up to {error:.0%}"] if error > 0.01 else [])
