"""The terms of a hazard model: which level is compared with which, and the model matrix of patterns.

A covariate in classes has a term for each level but its reference; a linear one has one term, per unit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.survival import Floats, Ints
from ketenzicht.measures.hazards.covariates import Covariate, Places
from ketenzicht.measures.hazards.exposure import Exposure


@dataclass(frozen=True)
class Term:
    """One coefficient: a level against the reference, or a unit of a linear covariate (``level`` is None).

    Args:
        covariate: place of the covariate.
        level: place of the level among its levels.
    """

    covariate: int
    level: int | None


@dataclass(frozen=True)
class Terms:
    """All terms, covariate by covariate.

    Args:
        covariates: the covariates.
        reference: place of the reference level of each covariate; None for a linear one, and for one that is not in
            the model.
        centre: the number of each linear covariate at which the baseline stands: its mean over person-days; 0 for
            the others.
        terms: the terms, which are the columns of the model matrix (c).
    """

    covariates: tuple[Covariate, ...]
    reference: tuple[int | None, ...]
    centre: tuple[float, ...]
    terms: tuple[Term, ...]

    def matrix(self, codes: Places) -> Floats:
        """The model matrix (patterns x c) of patterns with these codes (patterns x covariates)."""
        found = np.empty((len(codes), len(self.terms)))
        for column, term in enumerate(self.terms):
            of = codes[:, term.covariate]
            if term.level is None:
                numbers = np.array(self.covariates[term.covariate].levels, dtype=np.float64)
                found[:, column] = numbers[of] - self.centre[term.covariate]
            else:
                found[:, column] = of == term.level
        return found

    @property
    def included(self) -> tuple[int, ...]:
        """Places of the covariates that are in the model."""
        with_term = {term.covariate for term in self.terms}
        return tuple(
            at for at, reference in enumerate(self.reference) if reference is not None or at in with_term
        )

    def of(self, covariate: int) -> npt.NDArray[np.intp]:
        """Columns of one covariate."""
        return np.array(
            [at for at, term in enumerate(self.terms) if term.covariate == covariate], dtype=np.intp
        )


def per_level(covariate: int, table: Exposure, of_pattern: Ints) -> Ints:
    """Something that is counted per pattern, added up per level of a covariate."""
    levels = len(table.patterns.covariates[covariate].levels)
    added = np.zeros(levels, dtype=np.int64)
    np.add.at(added, table.patterns.codes[:, covariate], of_pattern)
    return added


def choose_terms(
    table: Exposure, cause: int, references: Mapping[str, Any], wanted: Collection[str] | None = None
) -> Terms:
    """The terms of a model for one cause.

    Args:
        table: the counts.
        cause: the cause, 1 or more.
        references: level to compare with, per covariate; the first with an event where nothing is said.
        wanted: names of the covariates in the model; all when left out.

    Raises:
        ValueError: for a reference that is no level, or that has no events: everything would be infinitely more.
    """
    covariates = table.patterns.covariates
    names = {item.name for item in covariates}
    wanted = names if wanted is None else set(wanted)
    for unknown, what in (
        (wanted - names, "no covariate"),
        (
            references.keys() - {item.name for item in covariates if not item.linear},
            "no covariate with levels",
        ),
    ):
        if unknown:
            raise ValueError(f"{what}: {', '.join(sorted(unknown))}")
    events, days = table.events[cause - 1].sum(axis=1), table.person_days.sum(axis=1)
    reference: list[int | None] = [None] * len(covariates)
    centre = [0.0] * len(covariates)
    terms: list[Term] = []
    for at, covariate in enumerate(covariates):
        if covariate.name not in wanted:
            continue
        if covariate.linear:
            numbers = np.array(covariate.levels, dtype=np.float64)
            centre[at] = float(numbers[table.patterns.codes[:, at]] @ days / days.sum())
            terms.append(Term(at, None))
        else:
            reference[at] = _reference(covariate, per_level(at, table, events), references)
            terms += [Term(at, level) for level in range(len(covariate.levels)) if level != reference[at]]
    return Terms(covariates, tuple(reference), tuple(centre), tuple(terms))


def _reference(covariate: Covariate, events: Ints, references: Mapping[str, Any]) -> int:
    if covariate.name not in references:
        return int(np.argmax(events > 0))
    wanted = references[covariate.name]
    if wanted not in covariate.levels:
        raise ValueError(f"{wanted!r} is no level of {covariate.name}")
    place = covariate.levels.index(wanted)
    if events[place] == 0:
        raise ValueError(
            f"level {wanted!r} of {covariate.name} has no events: choose another to compare with"
        )
    return place
