"""Why two caseloads differ, in a sentence: how many cases more or less, and how many of those by which factor."""

from __future__ import annotations

from collections.abc import Mapping

from ketenzicht.causes.difference import CaseloadDifference, Factor, FactorName
from ketenzicht.message import Label, Message, message

REST_NAME = message("afronding, en wat niet te tonen is")

FACTOR_NAMES: Mapping[FactorName, Message] = {
    "inwoners": message("door het aantal inwoners"),
    "eerste": message("door het aantal eerste meldingen"),
    "eerste-per-inwoner": message("door het aantal eerste meldingen per inwoner"),
    "herhaling": message("door het aantal meldingen per eerste melding"),
    "duur": message("door het aantal open dagen per melding"),
    "meldingen": message("door het aantal meldingen"),
    "alles": message("niet te verdelen: er zijn geen meldingen"),
}

MORE: Mapping[FactorName, Message] = {
    "inwoners": message("er meer inwoners zijn"),
    "eerste": message("er meer eerste meldingen zijn"),
    "eerste-per-inwoner": message("er meer eerste meldingen per inwoner zijn"),
    "herhaling": message("er meer meldingen zijn voor elke eerste melding"),
    "duur": message("een melding meer open dagen geeft"),
    "meldingen": message("er meer meldingen zijn"),
    "alles": message("er meer open zaken zijn"),
}
FEWER: Mapping[FactorName, Message] = {
    "inwoners": message("er minder inwoners zijn"),
    "eerste": message("er minder eerste meldingen zijn"),
    "eerste-per-inwoner": message("er minder eerste meldingen per inwoner zijn"),
    "herhaling": message("er minder meldingen zijn voor elke eerste melding"),
    "duur": message("een melding minder open dagen geeft"),
    "meldingen": message("er minder meldingen zijn"),
    "alles": message("er minder open zaken zijn"),
}
MAINLY = 0.5
"""A part that is more than this share of its factor is named with it."""


def difference_words(
    found: CaseloadDifference,
    other: Label,
    labels: Mapping[str, Label],
    base: int,
    bounds: Mapping[str, tuple[float, float]],
) -> Message:
    """The sentence; the largest factors first.

    Args:
        found: the difference, from the other side to this one.
        other: what the other side is called, as in *de periode ervoor*.
        labels: the names of the parts.
        base: to which figures are rounded; what is smaller than that is not told.
        bounds: the intervals of the difference (``verschil``) and of its factors, where they are known.
    """
    told = sorted(
        (item for item in found.factors if abs(item.adds) >= base), key=lambda item: -abs(item.adds)
    )
    because = _joined([_clause(item, labels, bounds.get(item.name)) for item in told])
    number = round(abs(found.whole))
    if abs(found.whole) < base:
        head = message("Dat is ongeveer evenveel, vergeleken met {ander}.", ander=other)
    elif found.whole > 0:
        head = message("Dat zijn er {n} meer, vergeleken met {ander}.", n=number, ander=other)
    else:
        head = message("Dat zijn er {n} minder, vergeleken met {ander}.", n=number, ander=other)
    if "verschil" in bounds:
        low, high = (_more_or_fewer(bound) for bound in bounds["verschil"])
        head = message(
            "{hoofd} Met toeval erbij ligt dat tussen {laag} en {hoog}.", hoofd=head, laag=low, hoog=high
        )
    return head if because is None else message("{hoofd} Daarvan: {reden}.", hoofd=head, reden=because)


def _more_or_fewer(bound: float) -> Message:
    number = round(abs(bound))
    return message("{n} meer", n=number) if bound >= 0 else message("{n} minder", n=number)


def _clause(factor: Factor, labels: Mapping[str, Label], bounds: tuple[float, float] | None) -> Message:
    number, more = round(abs(factor.adds)), factor.adds > 0
    reason = (MORE if more else FEWER)[factor.name]
    main = _main_part(factor, labels)
    by_chance = bounds is not None and bounds[0] < 0 < bounds[1]
    if main is not None and by_chance:
        reason = message("{reden} (vooral: {deel}; kan toeval zijn)", reden=reason, deel=main)
    elif main is not None:
        reason = message("{reden} (vooral: {deel})", reden=reason, deel=main)
    elif by_chance:
        reason = message("{reden} (kan toeval zijn)", reden=reason)
    return (
        message("{n} meer doordat {reden}", n=number, reden=reason)
        if more
        else message("{n} minder doordat {reden}", n=number, reden=reason)
    )


def _main_part(factor: Factor, labels: Mapping[str, Label]) -> Label | None:
    """The part that makes up most of a factor, where one does and it has a name."""
    named = {
        name: part for name, part in factor.parts.items() if name in labels and labels[name] is not REST_NAME
    }
    if not named:
        return None
    name = max(named, key=lambda item: named[item] * (1 if factor.adds > 0 else -1))
    return labels[name] if named[name] / factor.adds > MAINLY else None


def _joined(clauses: list[Message]) -> Message | None:
    if not clauses:
        return None
    found = clauses[0]
    for clause in clauses[1:]:
        found = message("{een}; {ander}", een=found, ander=clause)
    return found
