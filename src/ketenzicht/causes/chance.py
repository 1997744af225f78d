"""How far chance could move a caseload, its factors and a difference: the delta method, a case as one observation.

All cases were counted, so nothing was sampled from them; but that so many came, and how each of them went, could have
been otherwise. So cases are taken to come as a Poisson process and to differ from each other, while all that one case
adds, to whatever number and in whatever period, hangs together. The covariance of the numbers is then the sum over
cases of the products of what a case adds to them: exactly what resampling cases with Poisson weights gives (the
Poisson bootstrap by case: Hanley JA, MacGibbon B (2006), Creating non-parametric bootstrap samples using Poisson
frequencies, Computer Methods and Programs in Biomedicine 83, 57-62). What is worked out of the numbers follows by its
derivatives: the infinitesimal jackknife (Jaeckel LA (1972), The infinitesimal jackknife, Bell Laboratories
MM 72-1215-11; Efron B, Stein C (1981), The jackknife estimate of variance, Annals of Statistics 9, 586-596).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ketenzicht.causes.caseload_tree import CaseloadTree
from ketenzicht.causes.difference import difference

Z95 = 1.959963984540054
STEP = 1e-4
"""Of a derivative, relative to the number; the error is of the order of its square."""

Number: TypeAlias = tuple[int, str, str]
"""Which tree; ``caseload``, ``reports``, ``first``, ``repeats`` or ``stages``; and of the last two which part."""
Figures: TypeAlias = Callable[[Sequence[CaseloadTree]], Mapping[str, float]]


@dataclass(frozen=True)
class Covariance:
    """Of numbers of trees: (n x n) sums over cases of products, in reports and mean numbers open.

    Args:
        numbers: which; what is not here is taken as known.
        sums: their products.
    """

    numbers: tuple[Number, ...]
    sums: NDArray[np.float64]


def standard_errors(
    figures: Figures, trees: Sequence[CaseloadTree], covariance: Covariance
) -> dict[str, float]:
    """The standard error of figures that are worked out of trees.

    Args:
        figures: works them out.
        trees: the trees, as they are counted or published.
        covariance: of their numbers; a number that a tree does not know is passed over.
    """
    names = list(figures(trees))
    gradient = np.zeros((len(names), len(covariance.numbers)))
    for column, number in enumerate(covariance.numbers):
        value = _value(trees, number)
        if not value:
            continue
        step = STEP * abs(value)
        more, less = (figures(_moved(trees, number, value + move)) for move in (step, -step))
        gradient[:, column] = [(more[name] - less[name]) / (2 * step) for name in names]
    variances = np.einsum("fi,ij,fj->f", gradient, covariance.sums, gradient)
    return {name: sqrt(max(variance, 0.0)) for name, variance in zip(names, variances, strict=True)}


def _value(trees: Sequence[CaseloadTree], number: Number) -> float | None:
    side, what, part = number
    found: float | Mapping[str, float] | None = getattr(trees[side], what)
    return found.get(part) if isinstance(found, Mapping) else found


def _moved(trees: Sequence[CaseloadTree], number: Number, value: float) -> list[CaseloadTree]:
    side, what, part = number
    given = {**getattr(trees[side], what), part: value} if part else value
    return [
        replace(tree, **{what: given}) if at == side else tree  # type: ignore[arg-type]
        for at, tree in enumerate(trees)
    ]


def tree_figures(tree: CaseloadTree) -> dict[str, float]:
    """The factors of a tree and their parts, by name; those that are known."""
    found = {
        "eerste": tree.first,
        "per-1000": tree.first_per_inhabitants,
        "per-eerste": tree.per_first,
        "dagen-per-melding": tree.days_per_report,
        "gemiddeld": tree.caseload,
    }
    if tree.first:
        found |= {f"per-eerste-{name}": number / tree.first for name, number in tree.repeats.items()}
    if tree.reports:
        found |= {
            f"dagen-per-melding-{name}": number * tree.days / tree.reports
            for name, number in tree.stages.items()
        }
    return {name: value for name, value in found.items() if value is not None}


def difference_figures(before: CaseloadTree, after: CaseloadTree) -> dict[str, float]:
    """What each factor and each part adds, by name, and the ``verschil`` itself."""
    split = difference(before, after)
    found = {"verschil": split.whole}
    for factor in split.factors:
        found[factor.name] = factor.adds
        found |= {f"{factor.name}-{name}": adds for name, adds in factor.parts.items()}
    return found


def tree_intervals(tree: CaseloadTree, covariance: Covariance) -> dict[str, tuple[float, float]]:
    """95 % intervals of the factors and parts of a tree, on the scale of logarithms; none where a figure is 0.

    Args:
        tree: the tree.
        covariance: of its numbers, as side 0.
    """
    errors = standard_errors(lambda trees: tree_figures(trees[0]), [tree], covariance)
    return {
        name: (value / exp(Z95 * errors[name] / value), value * exp(Z95 * errors[name] / value))
        for name, value in tree_figures(tree).items()
        if value > 0
    }


def difference_intervals(
    before: CaseloadTree, after: CaseloadTree, covariance: Covariance
) -> dict[str, tuple[float, float]]:
    """95 % intervals of what each factor and each part adds, on their own scale.

    Args:
        before, after: the two sides.
        covariance: of the numbers of both; ``before`` is side 0, ``after`` side 1.
    """
    errors = standard_errors(lambda trees: difference_figures(*trees), [before, after], covariance)
    return {
        name: (adds - Z95 * errors[name], adds + Z95 * errors[name])
        for name, adds in difference_figures(before, after).items()
    }
