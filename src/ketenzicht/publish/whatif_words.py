"""A what-if comparison in words of one language: figures as texts, the tree as steps, what it assumes.

It says what would follow under the assumptions of a model; it tells no future.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

from ketenzicht.message import Label, Message, message
from ketenzicht.publish.caseload_words import FACTOR_NAMES
from ketenzicht.publish.charts.render import svg_of
from ketenzicht.publish.charts.tornado import Swing, tornado_spec
from ketenzicht.publish.charts.waterfall import NOT_FROM_ZERO, Step, waterfall_spec
from ketenzicht.publish.context import release_words
from ketenzicht.publish.language import Language, Wording, capital
from ketenzicht.publish.policy_words import whose_policy
from ketenzicht.publish.whatif import KIND
from ketenzicht.publish.whatif_figures import FigureView, FigureWords, plain
from ketenzicht.publish.whatif_names import parameter_words
from ketenzicht.publish.whatif_sentence import months_words, sentence_of
from ketenzicht.publish.whatif_shown import (
    Assumption,
    PublishedWhatIf,
    ScenarioShown,
    WhatIfRow,
)
from ketenzicht.whatif.model_file_numbers import ASSUMPTION, FROM_CHAIN, NOT_IN_DATA, STUDY, TUNED
from ketenzicht.whatif.outcome import What
from ketenzicht.whatif.stability import Trouble
from ketenzicht.whatif.tornado import Bar

MOST_IMPORTANT = 3
MOST_BARS = 10
"""Of the tornado: what matters less is left out of the chart, not of the table."""
GROWS = message("loopt op")
PARTS: Mapping[str, Message] = {
    "na-einde": message("meldingen na het einde van een zaak"),
    "tijdens": message("meldingen tijdens een lopende zaak"),
    "rest": message("wat overlapt en wat niet te verdelen is"),
}
WHAT_IT_IS = message(
    "Dit is een wat-als: een berekening van wat er zou gebeuren als de aannames hieronder kloppen. "
    "Het zegt niet wat er gaat gebeuren."
)
ORIGIN_NAMES: Mapping[str, Message] = {
    ASSUMPTION: message("aanname"),
    TUNED: message("afgestemd op gepubliceerde cijfers"),
    STUDY: message("geschat uit een studie"),
    FROM_CHAIN: message("volgt uit de keten"),
    NOT_IN_DATA: message("niet in de gegevens"),
}


@dataclass(frozen=True)
class RowView:
    """A line of the table: what, as it is, in the scenario, the difference."""

    kind: What
    label: str
    baseline: FigureView
    scenario: FigureView
    difference: FigureView


@dataclass(frozen=True)
class ScenarioView:
    """A scenario in words."""

    name: str
    note: str
    start: str
    changes: tuple[tuple[str, str, str, bool, str], ...]
    """Name in words, before, after, whether it moves along, and its dotted name."""
    sentence: str
    rows: tuple[RowView, ...]
    compared: bool
    """Whether there is a figure to compare: not where a queue keeps growing with and without the change."""
    warnings: tuple[str, ...]
    costs: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, int], ...]
    """Label, number with sign, and 0 for a factor or 1 for a part of it."""
    waterfall: str | None


@dataclass(frozen=True)
class WhatIfView:
    """A comparison in words."""

    language: Language
    title: str
    synthetic: bool
    draft: bool
    """A second person must still look at it."""
    note: str
    what_it_is: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    rows: tuple[RowView, ...]
    scenarios: tuple[ScenarioView, ...]
    assumptions: tuple[tuple[str, str, str, str, str], ...]
    """Name in words, value with its interval, origin, note, and the dotted name."""
    bars: tuple[tuple[str, str, str, str, str], ...]
    """Name in words, from and to, effect at the lower and at the higher value, and the dotted name."""
    matters: tuple[str, ...]
    """The few numbers that the caseload depends on most, each in a line."""
    tornado: str | None
    own_intervals: str


def whatif_view(shown: PublishedWhatIf, language: Language, *, drawn: bool = True) -> WhatIfView:
    """A comparison in words.

    Args:
        shown: the figures.
        language: ``nl`` or ``en``.
        drawn: whether charts are drawn as well.
    """
    words = _Words(shown, Wording(language))
    say = words.wording.text
    return WhatIfView(
        language=language,
        title=shown.title,
        synthetic=shown.synthetic,
        draft=shown.released is not None and shown.released.awaits_approval,
        note=shown.note or "",
        what_it_is=say(WHAT_IT_IS),
        facts=words.facts(),
        warnings=(*words.run_warnings(), *words.troubles(shown.trouble)),
        rows=tuple(words.row(row) for row in shown.rows),
        scenarios=tuple(
            words.scenario(one, number, drawn) for number, one in enumerate(shown.scenarios, start=1)
        ),
        assumptions=tuple(
            assumption_words(one, words.wording, words.called(one.name)) for one in shown.assumptions
        ),
        bars=words.bars(),
        matters=words.matters(),
        tornado=words.tornado() if drawn else None,
        own_intervals=say(
            message(
                "Een getal met een eigen interval gaat naar de beide einden daarvan; de andere gaan 10 procent "
                "omlaag en omhoog."
            )
        ),
    )


@dataclass(frozen=True)
class _Words:
    shown: PublishedWhatIf
    wording: Wording

    @property
    def figures(self) -> FigureWords:
        return FigureWords(self.wording, self.shown.estimated)

    def facts(self) -> tuple[tuple[str, str], ...]:
        shown, wording = self.shown, self.wording
        span = message("{van} tot en met {tot}", van=wording.day(shown.first), tot=wording.day(shown.last))
        runs = message(
            "{n} keer, met {trekkingen} trekkingen van de onzekere getallen",
            n=shown.finished,
            trekkingen=shown.draws,
        )
        alone = message("{n} keer; geen getal in dit model heeft een onzekerheid", n=shown.finished)
        found: list[tuple[Label, Label]] = [
            (message("Keten"), shown.chain.title),
            (message("Gerekend"), span),
            (message("Cijfers gaan over"), message("{dag} en later", dag=wording.day(shown.measured))),
            (message("Doorgerekend"), runs if shown.draws > 1 else alone),
            (message("Toevalsgetal (seed)"), message("{n}", n=str(shown.seed))),
        ]
        told = tuple((wording.text(name), wording.text(text)) for name, text in found)
        if shown.released is None:
            return told
        policy = (wording.text(message("Beleid")), wording.text(whose_policy(shown.released.policy)))
        return (*told, policy, *release_words(shown.released, wording))

    def run_warnings(self) -> tuple[str, ...]:
        shown, say = self.shown, self.wording.text
        found = []
        if shown.finished < shown.asked:
            found.append(
                message(
                    "Het rekenen is onderbroken: {n} van de {alle} keer zijn af. De cijfers gaan daarover.",
                    n=shown.finished,
                    alle=shown.asked,
                )
            )
        if shown.draws == 1:
            found.append(
                message(
                    "De grenzen onder de getallen zeggen alleen wat toeval doet. Geen getal van dit model heeft een "
                    "onzekerheid; hoe zeker de aannames zijn, zit er dus niet in."
                )
            )
        if shown.estimated:
            found.append(message("Dit model rust op een studie. Daarom zijn de cijfers afgerond."))
        if shown.released and KIND in shown.released.policy.review:
            found.append(
                message(
                    "Volgens het beleid kijkt iemand cijfers van modellen na. Geef ze niet zomaar verder."
                )
            )
        return tuple(say(one) for one in found)

    def troubles(self, troubles: tuple[Trouble, ...]) -> tuple[str, ...]:
        return tuple(
            self.wording.text(
                message(
                    "{organisatie} kan het werk op den duur niet aan: er komt {load} procent van het werk dat er "
                    "past. De wachtrij blijft groeien, dus een gemiddelde zegt alleen hoelang er gerekend is. Die "
                    "cijfers staan er daarom niet.",
                    organisatie=self.shown.names[one.organisation],
                    load=self.wording.number(100 * one.load) if not isinf(one.load) else "∞",
                )
            )
            for one in troubles
        )

    def row(self, row: WhatIfRow) -> RowView:
        grows = FigureView(self.wording.text(GROWS))
        return RowView(
            row.name[0],
            self.wording.text(row.label),
            grows if row.grows[0] else self.figures.figure(row.baseline, row.unit),
            grows if row.grows[1] else self.figures.figure(row.scenario, row.unit),
            self.figures.figure(row.difference, row.unit, signed=True),
        )

    def scenario(self, one: ScenarioShown, number: int, drawn: bool) -> ScenarioView:
        late, number_words = self.wording.text(NOT_FROM_ZERO), self.wording.number
        spec = (
            waterfall_spec(self.steps(one), late, number_words)
            if drawn and one.tree and one.tree.whole
            else None
        )
        return ScenarioView(
            name=one.name,
            note=one.note or "",
            start=self.wording.day(one.start),
            changes=tuple(
                (
                    self.called(change.parameter),
                    self.value(change.parameter, change.before),
                    self.value(change.parameter, change.after),
                    change.along,
                    change.parameter,
                )
                for change in one.changes
            ),
            sentence=sentence_of(one, self.figures),
            rows=tuple(self.row(row) for row in one.rows),
            compared=not all(all(row.grows) for row in one.rows),
            warnings=self.troubles(one.trouble),
            costs=self.costs(one),
            steps=tuple(self.tree_rows(one)),
            waterfall=svg_of(
                spec,
                id_=f"waterval-{number}",
                title=self.wording.text(message("Waardoor de caseload verandert")),
                description=sentence_of(one, self.figures),
            )
            if spec
            else None,
        )

    def costs(self, one: ScenarioShown) -> tuple[tuple[str, str], ...]:
        say = self.wording.text
        if self.shown.price_year is None or not (one.once or one.per_year):
            return ()
        found: list[tuple[Label, str]] = [
            (message("Eenmalig"), self.figures.number(one.once or 0, "euro", 0)),
            (message("Per jaar"), self.figures.number(one.per_year or 0, "euro", 0)),
        ]
        if one.break_even is not None:
            found.append((message("Terugverdiend"), say(months_words(one.break_even))))
        return tuple((say(name), text) for name, text in found)

    def steps(self, one: ScenarioShown) -> list[Step]:
        """The waterfall from the caseload as it is to that of the scenario."""
        tree = one.tree
        if tree is None:
            return []
        say, at = self.wording.text, tree.before
        steps = [
            Step(say(message("zoals het is")), self.figures.number(at, "cases", at), 0.0, at, total=True)
        ]
        for factor in tree.factors:
            text = self.figures.number(factor.adds, "cases", abs(factor.adds), signed=True)
            steps.append(Step(say(FACTOR_NAMES[factor.name]), text, at, at + factor.adds))
            at += factor.adds
        end = self.figures.number(tree.after, "cases", tree.after)
        return [*steps, Step(say(message("in het scenario")), end, 0.0, tree.after, total=True)]

    def tree_rows(self, one: ScenarioShown) -> list[tuple[str, str, int]]:
        rows = []
        for factor in one.tree.factors if one.tree and one.tree.whole else ():
            rows.append((self.wording.text(FACTOR_NAMES[factor.name]), self.figures.signed(factor.adds), 0))
            rows += [(self.part(name), self.figures.signed(adds), 1) for name, adds in factor.parts.items()]
        return rows

    def part(self, name: str) -> str:
        return capital(self.wording.text(PARTS.get(name) or self.shown.names[name]))

    def value(self, parameter: str, value: float | None) -> str:
        """A value of a number of the model."""
        percent = any(one.percent for one in self.shown.assumptions if one.name == parameter)
        return plain(value, self.wording, percent=percent)

    def called(self, parameter: str) -> str:
        """A number of the model in words."""
        return parameter_words(parameter, self.shown.names, self.wording)

    def bars(self) -> tuple[tuple[str, str, str, str, str], ...]:
        return tuple(
            (
                self.called(bar.name),
                self.between(bar),
                self.figures.signed(bar.low_effect),
                self.figures.signed(bar.high_effect),
                bar.name,
            )
            for bar in self.shown.bars
        )

    def matters(self) -> tuple[str, ...]:
        """The numbers that the caseload depends on most; of those that may not be shown what they do."""
        return tuple(
            self.wording.text(
                message(
                    "{naam} ({van_tot}): {laag} tot {hoog} open zaken",
                    naam=self.called(bar.name),
                    van_tot=self.between(bar),
                    laag=self.figures.signed(bar.low_effect),
                    hoog=self.figures.signed(bar.high_effect),
                )
            )
            for bar in self.shown.bars[:MOST_IMPORTANT]
        )

    def between(self, bar: Bar) -> str:
        """From which value to which a number was varied."""
        if self.shown.estimated:
            return plain(None, self.wording)
        low, high = self.value(bar.name, bar.low), self.value(bar.name, bar.high)
        return self.wording.text(message("{laag} tot {hoog}", laag=low, hoog=high))

    def tornado(self) -> str | None:
        swings = [
            Swing(
                self.called(bar.name),
                bar.low_effect,
                bar.high_effect,
                self.figures.signed(bar.low_effect),
                self.figures.signed(bar.high_effect),
            )
            for bar in self.shown.bars[:MOST_BARS]
        ]
        spec = tornado_spec(swings)
        title = self.wording.text(message("Welk getal het meest uitmaakt voor de caseload"))
        return svg_of(spec, id_="tornado", title=title, description=title) if spec else None


def assumption_words(one: Assumption, wording: Wording, called: str) -> tuple[str, str, str, str, str]:
    """A number of the model: name in words, value with interval, origin, note, dotted name."""
    value = plain(one.value, wording, percent=one.percent)
    if one.low is not None and one.high is not None:
        low, high = (plain(bound, wording, percent=one.percent) for bound in (one.low, one.high))
        value = wording.text(message("{waarde} ({laag} tot {hoog})", waarde=value, laag=low, hoog=high))
    known = ORIGIN_NAMES.get(one.origin)
    return called, value, wording.text(known) if known else one.origin, one.note, one.name
