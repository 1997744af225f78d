"""The answer of a what-if in a sentence: how many open cases more or fewer, and when its costs have come back."""

from __future__ import annotations

from math import ceil, isinf

from ketenzicht.message import Message, message
from ketenzicht.publish.whatif_figures import FigureWords
from ketenzicht.publish.whatif_shown import ScenarioShown, Shown

NOT_REACHED = message("niet binnen de gerekende periode")
NOTHING_MUCH = 0.5
"""Fewer open cases than this are none."""
GROWS = {
    (True, True): message(
        "Met en zonder de verandering blijft een wachtrij groeien; een gemiddelde zegt dan niets."
    ),
    (True, False): message(
        "Zoals het is blijft een wachtrij groeien; met de verandering niet meer. Een verschil is dan niet te geven."
    ),
    (False, True): message(
        "Door de verandering gaat een wachtrij groeien, en die blijft groeien. Een verschil is dan niet te geven."
    ),
    (False, False): message("Er was niets te tellen."),
}
"""What is said instead of a difference, by whether somebody cannot keep up as it is and in the scenario."""


def sentence_of(one: ScenarioShown, words: FigureWords) -> str:
    """The answer in a sentence."""
    row = next(row for row in one.rows if row.name[0] == "caseload")
    say, figure = words.wording.text, row.difference
    if figure is None:
        return say(GROWS[row.grows])
    if figure.value == figure.low == figure.high == 0:
        return say(message("De caseload verandert niet."))
    if max(abs(figure.value), abs(figure.low), abs(figure.high)) < NOTHING_MUCH:
        return say(message("De caseload verandert bijna niet."))
    told = say(how_many(figure, words))
    if one.break_even is not None:
        return f"{told} {say(break_even_words(one.break_even))}"
    return told


def how_many(figure: Shown, words: FigureWords) -> Message:
    """How many open cases more or fewer, with the bounds of 95 of 100 runs."""
    biggest = max(abs(figure.low), abs(figure.high))
    middle, least, most = (
        words.number(abs(value), "cases", biggest)
        for value in (figure.value, *sorted((figure.low, figure.high), key=abs))
    )
    if figure.low < 0 < figure.high:
        low, high = (words.number(abs(value), "cases", biggest) for value in (figure.low, figure.high))
        either = {"n": middle, "minder": low, "meer": high}
        return (
            message(
                "Gemiddeld zijn er {n} open zaken minder. Maar het kan toeval zijn: het ligt tussen {minder} "
                "minder en {meer} meer.",
                **either,
            )
            if figure.value < 0
            else message(
                "Gemiddeld zijn er {n} open zaken meer. Maar het kan toeval zijn: het ligt tussen {minder} "
                "minder en {meer} meer.",
                **either,
            )
        )
    bounds = {"n": middle, "minst": least, "meest": most}
    return (
        message("Gemiddeld zijn er {minst} tot {meest} open zaken minder, in het midden {n}.", **bounds)
        if figure.value < 0
        else message("Gemiddeld zijn er {minst} tot {meest} open zaken meer, in het midden {n}.", **bounds)
    )


def break_even_words(shown: Shown) -> Message:
    """In which year of the scenario its costs have come back."""
    first, last = (None if isinf(one) else ceil(one / 12) for one in (shown.low, shown.high))
    if first is None:
        return message("De kosten zijn niet terugverdiend binnen de gerekende periode.")
    if isinf(shown.value):
        return message(
            "De kosten zijn meestal niet terugverdiend binnen de gerekende periode, en op zijn vroegst in jaar {n}.",
            n=first,
        )
    if last is None:
        return message(
            "De kosten zijn op zijn vroegst in jaar {n} terugverdiend, en soms niet binnen de gerekende periode.",
            n=first,
        )
    if first == last:
        return message("De kosten zijn terugverdiend in jaar {n}.", n=first)
    return message("De kosten zijn terugverdiend tussen jaar {van} en jaar {tot}.", van=first, tot=last)


def months_words(shown: Shown) -> Message:
    """After how many months of the scenario its costs have come back."""
    if isinf(shown.value):
        if isinf(shown.low):
            return NOT_REACHED
        return message("{niet}; in gunstige gevallen na {n} maanden", niet=NOT_REACHED, n=round(shown.low))
    if isinf(shown.high):
        return message(
            "na {n} maanden; vroegst na {vroeg}, in ongunstige gevallen {niet}",
            n=round(shown.value),
            vroeg=round(shown.low),
            niet=NOT_REACHED,
        )
    return message(
        "na {n} maanden (95 van de 100 keer: {vroeg} tot {laat})",
        n=round(shown.value),
        vroeg=round(shown.low),
        laat=round(shown.high),
    )
