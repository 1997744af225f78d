"""Whether two sides gave the same answers; a benchmark of different answers would mean nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

# Both sides divide sums of whole numbers; only the last bits of a float may differ.
TOLERANCE = 1e-6


def differences(ours: Path, theirs: Path) -> list[str]:
    """In words, where the answers in two files differ; an empty list if they are equal."""
    one, other = (json.loads(file.read_text(encoding="utf-8")) for file in (ours, theirs))
    found = compare_steps(one["steps"], other["steps"]) + compare_variants(one["variants"], other["variants"])
    durations, others = (np.load(file.with_suffix(".npy")) for file in (ours, theirs))
    if len(durations) != len(others) or not np.allclose(durations, others, rtol=0, atol=TOLERANCE):
        found.append(f"durations differ ({len(durations)} and {len(others)} cases)")
    for name in ("median", "mean"):
        if abs(one[name] - other[name]) > TOLERANCE * max(1, abs(one[name])):
            found.append(f"{name} duration: {one[name]} and {other[name]}")
    return found


def compare_steps(ours: list[Any], theirs: list[Any]) -> list[str]:
    """Count and median seconds of each step."""
    one, other = ({(row[0], row[1]): row[2:] for row in rows} for rows in (ours, theirs))
    if one.keys() != other.keys():
        return [f"{len(one.keys() ^ other.keys())} steps occur on one side only"]
    wrong = [
        step
        for step, (count, middle) in one.items()
        if count != other[step][0] or abs(middle - other[step][1]) > TOLERANCE
    ]
    return [f"{step}: {one[step]} and {other[step]}" for step in wrong[:5]]


def compare_variants(ours: list[Any], theirs: list[Any]) -> list[str]:
    """Number of cases of each route; and that ours stand in order, the most frequent first."""
    one, other = ({tuple(route): cases for route, cases in rows} for rows in (ours, theirs))
    wrong = [route for route in one.keys() | other.keys() if one.get(route) != other.get(route)]
    found = [f"variant {route}: {one.get(route)} and {other.get(route)}" for route in wrong[:5]]
    counts = [cases for _, cases in ours]
    if counts != sorted(counts, reverse=True):
        found.append("our variants are not in order")
    if len(one) != len(ours):
        found.append("a variant of ours stands in the list twice")
    return found
