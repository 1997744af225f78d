"""A benchmark in words of one language: figures as texts, what they say and what they do not.

Units stand in the order of their names, comparable ones in that of their distance: never in that of the outcome.
"""

from __future__ import annotations

from ketenzicht.compare.funnel import FEWEST_UNITS
from ketenzicht.message import Message, message
from ketenzicht.publish.benchmark_chapter import ChapterWords
from ketenzicht.publish.benchmark_figures import NOTHING, FigureWords
from ketenzicht.publish.benchmark_method import method_words
from ketenzicht.publish.benchmark_shown import (
    Place,
    PublishedBenchmark,
    UnitShown,
    YearShown,
)
from ketenzicht.publish.benchmark_view import BenchmarkView, FigureView, UnitView
from ketenzicht.publish.charts.choose import Chart
from ketenzicht.publish.charts.funnel import Point, funnel_spec
from ketenzicht.publish.charts.map import map_chart
from ketenzicht.publish.language import Language, Wording, capital
from ketenzicht.publish.published import PublishedFigure, PublishedNumber

PLACES: dict[Place, Message] = {
    "above": message("boven de grenzen"),
    "between": message("tussen de grenzen"),
    "below": message("onder de grenzen"),
}
WHAT_IT_IS = message(
    "Een vergelijking is het begin van een gesprek. Zij zegt niet wie het goed doet: een verschil kan komen "
    "door wie er woont, hoe er wordt geteld of hoe er wordt gewerkt. Er is geen ranglijst: alle {eenheden} "
    "staan op alfabet."
)
NOT_BY_COLOUR = message("Of een verschil meer is dan toeval, zegt de kleur niet: daarvoor is de trechter.")


def benchmark_view(shown: PublishedBenchmark, language: Language, *, drawn: bool = True) -> BenchmarkView:
    """A benchmark in words.

    Args:
        shown: the figures.
        language: ``nl`` or ``en``.
        drawn: whether charts are drawn as well.
    """
    wording = Wording(language)
    words = _PageWords(shown, wording)
    chapters = ChapterWords(shown, wording, drawn=drawn)
    say = words.say
    chart = words.map() if drawn else None
    return BenchmarkView(
        language=language,
        title=shown.title,
        synthetic=shown.synthetic,
        facts=words.facts(),
        what_it_is=say(Message(WHAT_IT_IS.template, (("eenheden", shown.unit_words[1]),))),
        note=shown.note or "",
        unit=capital(shown.unit_words[0]),
        units_word=shown.unit_words[1],
        value_word=words.value_word,
        among_word=shown.among,
        funnel_sentences=words.funnel_sentences(),
        funnel=words.funnel() if drawn else None,
        funnel_caption=words.funnel_caption(),
        map=chart.svg if chart else None,
        map_caption=f"{chart.reading} {say(NOT_BY_COLOUR)}" if chart else "",
        units=tuple(words.unit(one) for one in shown.units),
        has_probable=shown.shrunk,
        has_hidden=any(one.shown.value is None for one in shown.units),
        apart=tuple((name, say(why)) for name, why in shown.apart),
        chapters=tuple(chapters.chapter(number, one) for number, one in enumerate(shown.chapters, 1)),
        method=method_words(shown, wording),
    )


class _PageWords(FigureWords):
    """Says what the page says of all units together."""

    def facts(self) -> tuple[tuple[str, str], ...]:
        shown, say = self.shown, self.say
        definition = shown.definition
        if shown.definition_name is not None:
            definition += f": {say(shown.definition_name)}"
        found = [
            (message("Wat we vergelijken"), capital(f"{shown.indicator}, {self.value_word}")),
            (message("Jaar"), str(shown.year)),
            (message("{wat}", wat=capital(self.units)), self.wording.number(len(shown.units))),
            (message("Definitie"), definition),
            (message("Bron"), capital(shown.source)),
        ]
        return tuple((say(name), text) for name, text in found)

    def funnel_sentences(self) -> tuple[str, ...]:
        shown, say = self.shown, self.say
        if shown.funnel is None:
            return (
                say(
                    message(
                        "Er zijn te weinig {eenheden} voor grenzen: daar zijn er minstens {n} voor nodig.",
                        eenheden=self.units,
                        n=max(FEWEST_UNITS, shown.policy.degrees_of_freedom + 1),
                    )
                ),
            )
        known = [one for one in shown.units if one.place is not None]
        outside = sum(one.place != "between" for one in known)
        by_chance = sum(one.place_by_chance != "between" for one in known)
        together = say(
            message(
                "Alle {eenheden} samen: {waarde}. De middelste lijn staat op die waarde.",
                eenheden=self.units,
                waarde=f"{self.value(shown.funnel.centre)} {self.unit_of_value()}".strip(),
            )
        )
        lies = message("ligt") if outside == 1 else message("liggen")
        if not shown.funnel.overdispersed:
            spread = message(
                "De {eenheden} verschillen niet meer dan toeval geeft. Buiten de grenzen {liggen} er {n} van de "
                "{alle}; door toeval alleen ligt 1 op de 500 daarbuiten.",
                eenheden=self.units,
                liggen=lies,
                n=outside,
                alle=len(known),
            )
            return together, say(spread)
        spread = message(
            "De {eenheden} verschillen meer dan toeval alleen geeft: de spreiding is {keer} keer zo groot. Daarom "
            "zijn de grenzen verruimd. Buiten die grenzen {liggen} er {n} van de {alle}.",
            eenheden=self.units,
            keer=self.wording.number(shown.funnel.dispersion, 0 if shown.funnel.dispersion >= 10 else 1),
            liggen=lies,
            n=outside,
            alle=len(known),
        )
        misleading = message(
            "Met grenzen voor toeval alleen waren het er {zonder}: dat zou misleiden.", zonder=by_chance
        )
        return together, f"{say(spread)} {say(misleading)}" if by_chance > outside else say(spread)

    def funnel(self) -> str | None:
        shown = self.shown
        if shown.funnel is None:
            return None
        own = {one.unit.code for one in shown.chapters}
        points = [
            Point(one.shown.exposure, one.shown.value, one.place, one.name if one.code in own else "")
            for one in shown.units
            if one.shown.value is not None and one.place is not None
        ]
        title = message("{wat}", wat=shown.among)
        if shown.strata:
            title = message("{wat}, gewogen naar groep", wat=shown.among)
        spec = funnel_spec(
            points,
            shown.funnel,
            axis_title=self.say(message("{wat} (naar rechts steeds groter)", wat=title)),
            words=self.tick,
            wording=self.wording,
            whole=shown.kind == "aandeel",
        )
        return self.svg(spec, "trechter", message("Trechter"), " ".join(self.funnel_sentences()))

    def funnel_caption(self) -> str:
        """How to read the funnel."""
        shown = self.shown
        signs = message(
            "Elk teken is één {eenheid}; hoe verder naar rechts, hoe groter. Ring: tussen de grenzen. "
            "Driehoek omhoog: erboven. Driehoek omlaag: eronder. Ruit: met een eigen hoofdstuk.",
            eenheid=shown.unit_words[0],
        )
        lines = message("Doorgetrokken lijnen: de grenzen. Gestreept: 1 op de 20 ligt erbuiten.")
        if shown.funnel is None or not shown.funnel.overdispersed:
            return f"{self.say(signs)} {self.say(lines)}"
        chance = message("Gestippeld: grenzen als alleen toeval meedeed.")
        return f"{self.say(signs)} {self.say(lines)} {self.say(chance)}"

    def map(self) -> Chart | None:
        """The units on a map, coloured by class; the table of all figures says the same."""
        shown = self.shown
        if shown.shapes is None:
            return None
        name, what = capital(f"{shown.indicator}, {self.value_word}"), message("Kaart")
        found = map_chart(
            {one.code: self._on_map(one.shown) for one in shown.units},
            shown.shapes,
            id_="kaart",
            title=f"{self.say(what)}: {name}",
            sentence=" ".join(self.funnel_sentences()),
            column=message("{wat}", wat=self.value_word),
            wording=self.wording,
            policy=shown.policy,
            marked=[one.unit.code for one in shown.chapters],
            names={one.code: one.name for one in shown.units},
            borders=shown.borders,
        )
        return found.chart if found else None

    def _on_map(self, year: YearShown) -> PublishedFigure | None:
        if year.value is None:
            return year.figure
        if self.shown.kind == "aandeel":
            return PublishedNumber(year.value, year.count, 2, year.low, year.high, style="percent")
        value = round(year.value, self.digits)
        return PublishedNumber(value, year.count, self.digits, year.low, year.high)

    def unit(self, one: UnitShown) -> UnitView:
        probable = FigureView(NOTHING)
        if one.probable is not None:
            value, low, high = one.probable
            probable = FigureView(self.value(value), self.between(low, high))
        return UnitView(
            one.name,
            self.count(one.shown),
            self.wording.number(one.shown.among) if one.shown.among else NOTHING,
            self.figure(one.shown),
            probable,
            self.say(PLACES[one.place]) if one.place else NOTHING,
        )
