"""How much of the outcomes goes with a group, and how strong something unmeasured must be to explain a ratio away.

Both come from the model of the rate ratios: the attributable share (:mod:`ketenzicht.measures.hazards.attributable`)
and the E-value (:mod:`ketenzicht.measures.estimators.confounding`). They describe an association and are called so.
"""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.chain.model import HazardMeasure
from ketenzicht.measures.estimators.confounding import COMMON, e_value
from ketenzicht.measures.hazards.attributable import AttributableShares, attributable_shares
from ketenzicht.measures.hazards.model import HazardModel
from ketenzicht.measures.kinds.hazard_tables import (
    NOBODY,
    Grouping,
    GroupRates,
    rate_ratio,
    rows_of,
)
from ketenzicht.measures.result import Difference, Figure, Ratio, Row, Table
from ketenzicht.message import Label, message

ASSOCIATION = ("deel", "e_waarde", "e_waarde_grens")
"""Names of the figures of a group in a sentence, in the order of the columns."""
ASSOCIATION_TABLE = "samenhang"


def associations(
    declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates, model: HazardModel | None
) -> Table | None:
    """Attributable share and E-values of every group but the first; None where nothing can be compared."""
    if model is None:
        return None
    found = []
    for grouping in compared:
        present = rates.by_group[grouping.column]
        shares = attributable_shares(model, grouping.column) if present.get(0, NOBODY)[1].events else None
        groups = []
        for number, row, label in rows_of(grouping, present):
            if not number:
                continue
            ratio = rate_ratio(declared, grouping, number, rates, model)
            share = _share(shares, number, ratio, model)
            groups.append(Row(row, label, (share, *_e_values(ratio, common=_common(declared, rates))), 1))
        together = _together(shares, [row.figures[0] for row in groups])
        found += [Row(grouping.id, grouping.name, (together, None, None)), *groups]
    return Table(
        id=ASSOCIATION_TABLE,
        title=message("Deel van de uitkomsten dat samengaat met een groep, en de E-waarde"),
        columns=(message("Deel van de uitkomsten"), message("E-waarde"), message("E-waarde van de grens")),
        rows=tuple(found),
    )


def association_lines(declared: HazardMeasure, rates: GroupRates) -> tuple[tuple[Label, Label], ...]:
    """What the two mean, as lines of a definition."""
    e_value_words = message(
        "zo sterk moet iets wat niet is gemeten met de groep en met de uitkomst samengaan, als verhouding, om het "
        "verschil helemaal te verklaren (VanderWeele en Ding 2017); de tweede geldt voor de grens van het interval "
        "die het dichtst bij 1 ligt, en is 1 als toeval genoeg is"
    )
    lines: list[tuple[Label, Label]] = [
        (
            message("Deel van de uitkomsten"),
            message(
                "wat er meer kwam dan bij het tempo van de eerste groep, als deel van alle uitkomsten "
                "(Bruzzi e.a. 1985); een samenhang: het zegt niet wat er zou verdwijnen"
            ),
        ),
        (message("E-waarde"), e_value_words),
    ]
    if _common(declared, rates):
        lines.append(
            (
                message("Benadering bij de E-waarde"),
                message(
                    "de uitkomst komt vaak voor; de verhouding is eerst bij benadering een verhouding van kansen "
                    "gemaakt"
                ),
            )
        )
    return tuple(lines)


def _share(
    shares: AttributableShares | None, group: int, ratio: Ratio, model: HazardModel
) -> Difference | None:
    """The share of a group, protected as its ratio is."""
    found = None if shares is None or ratio.value is None else shares.share(group)
    if found is None or found.not_estimable or ratio.value is None:
        return None
    # An outcome more at the group moves the share by this much, so rounding must not be finer.
    per_case = max(1.0, abs(1.0 - 1.0 / ratio.value)) / model.events
    return Difference(
        found.value,
        *found.interval(),
        ratio.n,
        ratio.events,
        of="part",
        whole=ratio.whole,
        per_case=per_case,
    )


def _together(shares: AttributableShares | None, parts: Sequence[Figure | None]) -> Difference | None:
    """All groups together, protected as the smallest of them."""
    known = [item for item in parts if isinstance(item, Difference)]
    if shares is None or not known or len(known) < len(parts) or shares.together.not_estimable:
        return None
    smallest = min(known, key=lambda item: item.n)
    return Difference(
        shares.together.value,
        *shares.together.interval(),
        smallest.n,
        min(item.events for item in known),
        of="part",
        whole=smallest.whole,
        per_case=max(item.per_case for item in known),
    )


def _common(declared: HazardMeasure, rates: GroupRates) -> bool:
    """Whether ratios are of hazards and the outcome is common; with repeats they are ratios of rates."""
    cases, rate = rates.all
    return not declared.every and rate.events > COMMON * cases


def _e_values(ratio: Ratio, *, common: bool) -> tuple[Ratio | None, Ratio | None]:
    """E-value of a ratio and of its limit, protected as the ratio is."""
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return None, None
    found = e_value(ratio.value, ratio.low, ratio.high, common_hazard=common)

    def figure(value: float) -> Ratio:
        return Ratio(value, None, None, ratio.n, ratio.events, ratio.whole)

    return figure(found.of_ratio), figure(found.of_limit)
