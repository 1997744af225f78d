"""When published figures may be added, and when a change over time is one; all else is refused, with the reason.

Counts may be added when no smallest part is in two of them, and all parts together are those of a definition that the
chain describes; the sum then has the code of that definition. So one school year can be 4,790, 8,875 or 14,897, and
each of the three says what it counts. A change is told within one definition, and never across a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ketenzicht.chain.model import Chain, SeriesBreak
from ketenzicht.chain.published import (
    Published,
    breaks_between,
    number_words,
    period_place,
    remarks_on,
    settled,
    smallest_parts,
)
from ketenzicht.errors import UserError, sentence


@dataclass(frozen=True)
class Trend:
    """From the first period of a series to its last: figures in order, and what to know of them."""

    figures: tuple[Published, ...]
    remarks: tuple[SeriesBreak, ...]

    @property
    def difference(self) -> float:
        """The last figure minus the first."""
        return self.figures[-1].value - self.figures[0].value

    @property
    def ratio(self) -> float | None:
        """The last figure divided by the first; None when that is 0."""
        first = self.figures[0].value
        return self.figures[-1].value / first if first else None


def add(chain: Chain, figures: Sequence[Published]) -> Published:
    """The sum of figures that together are one definition of the chain.

    Raises:
        UserError: fewer than two figures, other units, regions, periods or windows, a provisional beside a final
            figure, parts counted twice, or together no definition of the chain; it names the definitions.
    """
    if len(figures) < 2:
        raise UserError(sentence("Voor een som zijn twee of meer cijfers nodig."))
    codes = _named([item.code for item in figures])
    if any(item.unit != "count" for item in figures):
        raise UserError(
            sentence("Deze cijfers zijn niet op te tellen: {codes}.", codes=codes),
            why=sentence("Alleen aantallen zijn op te tellen, percentages en cijfers per zoveel niet."),
        )
    _same_frame(figures, sentence("Deze cijfers zijn niet op te tellen: {codes}.", codes=codes), period=True)
    for one, other in combinations(figures, 2):
        twice = smallest_parts(chain, one.code) & smallest_parts(chain, other.code)
        if twice:
            raise UserError(
                sentence("{codes} zijn niet op te tellen.", codes=_named([one.code, other.code])),
                why=sentence(
                    "Beide tellen {delen}: wie daarin valt, zou dubbel tellen.", delen=_named(twice)
                ),
                fix=sentence(
                    "Kijk welke delen een definitie heeft: ketenzicht chain references {keten}",
                    keten=chain.id,
                ),
            )
    together = frozenset().union(*(smallest_parts(chain, item.code) for item in figures))
    whole = next(
        (item.code for item in chain.definitions if smallest_parts(chain, item.code) == together), None
    )
    if whole is None:
        raise UserError(
            sentence("{codes} zijn niet op te tellen.", codes=codes),
            why=sentence(
                "Het zijn verschillende definities, en de keten kent geen definitie die zij samen zijn."
            ),
            fix=sentence("Zet ze naast elkaar, elk met zijn code."),
        )
    first = figures[0]
    total = sum(item.value for item in figures)
    formula = " + ".join(number_words(item.value) for item in figures)
    status = settled(figures)
    return Published(whole, "count", first.region, first.period, first.window, total, status, formula)


def trend(chain: Chain, figures: Sequence[Published]) -> Trend:
    """The change of one definition over time.

    Raises:
        UserError: fewer than two figures, another definition, unit, region or window, a provisional beside a final
            figure, a period whose place is not certain, two figures of one period, or a break between two of them.
    """
    if len(figures) < 2:
        raise UserError(sentence("Voor een verandering zijn twee of meer cijfers nodig."))
    codes = sorted({item.code for item in figures})
    if len(codes) > 1:
        raise UserError(
            sentence("Van {codes} is samen geen reeks te maken.", codes=_named(codes)),
            why=sentence(
                "Het zijn verschillende definities: een verschil ertussen kan alleen van het tellen komen."
            ),
            fix=sentence(
                "Kies cijfers met één definitie: ketenzicht chain references {keten} --definition {code}",
                keten=chain.id,
                code=codes[0],
            ),
        )
    no_series = sentence("Van deze cijfers van {code} is geen reeks te maken.", code=codes[0])
    _same_frame(figures, no_series, period=False)
    for item in figures:
        if period_place(item.period) is None:
            raise UserError(
                sentence(
                    "Van welk jaar dit cijfer van {code} is staat niet vast: {periode}.",
                    code=item.code,
                    periode=item.period,
                ),
                why=sentence("Dan heeft het geen plaats in een reeks."),
            )
    ordered = sorted(figures, key=lambda item: period_place(item.period) or (0, 0))
    for one, other in pairwise(ordered):
        if one.period == other.period:
            raise UserError(
                sentence(
                    "Van {code} staan er twee cijfers over {periode}.", code=one.code, periode=one.period
                ),
                fix=sentence("Kies er een."),
            )
        for found in breaks_between(chain, one, other):
            raise UserError(
                sentence(
                    "Van {code} is tussen {van} en {tot} geen verandering te geven.",
                    code=one.code,
                    van=one.period,
                    tot=other.period,
                ),
                why=sentence("De reeks breekt vanaf {periode}: {wat}", periode=found.first, wat=found.what),
                fix=sentence(
                    "Kies cijfers van voor of van na de breuk, niet van allebei (reeksbreuk '{breuk}').",
                    breuk=found.id,
                ),
            )
    return Trend(tuple(ordered), remarks_on(chain, ordered))


def _same_frame(figures: Sequence[Published], what: str, *, period: bool) -> None:
    """Whether figures are about one region, period and window, in one unit, and as settled as each other."""
    values = {
        name: {getattr(item, name) for item in figures} for name in ("unit", "region", "window", "period")
    }
    named = {name: _named(found) for name, found in values.items()}
    reasons = {
        "unit": sentence("Zij verschillen in eenheid: {waarden}.", waarden=named["unit"]),
        "region": sentence("Zij verschillen in regio: {waarden}.", waarden=named["region"]),
        "window": sentence("Zij verschillen in venster: {waarden}.", waarden=named["window"]),
        "period": sentence(
            "Zij verschillen in periode: {waarden}. Wie in twee perioden voorkomt, zou dubbel tellen.",
            waarden=named["period"],
        ),
    }
    for name, why in reasons.items():
        if len(values[name]) > 1 and (period or name != "period"):
            raise UserError(what, why=why)
    if {"provisional"} < {item.status for item in figures}:
        loose = _named([item.period for item in figures if item.status == "provisional"])
        raise UserError(
            what,
            why=sentence(
                "Voorlopige cijfers ({perioden}) worden later bijgesteld en horen niet naast definitieve.",
                perioden=loose,
            ),
            fix=sentence("Wacht op de definitieve cijfers, of neem alleen definitieve."),
        )


def _named(words: Sequence[str] | set[str] | frozenset[str]) -> str:
    ordered = list(dict.fromkeys(words)) if isinstance(words, list | tuple) else sorted(words)
    if len(ordered) == 1:
        return ordered[0]
    return sentence("{eerste} en {laatste}", eerste=", ".join(ordered[:-1]), laatste=ordered[-1])
