"""A benchmark in words of one language: figures as texts, what they say and what they do not.

Units stand in the order of their names, comparable ones in that of their distance: never in that of the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from statistics import median

from ketenzicht.compare.funnel import FEWEST_UNITS
from ketenzicht.compare.trend import FEWEST, RUN
from ketenzicht.message import Message, message
from ketenzicht.publish.benchmark_method import method_words
from ketenzicht.publish.benchmark_shown import (
    Chapter,
    PeerShown,
    Place,
    PublishedBenchmark,
    UnitShown,
    YearShown,
)
from ketenzicht.publish.benchmark_view import BenchmarkView, ChapterView, FigureView, PeerView, UnitView
from ketenzicht.publish.charts.funnel import Point, funnel_spec
from ketenzicht.publish.charts.look import Spec
from ketenzicht.publish.charts.render import svg_of
from ketenzicht.publish.charts.xmr import xmr_spec
from ketenzicht.publish.language import Language, Wording, capital
from ketenzicht.publish.published import Hidden

NOTHING = "–"
FEWEST_PEERS = 3
"""Comparable units with a figure, below which their middle one would be that of one unit."""
PLACES: dict[Place, Message] = {
    "above": message("boven de grenzen"),
    "between": message("tussen de grenzen"),
    "below": message("onder de grenzen"),
}
WHAT_IT_IS = message(
    "Een vergelijking is het begin van een gesprek. Zij zegt niet wie het goed doet: een verschil kan "
    "komen door wie "
    "er woont, hoe er wordt geteld of hoe er wordt gewerkt. Er is geen ranglijst: alle {eenheden} staan "
    "op alfabet."
)
MEANING: dict[Place, Message] = {
    "above": message(
        "Dat is boven de grenzen: hoger dan te verwachten is, ook als meetelt hoe {eenheden} verschillen. "
        "Zoek eerst uit of er anders wordt geteld."
    ),
    "between": message("Dat is tussen de grenzen: het verschil met alle {eenheden} samen valt niet op."),
    "below": message(
        "Dat is onder de grenzen: lager dan te verwachten is, ook als meetelt hoe {eenheden} verschillen. "
        "Zoek eerst uit of er anders wordt geteld."
    ),
}


def benchmark_view(shown: PublishedBenchmark, language: Language, *, drawn: bool = True) -> BenchmarkView:
    """A benchmark in words.

    Args:
        shown: the figures.
        language: ``nl`` or ``en``.
        drawn: whether charts are drawn as well.
    """
    words = _Words(shown, Wording(language), drawn=drawn)
    say = words.say
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
        funnel=words.funnel(),
        funnel_caption=words.funnel_caption(),
        units=tuple(words.unit(one) for one in shown.units),
        has_probable=shown.shrunk,
        has_hidden=any(one.shown.value is None for one in shown.units),
        apart=tuple((name, say(why)) for name, why in shown.apart),
        chapters=tuple(words.chapter(number, one) for number, one in enumerate(shown.chapters, 1)),
        method=method_words(shown, Wording(language)),
    )


class _Words:
    def __init__(self, shown: PublishedBenchmark, wording: Wording, *, drawn: bool) -> None:
        self._shown, self._wording, self._drawn = shown, wording, drawn
        self.say = wording.text
        rate = shown.reference_rate
        self._digits = min(max(2 - floor(log10(rate)), 0), 4) if rate > 0 else 0
        self._units = shown.unit_words[1]
        self.value_word = self.say(
            message("aandeel")
            if shown.kind == "aandeel"
            else message("per {per} {wie}", per=shown.per, wie=shown.among)
        )

    def value(self, value: float) -> str:
        """A rate or a share as text."""
        if self._shown.kind == "aandeel":
            return self._wording.percent(value, 1)
        return self._wording.number(value, self._digits)

    def tick(self, value: float) -> str:
        """The same beside an axis, without digits that say nothing."""
        if self._shown.kind == "aandeel":
            return self._wording.percent(value, 0 if value == 0 or value >= 0.02 else 1)
        return self._wording.number(value, None)

    def between(self, low: float, high: float) -> str:
        return self.say(message("{laag} tot {hoog}", laag=self.value(low), hoog=self.value(high)))

    def facts(self) -> tuple[tuple[str, str], ...]:
        shown, say = self._shown, self.say
        definition = shown.definition
        if shown.definition_name is not None:
            definition += f": {say(shown.definition_name)}"
        found = [
            (message("Wat we vergelijken"), capital(f"{shown.indicator}, {self.value_word}")),
            (message("Jaar"), str(shown.year)),
            (message("{wat}", wat=capital(self._units)), self._wording.number(len(shown.units))),
            (message("Definitie"), definition),
            (message("Bron"), capital(shown.source)),
        ]
        return tuple((say(name), text) for name, text in found)

    def funnel_sentences(self) -> tuple[str, ...]:
        shown, say = self._shown, self.say
        if shown.funnel is None:
            return (
                say(
                    message(
                        "Er zijn te weinig {eenheden} voor grenzen: daar zijn er minstens {n} voor nodig.",
                        eenheden=self._units,
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
                eenheden=self._units,
                waarde=f"{self.value(shown.funnel.centre)} {self._unit_of_value()}".strip(),
            )
        )
        if shown.funnel.overdispersed:
            spread = message(
                "De {eenheden} verschillen meer dan toeval alleen geeft: de spreiding is {keer} keer zo groot. "
                "Daarom zijn de grenzen verruimd. Buiten die grenzen {liggen} er {n} van de {alle}. "
                "Met grenzen voor toeval alleen waren het er {zonder}: dat zou misleiden.",
                eenheden=self._units,
                keer=self._wording.number(shown.funnel.dispersion, 0 if shown.funnel.dispersion >= 10 else 1),
                liggen=message("ligt") if outside == 1 else message("liggen"),
                n=outside,
                alle=len(known),
                zonder=by_chance,
            )
        else:
            spread = message(
                "De {eenheden} verschillen niet meer dan toeval geeft. Buiten de grenzen {liggen} er {n} "
                "van de "
                "{alle}; door toeval alleen ligt 1 op de 500 daarbuiten.",
                eenheden=self._units,
                liggen=message("ligt") if outside == 1 else message("liggen"),
                n=outside,
                alle=len(known),
            )
        return together, say(spread)

    def _unit_of_value(self) -> str:
        return "" if self._shown.kind == "aandeel" else self.value_word

    def funnel(self) -> str | None:
        shown = self._shown
        if shown.funnel is None or not self._drawn:
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
            wording=self._wording,
        )
        return self._svg(spec, "trechter", message("Trechter"), " ".join(self.funnel_sentences()))

    def funnel_caption(self) -> str:
        """How to read the funnel."""
        shown = self._shown
        signs = message(
            "Elk teken is één {eenheid}; hoe verder naar rechts, hoe groter. Ring: tussen de grenzen. "
            "Driehoek omhoog: "
            "erboven. Driehoek omlaag: eronder. Ruit: met een eigen hoofdstuk.",
            eenheid=shown.unit_words[0],
        )
        lines = (
            message(
                "Doorgetrokken lijnen: de grenzen. Gestreept: 1 op de 20 ligt erbuiten. Gestippeld: "
                "grenzen als alleen "
                "toeval meedeed."
            )
            if shown.funnel is not None and shown.funnel.overdispersed
            else message("Lijnen: de grenzen.")
        )
        return f"{self.say(signs)} {self.say(lines)}"

    def _svg(self, spec: Spec | None, id_: str, title: Message, description: str) -> str | None:
        if spec is None:
            return None
        name = f"{self.say(title)}: {self._shown.indicator}"
        return svg_of(spec, id_=id_, title=name, description=description)

    def unit(self, one: UnitShown) -> UnitView:
        probable = FigureView(NOTHING)
        if one.probable is not None:
            value, low, high = one.probable
            probable = FigureView(self.value(value), self.between(low, high))
        return UnitView(
            one.name,
            self._count(one.shown),
            self._wording.number(one.shown.among) if one.shown.among else NOTHING,
            self._figure(one.shown),
            probable,
            self.say(PLACES[one.place]) if one.place else NOTHING,
        )

    def _count(self, year: YearShown) -> str:
        if year.figure is None:
            return NOTHING
        if isinstance(year.figure, Hidden):
            return self._wording.figure(year.figure, self._shown.policy, count=self._shown.kind != "aandeel")
        return self._wording.number(year.count)

    def _figure(self, year: YearShown) -> FigureView:
        if year.value is None:
            return FigureView(NOTHING, hidden=True)
        return FigureView(self.value(year.value), self.between(year.low, year.high))

    def chapter(self, number: int, one: Chapter) -> ChapterView:
        say = self.say
        name, trend = one.unit.name, one.trend
        sentence = self._trend_sentence(one)
        chart = None
        if self._drawn:
            spec = xmr_spec(
                [year.year for year in one.years],
                trend,
                words=self.value,
                ticks=self.tick,
                whole=self._shown.kind == "aandeel",
            )
            chart = self._svg(spec, f"verloop-{number}", message("Verloop"), f"{name}. {sentence}")
        return ChapterView(
            id=f"eenheid-{number}",
            name=name,
            sentences=self._sentences(one),
            warnings=tuple(
                say(
                    message(
                        "Vergelijk cijfers van voor {jaar} niet met die erna: {wat}.",
                        jaar=str(at.year),
                        wat=at.what,
                    )
                )
                for at in one.breaks
            ),
            trend=chart,
            trend_sentence=sentence,
            years=tuple(self._years(one)),
            peers=tuple(self._peer(peer) for peer in one.peers),
            peers_sentence=self._peers_sentence(one),
            by_distance=one.peer_group is None,
        )

    def _sentences(self, one: Chapter) -> tuple[str, ...]:
        say, shown, unit = self.say, self._shown, one.unit
        if one.apart is not None:
            return (
                say(
                    message(
                        "{naam} wordt in {jaar} niet vergeleken: {waarom}.",
                        naam=unit.name,
                        jaar=str(shown.year),
                        waarom=one.apart,
                    )
                ),
            )
        if unit.shown.value is None:
            return (
                say(
                    message(
                        "Het aantal van {naam} in {jaar} mag niet getoond worden. Daarom staat hier geen "
                        "vergelijking.",
                        naam=unit.name,
                        jaar=str(shown.year),
                    )
                ),
            )
        found = [
            say(
                message(
                    "{naam} had in {jaar} {waarde} (95%-interval {interval}).",
                    naam=unit.name,
                    jaar=str(shown.year),
                    waarde=f"{self.value(unit.shown.value)} {self._unit_of_value()}".strip(),
                    interval=self.between(unit.shown.low, unit.shown.high),
                )
            )
        ]
        if unit.place is not None:
            found.append(say(Message(MEANING[unit.place].template, (("eenheden", self._units),))))
        if unit.probable is not None:
            found.append(
                say(
                    message(
                        "Waarschijnlijk ligt de echte waarde rond {waarde}: het eigen cijfer, getrokken "
                        "naar dat van "
                        "alle {eenheden}, meer naarmate het op minder rust.",
                        waarde=self.value(unit.probable[0]),
                        eenheden=self._units,
                    )
                )
            )
        return tuple(found)

    def _trend_sentence(self, one: Chapter) -> str:
        say, trend = self.say, one.trend
        segment = trend.segments[-1]
        since = one.years[segment.first].year
        if not segment.has_limits:
            return say(
                message(
                    "Vanaf {jaar} zijn er {n} cijfers. Grenzen zijn er vanaf {genoeg}: met minder is "
                    "signaal niet van "
                    "toeval te onderscheiden.",
                    jaar=str(since),
                    n=segment.values,
                    genoeg=FEWEST,
                )
            )
        outside = [self._year_of(one, at.position) for at in trend.signals if at.rule == "outside"]
        runs = [self._year_of(one, at.position) for at in trend.signals if at.rule == "run"]
        if not outside and not runs:
            return say(
                message(
                    "Er is geen signaal: alle jaren vanaf {jaar} liggen tussen de grenzen van het eigen "
                    "verloop. "
                    "Een jaar hoger of lager zegt dan niets.",
                    jaar=str(since),
                )
            )
        found = []
        if outside:
            found.append(
                say(message("Buiten de grenzen van het eigen verloop: {jaren}.", jaren=", ".join(outside)))
            )
        if runs:
            found.append(
                say(
                    message(
                        "{n} jaren achter elkaar aan dezelfde kant van het gemiddelde, tot en met: {jaren}.",
                        n=RUN,
                        jaren=", ".join(runs),
                    )
                )
            )
        found.append(say(message("Dat is meer dan het gewone op en neer: hier is iets veranderd.")))
        return " ".join(found)

    def _year_of(self, one: Chapter, position: int) -> str:
        return str(one.years[position].year)

    def _years(self, one: Chapter) -> list[tuple[str, str, FigureView, str]]:
        found = []
        breaks = {at.year: self.say(message("breuk: {wat}", wat=at.what)) for at in one.breaks}
        told: dict[int, str] = {}
        for signal in one.trend.signals:
            word = message("buiten de grenzen") if signal.rule == "outside" else message("reeks aan één kant")
            told.setdefault(one.years[signal.position].year, self.say(word))
        for year in one.years:
            remark = "; ".join(filter(None, (breaks.get(year.year), told.get(year.year))))
            found.append((str(year.year), self._count(year), self._figure(year), remark))
        return found

    def _peers_sentence(self, one: Chapter) -> str:
        if not one.peers:
            return ""
        say = self.say
        values = [peer.unit.shown.value for peer in one.peers if peer.unit.shown.value is not None]
        chosen = (
            message(
                "Dit zijn de {n} {eenheden} die het meest lijken in: {kenmerken}. De dichtstbijzijnde "
                "staat bovenaan.",
                n=len(one.peers),
                eenheden=self._units,
                kenmerken=", ".join(self._shown.features),
            )
            if one.peer_group is None
            else message(
                "Dit zijn de andere {eenheden} uit dezelfde klasse: {klasse}.",
                eenheden=self._units,
                klasse=one.peer_group,
            )
        )
        if len(values) < FEWEST_PEERS:
            return say(chosen)
        middle = message(
            "De middelste van de {n} cijfers die er staan, is {waarde}.",
            n=len(values),
            waarde=self.value(median(values)),
        )
        return f"{say(chosen)} {say(middle)}"

    def _peer(self, peer: PeerShown) -> PeerView:
        return PeerView(
            peer.unit.name,
            NOTHING if peer.distance is None else self._wording.number(peer.distance, 2),
            NOTHING
            if peer.nearer_than is None
            else self.say(message("{n} van de 100", n=min(int(100 * peer.nearer_than), 99))),
            _listed(peer.higher),
            _listed(peer.lower),
            self._figure(peer.unit.shown),
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or NOTHING
