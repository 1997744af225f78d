"""What a comparison of two groups from a landmark on has to show: tables, sentence, warnings, who was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration, Outcome, Split
from ketenzicht.measures.kinds.group_chances import Comparison, Group, chance_of, compare
from ketenzicht.measures.kinds.landmark import Cases
from ketenzicht.measures.kinds.parts import Part
from ketenzicht.measures.result import Count, Figure, Mean, Probability, Row, Table
from ketenzicht.measures.words import LOG_LOG, listed
from ketenzicht.message import Label, duration_words, message

BALANCED = 0.1
"""Standardised differences under this are commonly called small (see ``standardise.standardised_difference``)."""
NOT_GIVEN = message("niet te geven")


@dataclass(frozen=True)
class Compared:
    """Groups followed to a horizon for one outcome.

    Args:
        cases: the cases from the landmark on.
        groups: the reference, and the group compared with it.
        parts: groups within these two, or beside them, that are shown but not compared; with their level in a table.
        outcome: what is counted.
        horizon: after the landmark.
        splits: what the groups are made alike in.
        declared: what they should be made alike in; some of it may not be registered.
    """

    cases: Cases
    groups: tuple[Group, Group]
    parts: tuple[tuple[Group, int], ...]
    outcome: Outcome
    horizon: Duration
    splits: tuple[Split, ...]
    declared: tuple[Split, ...]

    def size(self, group: Group) -> int:
        """Number of cases of a group."""
        return self.cases.size(self.cases.of(group.places))


def compared_figures(of: Compared, *, suffix: str = "") -> tuple[Part, Part]:
    """Compare two groups: tables of chances and of their difference, and apart the balance of the splits.

    For the sentence: ``{kans_...}`` of each group and ``{verschil}``, which is the adjusted one; ``suffix`` ends
    these names where a measure has several comparisons.
    """
    found = compare(of.cases, *of.groups, in_days(of.horizon), of.outcome.id)
    figures: dict[str, Figure | None] = {
        f"kans_{group.id}{suffix}": found.crude.chances[place] if found.crude else None
        for place, group in enumerate(of.groups)
    }
    figures[f"verschil{suffix}"] = found.adjusted.difference if found.adjusted else None
    compared = Part(
        tables=(_chances(of, found), _difference(of, found)),
        headline={name: figure for name, figure in figures.items() if figure is not None},
        words={name: NOT_GIVEN for name, figure in figures.items() if figure is None},
        attrition=_attrition(of, found),
        warnings=_warnings(of, found),
    )
    return compared, Part(tables=(_balance(of, found),) if of.splits else ())


def comparison_lines(outcome: Label, splits: Sequence[Split]) -> tuple[tuple[Label, Label], ...]:
    """How groups are compared, as lines of a definition."""
    return (
        (message("Uitkomst"), outcome),
        (message("Schatter"), message("Aalen-Johansen vanaf het meetmoment; verlies van zaken concurreert")),
        *(
            (
                (message("Gecorrigeerd voor"), listed([split.name for split in splits])),
                (
                    message("Correctie"),
                    message(
                        "vergeleken binnen lagen van gelijke zaken; elke laag telt voor beide groepen even zwaar"
                    ),
                ),
            )
            if splits
            else ()
        ),
        LOG_LOG,
    )


def _chances(of: Compared, found: Comparison) -> Table:
    adjusted = found.adjusted.chances if found.adjusted else (None, None)
    shown = [(group, 0, chance) for group, chance in zip(of.groups, adjusted, strict=True)]
    shown += [(group, level, None) for group, level in of.parts]
    columns = (message("Aantal"), message("Kans"), message("Gecorrigeerde kans"))
    used = 3 if of.splits else 2
    return Table(
        id=f"kansen-{of.outcome.id}",
        title=message(
            "Kans op {uitkomst} binnen {horizon} na het meetmoment",
            uitkomst=of.outcome.name,
            horizon=duration_words(of.horizon),
        ),
        columns=columns[:used],
        rows=tuple(_chance_row(of, group, level, chance, used) for group, level, chance in shown),
    )


def _chance_row(of: Compared, group: Group, level: int, adjusted: Probability | None, used: int) -> Row:
    crude = chance_of(of.cases, group, in_days(of.horizon), of.outcome.id)
    return Row(group.id, group.label, (Count(of.size(group), group.name), crude, adjusted)[:used], level)


def _difference(of: Compared, found: Comparison) -> Table:
    rows = [Row("gemeten", message("zoals gemeten"), (found.crude.difference if found.crude else None,))]
    if of.splits:
        adjusted = found.adjusted.difference if found.adjusted else None
        rows.append(Row("gecorrigeerd", message("gecorrigeerd"), (adjusted,)))
    reference, other = of.groups
    return Table(
        id=f"verschil-{of.outcome.id}",
        title=message(
            "Verschil in kans op {uitkomst}: {groep} min {ander}",
            uitkomst=of.outcome.name,
            groep=other.label,
            ander=reference.label,
        ),
        columns=(message("Verschil"),),
        rows=tuple(rows),
    )


def _balance(of: Compared, found: Comparison) -> Table:
    n = min(of.size(group) for group in of.groups)
    return Table(
        id=f"evenwicht-{of.outcome.id}",
        title=message(
            "Hoe ver de groepen bij {uitkomst} uiteen liggen, in standaardafwijkingen (onder 0,1 is klein)",
            uitkomst=of.outcome.name,
        ),
        columns=(message("zoals gemeten"), message("gecorrigeerd")),
        rows=tuple(
            Row(split.id, split.name, tuple(_distance(value, n) for value in values))
            for split, values in zip(of.splits, found.balance, strict=True)
        ),
    )


def _distance(value: float | None, n: int) -> Figure | None:
    return Mean(value, n, digits=2) if value is not None and isfinite(value) else None


def _attrition(of: Compared, found: Comparison) -> tuple[Attrition, ...]:
    if found.adjusted is None:
        return ()
    reference, other = of.groups
    return (
        Attrition(
            message("vergelijkbaar: {groep} en {ander}", groep=reference.label, ander=other.label),
            message("casussen"),
            found.total,
            found.comparable,
            message("te weinig zaken die erop lijken in de andere groep"),
        ),
    )


def _warnings(of: Compared, found: Comparison) -> tuple[Label, ...]:
    warnings: list[Label] = []
    if missing := [split.name for split in of.declared if split not in of.splits]:
        warnings.append(
            message("Niet geregistreerd, en dus niet voor gecorrigeerd: {namen}.", namen=listed(missing))
        )
    if found.crude is None:
        warnings.append(
            message(
                "Niet elke groep is tot {horizon} na het meetmoment te volgen: er is geen verschil te geven.",
                horizon=duration_words(of.horizon),
            )
        )
    elif of.splits and found.adjusted is None:
        warnings.append(message("Er zijn te weinig zaken die op elkaar lijken om te corrigeren."))
    apart = [
        split.name
        for split, (_, after) in zip(of.splits, found.balance, strict=True)
        if after is not None and after >= BALANCED
    ]
    if apart:
        warnings.append(message("Ook na correctie verschillen de groepen in: {namen}.", namen=listed(apart)))
    return tuple(warnings)
