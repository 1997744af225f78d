"""How the figures of a benchmark were worked out, in words of one language."""

from __future__ import annotations

from ketenzicht.compare.funnel import ALARM
from ketenzicht.compare.trend import RUN
from ketenzicht.message import message
from ketenzicht.publish.benchmark_shown import PublishedBenchmark
from ketenzicht.publish.language import Wording


def method_words(shown: PublishedBenchmark, wording: Wording) -> tuple[tuple[str, str], ...]:
    """What was done, and how, as pairs of a name and a text."""
    say, units = wording.text, shown.unit_words[1]
    found = [
        (
            message("Intervallen"),
            message("95%, volgens Wilson.")
            if shown.kind == "aandeel" and not shown.strata
            else message("95%: exact voor minder dan 10, volgens Byar vanaf 10."),
        ),
    ]
    if shown.dispersion > 1:
        found.append(
            (
                message("Personen die vaker tellen"),
                message(
                    "Tellingen van één persoon hangen samen. Daarom zijn intervallen en grenzen verruimd, "
                    "alsof het er {keer} keer zo weinig waren.",
                    keer=shown.dispersion,
                ),
            )
        )
    if shown.strata:
        standard = shown.reference_source or message("alle {eenheden} samen", eenheden=units)
        how = (
            message(
                "Direct, naar {n} groepen: het cijfer van elke {eenheid} als haar groepen zo groot waren als die van "
                "{standaard}. Intervallen volgens Dobson.",
                n=len(shown.strata),
                eenheid=shown.unit_words[0],
                standaard=standard,
            )
            if shown.direct
            else message(
                "Indirect, naar {n} groepen: het aantal van elke {eenheid} gedeeld door wat te verwachten was als "
                "elke groep deed als {standaard}, maal het cijfer van {standaard}.",
                n=len(shown.strata),
                eenheid=shown.unit_words[0],
                standaard=standard,
            )
        )
        found.append((message("Standaardisatie"), how))
    found.append(
        (
            message("Grenzen in de trechter"),
            message(
                "Binnen de buitenste grenzen ligt {alarm} van de {eenheden} die alleen verschillen zoals zij "
                "gewoonlijk verschillen, binnen de gestreepte 95%. Getoetst is of de spreiding groter is dan "
                "toeval.",
                alarm=wording.percent(ALARM, 1),
                eenheden=units,
            ),
        )
    )
    found.append(
        (
            message("Signaal of ruis"),
            message(
                "Grenzen van het eigen verloop: gemiddelde plus en min 2,66 keer de gemiddelde stap van jaar "
                "op jaar. Een signaal is een jaar daarbuiten, of {n} jaren achter elkaar aan één kant. Bij "
                "een breuk begint alles opnieuw.",
                n=RUN,
            ),
        )
    )
    if shown.surroundings:
        found.append((message("Omgeving"), message("{bron}", bron=shown.surroundings)))
    found.append(
        (
            message("Bescherming van personen"),
            message(
                "Aantallen zijn afgerond op {afronding}; aantallen onder {drempel} staan er niet, en doen in "
                "geen vergelijking mee. Alles over een {eenheid} is uit de afgeronde aantallen berekend.",
                afronding=shown.policy.rounding,
                drempel=shown.policy.threshold,
                eenheid=shown.unit_words[0],
            ),
        )
    )
    return tuple((say(name), say(text)) for name, text in found)
