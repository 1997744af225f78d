"""A chapter of a benchmark in words: one unit, who is comparable with it, and its course through the years."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ketenzicht.compare.trend import FEWEST, RUN
from ketenzicht.message import Message, message
from ketenzicht.publish.benchmark_figures import NOTHING, FigureWords
from ketenzicht.publish.benchmark_shown import Chapter, PeerShown, Place, PublishedBenchmark
from ketenzicht.publish.benchmark_view import ChapterView, FigureView, PeerView
from ketenzicht.publish.charts.xmr import xmr_spec
from ketenzicht.publish.language import Wording

FEWEST_PEERS = 3
"""Comparable units with a figure, below which their middle one would be that of one unit."""
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


class ChapterWords(FigureWords):
    """Says what a chapter says."""

    def __init__(self, shown: PublishedBenchmark, wording: Wording, *, drawn: bool) -> None:
        super().__init__(shown, wording)
        self.drawn = drawn

    def chapter(self, number: int, one: Chapter) -> ChapterView:
        """A unit of its own."""
        say = self.say
        name, trend = one.unit.name, one.trend
        sentence = self._trend_sentence(one)
        chart = None
        if self.drawn:
            spec = xmr_spec(
                [year.year for year in one.years],
                trend,
                words=self.value,
                ticks=self.tick,
                whole=self.shown.kind == "aandeel",
            )
            chart = self.svg(spec, f"verloop-{number}", message("Verloop"), f"{name}. {sentence}")
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
        say, shown, unit = self.say, self.shown, one.unit
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
                    waarde=f"{self.value(unit.shown.value)} {self.unit_of_value()}".strip(),
                    interval=self.between(unit.shown.low, unit.shown.high),
                )
            )
        ]
        if unit.place is not None:
            found.append(say(Message(MEANING[unit.place].template, (("eenheden", self.units),))))
        if unit.probable is not None:
            found.append(
                say(
                    message(
                        "Waarschijnlijk ligt de echte waarde rond {waarde}: het eigen cijfer, getrokken naar "
                        "dat van alle {eenheden}, meer naarmate het op minder rust.",
                        waarde=self.value(unit.probable[0]),
                        eenheden=self.units,
                    )
                )
            )
        return tuple(found)

    def _trend_sentence(self, one: Chapter) -> str:
        say, trend = self.say, one.trend
        segment = trend.segments[-1]
        since = one.years[segment.first].year
        if not segment.values:
            return say(
                message("Vanaf {jaar} is er geen enkel cijfer dat getoond mag worden.", jaar=str(since))
            )
        if not segment.has_limits:
            return say(
                message(
                    "Aantal cijfers vanaf {jaar}: {n}. Grenzen zijn er vanaf {genoeg}: met minder is signaal "
                    "niet van toeval te onderscheiden.",
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
                    "verloop. Een jaar hoger of lager zegt dan niets.",
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
            found.append((str(year.year), self.count(year), self.figure(year), remark))
        return found

    def _peers_sentence(self, one: Chapter) -> str:
        if not one.peers:
            return ""
        say = self.say
        values = [peer.unit.shown.value for peer in one.peers if peer.unit.shown.value is not None]
        chosen = (
            message(
                "Dit zijn de {n} {eenheden} die het meest lijken in: {kenmerken}. De dichtstbijzijnde staat "
                "bovenaan.",
                n=len(one.peers),
                eenheden=self.units,
                kenmerken=", ".join(self.shown.features),
            )
            if one.peer_group is None
            else message(
                "Dit zijn de andere {eenheden} uit dezelfde klasse: {klasse}.",
                eenheden=self.units,
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
            NOTHING if peer.distance is None else self.wording.number(peer.distance, 2),
            NOTHING
            if peer.nearer_than is None
            else self.say(message("{n} van de 100", n=min(int(100 * peer.nearer_than), 99))),
            _listed(peer.higher),
            _listed(peer.lower),
            self.figure(peer.unit.shown),
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or NOTHING
