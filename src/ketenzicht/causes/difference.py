"""Why two caseloads differ: how much of the difference each factor of the tree accounts for, exactly.

The split is LMDI-I (``lmdi``; Ang 2004): the parts add up to the difference, and the order of the factors does not
matter. It tells which part of the work changed, not what caused the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ketenzicht.causes.caseload_tree import CaseloadTree
from ketenzicht.causes.lmdi import contributions, parts_of, passable

FactorName: TypeAlias = Literal[
    "inwoners", "eerste", "eerste-per-inwoner", "herhaling", "duur", "meldingen", "alles"
]
"""``inwoners``: more people; ``eerste``: first reports, per inhabitant where those are known; ``herhaling``: reports
per first report; ``duur``: open days per report. Where first reports are not known, or are 0 while there are reports,
only all reports tell (``meldingen``); without reports only the caseload itself (``alles``)."""


@dataclass(frozen=True)
class Factor:
    """What one factor adds to the caseload of the other side, and what its parts add of that."""

    name: FactorName
    adds: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class CaseloadDifference:
    """From one caseload to another.

    Args:
        before, after: the mean caseloads.
        factors: what makes the difference; they add up to ``after - before``.
    """

    before: float
    after: float
    factors: tuple[Factor, ...]

    @property
    def whole(self) -> float:
        """The difference."""
        return self.after - self.before


def difference(before: CaseloadTree, after: CaseloadTree) -> CaseloadDifference:
    """Split the difference of two trees over their factors, and each factor over its parts.

    Numbers of reports are taken per day, so that stretches of another length compare.

    Args:
        before, after: the two sides; the difference is the second less the first.
    """
    before, after = _alike(before, after), _alike(after, before)
    chains = [_numbers(side) for side in (before, after)]
    known = [name for name in chains[0] if name in chains[1]]
    values = [[chain[name] for name in known] for chain in chains]
    kept = passable(*values)
    names = [known[place] for place in kept]
    found = contributions(*([value[place] for place in kept] for value in values))
    split = [_factor(names, place, adds, before, after) for place, adds in enumerate(found)]
    return CaseloadDifference(before.caseload, after.caseload, tuple(split))


def _alike(tree: CaseloadTree, other: CaseloadTree) -> CaseloadTree:
    """The tree with the parts that the other knows as well; the others are in its rest."""
    return replace(
        tree,
        repeats={name: number for name, number in tree.repeats.items() if name in other.repeats},
        stages={name: number for name, number in tree.stages.items() if name in other.stages},
    )


def _numbers(tree: CaseloadTree) -> dict[str, float]:
    """The chain of numbers per day that the factors are the ratios of."""
    found = {}
    if tree.inhabitants is not None:
        found["inwoners"] = tree.inhabitants
    if tree.first is not None:
        found["eerste"] = tree.first / tree.days
    return found | {"meldingen": tree.reports / tree.days, "caseload": tree.caseload}


def _factor(names: list[str], place: int, adds: float, before: CaseloadTree, after: CaseloadTree) -> Factor:
    """Name the factor that ends at a number of the chain, and split it where its parts make it up."""
    end = names[place]
    begin = names[place - 1] if place else None
    totals = (before.caseload, after.caseload)
    if end == "caseload":
        if begin != "meldingen":
            return Factor("alles", adds, {})
        parts = [
            {name: value * tree.days / tree.reports for name, value in tree.all_stages().items()}
            if tree.reports
            else dict.fromkeys(tree.all_stages(), 0.0)
            for tree in (before, after)
        ]
        return Factor("duur", adds, _split(totals, adds, *parts))
    if end == "meldingen" and begin == "eerste":
        parts = [_per_first(tree) for tree in (before, after)]
        return Factor("herhaling", adds, _split(totals, adds, *parts))
    if end == "meldingen":
        return Factor("meldingen", adds, {})
    if end == "eerste":
        return Factor("eerste-per-inwoner" if begin == "inwoners" else "eerste", adds, {})
    return Factor("inwoners", adds, {})


def _per_first(tree: CaseloadTree) -> dict[str, float]:
    """Repeats per first report, and the first report itself, which is always one and so adds nothing."""
    repeats = tree.all_repeats()
    if not tree.first:
        return dict.fromkeys(("eerste", *repeats), 0.0)
    return {"eerste": 1.0} | {name: number / tree.first for name, number in repeats.items()}


def _split(
    totals: tuple[float, float], adds: float, before: Mapping[str, float], after: Mapping[str, float]
) -> dict[str, float]:
    found = parts_of(totals, adds, list(before.values()), [after[name] for name in before])
    return {name: part for name, part in zip(before, found, strict=True) if name != "eerste"}
