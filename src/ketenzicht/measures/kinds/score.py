"""Change on a scale between the first and the last measurement of a case (kind ``score``).

For instruments that a professional fills in more than once, such as the Zelfredzaamheid-Matrix: domains, each with a
level. Only cases that were measured twice, far enough apart, can show a change; one measurement alone is no progress,
so such cases are left out and counted. How high both groups began is shown beside each other, since who gets a second
measurement is no accident.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import ScoreMeasure
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import wilson
from ketenzicht.measures.estimators.paired import MeanValue, PairedChange, mean_value, paired_change
from ketenzicht.measures.kinds.score_levels import ScoreCounts, count_scores
from ketenzicht.measures.result import (
    Count,
    Equal,
    Figure,
    Mean,
    MeasureResult,
    Name,
    Relation,
    Row,
    Share,
    Table,
)
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message

REGRESSION = message(
    "Wie bij de eerste meting laag staat, staat bij een tweede vaak vanzelf wat hoger, en andersom. "
    "Zonder groep om mee te vergelijken is niet te zeggen welk deel van de verandering door hulp komt."
)
SELECTION = message(
    "Alleen wie twee keer is gemeten telt mee. Wie vroeg stopt of wegblijft, krijgt vaak geen tweede meting."
)


@dataclass(frozen=True)
class _Line:
    """A domain, or all of them together: the change, and the pairs that cannot be compared."""

    id: str
    label: Label
    change: PairedChange
    missing: int
    measure: str

    def name(self, word: str) -> Name:
        return f"{self.measure}:{self.id}:{word}"

    def share(self, word: str, number: int) -> Share:
        return _share(number, self.change.pairs, self.name(word), self.name("paren"))

    @property
    def better(self) -> Share:
        return self.share("beter", self.change.better)

    @property
    def same(self) -> Share:
        return self.share("gelijk", self.change.same)

    @property
    def worse(self) -> Share:
        return self.share("slechter", self.change.worse)

    @property
    def mean(self) -> Mean | None:
        return _mean(self.change.mean, self.name("paren"))


def measure_score(history: History, declared: ScoreMeasure) -> MeasureResult:
    """Pairs of measurements by domain: share better, same and worse, and the mean change.

    Raises:
        UserError: the registrations have no column for a domain.
    """
    counts = count_scores(history, declared)
    labels = {item.id: item.name for item in history.chain.attributes}
    together = _Line(
        "samen",
        message("Gemiddeld over de domeinen, per casus"),
        paired_change(counts.averages),
        counts.missing_all,
        declared.id,
    )
    lines = [
        _Line(domain, labels[domain], paired_change(changes), missing, declared.id)
        for domain, changes, missing in zip(declared.domains, counts.changes, counts.missing, strict=True)
    ] + [together]
    headline: dict[str, Figure] = {} if together.mean is None else {"verandering": together.mean}
    headline |= {
        "aandeel_vooruit": together.better,
        "aandeel_gelijk": together.same,
        "aandeel_achteruit": together.worse,
        "n": Count(together.change.pairs, together.name("paren")),
    }
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=_definition(history, declared),
        tables=(_changes(lines), _means(lines), _measured_twice(declared, counts)),
        headline=headline,
        words={"minstens_uit_elkaar": duration_words(declared.apart)},
        attrition=_attrition(declared, counts.statuses),
        warnings=(REGRESSION, SELECTION),
        relations=_relations(declared, lines),
    )


def _share(x: int, n: int, part: Name, whole: Name) -> Share:
    return Share(x, n, *wilson(x, n), part, whole)


def _mean(found: MeanValue, whole: Name | None = None, largest: float | None = None) -> Mean | None:
    if found.mean is None:
        return None
    return Mean(found.mean, found.n, 1, found.low, found.high, whole, largest)


def _changes(lines: list[_Line]) -> Table:
    return Table(
        id="verandering",
        title=message("Wie beter werd (de balk), gelijk bleef en slechter werd tussen de twee metingen"),
        columns=(message("Casussen"), message("Beter"), message("Gelijk"), message("Slechter")),
        rows=tuple(
            Row(
                line.id,
                line.label,
                (Count(line.change.pairs, line.name("paren")), line.better, line.same, line.worse),
            )
            for line in lines
        ),
    )


def _means(lines: list[_Line]) -> Table:
    return Table(
        id="gemiddeld",
        title=message("Gemiddelde verandering in punten; meer is beter"),
        columns=(message("Verandering"), message("Niet ingevuld of buiten de schaal")),
        rows=tuple(
            Row(line.id, line.label, (line.mean, Count(line.missing, line.name("zonder")))) for line in lines
        ),
    )


def _measured_twice(declared: ScoreMeasure, counts: ScoreCounts) -> Table:
    """How high those began who were measured twice, and those who could have been but were not."""
    groups: tuple[tuple[str, str, Label, tuple[str, ...]], ...] = (
        ("twee", "paren", message("Twee keer gemeten"), ("pair",)),
        ("een", "geen-paar", message("Geen tweede meting, of te kort erna"), ("single", "too_close")),
    )
    possible = sum(counts.statuses[status] for *_rest, statuses in groups for status in statuses)
    whole = f"{declared.id}:mogelijk"
    rows = []
    for id_, word, label, statuses in groups:
        number = sum(counts.statuses[status] for status in statuses)
        levels = sum((counts.first_levels.get(status, Counter()) for status in statuses), Counter[float]())
        part = f"{declared.id}:{word}"
        mean = _mean(mean_value(levels), largest=max(levels, default=None))
        rows.append(Row(id_, label, (Count(number, part), _share(number, possible, part, whole), mean)))
    rows.append(Row("totaal", message("Totaal"), (Count(possible, whole), None, None)))
    return Table(
        id="tweede-meting",
        title=message("Wie een tweede meting kreeg, en hoe zij begonnen"),
        columns=(message("Aantal"), message("Aandeel"), message("Gemiddelde bij de eerste meting")),
        rows=tuple(rows),
        total="totaal",
    )


def _relations(declared: ScoreMeasure, lines: list[_Line]) -> tuple[Relation, ...]:
    pairs = f"{declared.id}:paren"
    found: list[Relation] = [
        Equal((f"{declared.id}:een", f"{declared.id}:te-kort-erna"), (f"{declared.id}:geen-paar",))
    ]
    for line in lines:
        whole = line.name("paren")
        parts = (line.name("beter"), line.name("gelijk"), line.name("slechter"))
        found += [Equal(parts, (whole,)), Equal((whole, line.name("zonder")), (pairs,))]
    return tuple(found)


def _definition(history: History, declared: ScoreMeasure) -> tuple[tuple[Label, Label], ...]:
    event = next(item.name for item in history.chain.events if item.id == declared.event)
    scale, apart = declared.scale, duration_words(declared.apart)
    words = (
        message("{laag} tot en met {hoog}; lager is beter", laag=scale.lowest, hoog=scale.highest)
        if scale.reversed
        else message("{laag} tot en met {hoog}; hoger is beter", laag=scale.lowest, hoog=scale.highest)
    )
    return (
        (message("Meting"), event),
        (message("Index"), message("casussen met hun eerste meting in de periode")),
        window_line(history),
        unit_line(history),
        (
            message("Vergeleken"),
            message("de eerste en de laatste meting, minstens {termijn} uit elkaar", termijn=apart),
        ),
        (message("Schaal"), words),
        WILSON,
        (message("Interval van een gemiddelde"), message("95 %, t-verdeling")),
    )


def _attrition(declared: ScoreMeasure, statuses: Counter[str]) -> tuple[Attrition, ...]:
    def names(*words: str) -> tuple[str, str, str]:
        before, after, left_out = (f"{declared.id}:{word}" for word in words)
        return before, after, left_out

    unit = message("casussen")
    twice = statuses["pair"] + statuses["too_close"]
    possible = twice + statuses["single"]
    return (
        Attrition(
            message("tweede meting mogelijk"),
            unit,
            possible + statuses["too_late"],
            possible,
            message("te kort voor het einde van de gegevens begonnen"),
            names("begonnen", "mogelijk", "te-laat-begonnen"),
        ),
        Attrition(
            message("vaker dan één keer gemeten"),
            unit,
            possible,
            twice,
            message("maar één meting: die zegt niets over vooruitgang"),
            names("mogelijk", "vaker", "een"),
        ),
        Attrition(
            message("minstens {termijn} uit elkaar", termijn=duration_words(declared.apart)),
            unit,
            twice,
            statuses["pair"],
            message("laatste meting te kort na de eerste"),
            names("vaker", "paren", "te-kort-erna"),
        ),
    )
