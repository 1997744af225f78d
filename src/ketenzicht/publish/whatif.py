"""What of a what-if comparison may be shown: every figure with its interval, rounded; the only way out for them.

Figures of a made-up model tell of nobody. A model that was estimated from a study rests on cases of real people: then
every estimate must rest on at least as many cases as the threshold of the policy, counts are rounded to its base,
shares to whole percents, and the estimates themselves are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ketenzicht.causes.caseload_tree import CaseloadTree
from ketenzicht.causes.difference import CaseloadDifference, difference
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError
from ketenzicht.message import Label, Message, message
from ketenzicht.publish.policy import Policy
from ketenzicht.whatif.compare import (
    Compared,
    Comparison,
    Counts,
    FigureName,
    Outcome,
    Summary,
    What,
    months_until,
    summary,
)
from ketenzicht.whatif.model_file import ModelFile
from ketenzicht.whatif.scenario import changed_values
from ketenzicht.whatif.stability import Trouble
from ketenzicht.whatif.tornado import Bar

Unit: TypeAlias = Literal["cases", "days", "percent", "euro", "months"]
UNITS: Mapping[What, Unit] = {
    "caseload": "cases",
    "caseload-end": "cases",
    "older": "percent",
    "reports": "cases",
    "back-1": "percent",
    "back-2": "percent",
    "in-time": "percent",
    "wait": "days",
    "wait-90": "days",
    "cost": "euro",
    "at-work": "cases",
    "stage": "cases",
}
LABELS: Mapping[What, Message] = {
    "caseload": message("Gemiddelde caseload"),
    "caseload-end": message("Caseload in de laatste maand"),
    "older": message("Open zaken ouder dan drie maanden, aan het einde"),
    "reports": message("Meldingen per jaar"),
    "back-1": message("Nieuwe melding binnen een jaar na het einde"),
    "back-2": message("Nieuwe melding binnen twee jaar na het einde"),
}
MOST_BARS = 10
"""Of the tornado: what matters less is left out of the chart, not of the table."""


@dataclass(frozen=True)
class Shown:
    """A figure that may be shown, in its unit, with the bounds between which 95 of 100 runs lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class WhatIfRow:
    """One figure of the model as it is, of a scenario, and of the difference.

    ``None`` where there is nothing to count. ``grows`` says of the model as it is and of the scenario whether an
    organisation cannot keep up: then figures depend on how long one looks, and are not shown.
    """

    name: FigureName
    label: Label
    unit: Unit
    baseline: Shown | None
    scenario: Shown | None = None
    difference: Shown | None = None
    grows: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class ChangeShown:
    """A number that a scenario changes; ``before`` is None where it may not be shown."""

    parameter: str
    before: float | None
    after: float | None
    along: bool
    """It moves along with a share that was set."""


@dataclass(frozen=True)
class ScenarioShown:
    """A scenario beside the model as it is.

    Args:
        name, note, start: what it says of itself.
        changes: the numbers that it changes.
        rows: the figures.
        caseload: mean caseload per month.
        tree: why the caseload differs; None when it does not.
        trouble: organisations that cannot keep up in it.
        once, per_year: what it costs to bring about; None where unknown or without unit costs.
        break_even: in which month it has earned itself back; infinite when not in the days that were counted.
    """

    name: str
    note: str | None
    start: date
    changes: tuple[ChangeShown, ...]
    rows: tuple[WhatIfRow, ...]
    caseload: tuple[float, ...]
    tree: CaseloadDifference | None
    trouble: tuple[Trouble, ...]
    once: float | None
    per_year: float | None
    break_even: Shown | None


@dataclass(frozen=True)
class Assumption:
    """A number of the model; ``value`` is None when it was estimated from a study and so is not shown."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    origin: str
    note: str


@dataclass(frozen=True)
class PublishedWhatIf:
    """All of a comparison that may be shown.

    Args:
        title, note, chain: of the model.
        names: of stages and organisations, by id.
        synthetic: nobody in the model exists.
        estimated: it rests on a study, so figures are rounded.
        first, last, measured: the days that were counted, and from which day on figures are about.
        asked, finished, draws, seed: how it was run.
        months, caseload: mean caseload per month of the model as it is.
        rows: figures of the model as it is.
        trouble: organisations that cannot keep up in it.
        price_year: of all amounts; None without unit costs.
        scenarios: beside it.
        assumptions: every number of the model.
        bars: what matters most; empty when it was not asked.
    """

    title: str
    note: str | None
    chain: Chain
    names: Mapping[str, Label]
    synthetic: bool
    estimated: bool
    first: date
    last: date
    measured: date
    asked: int
    finished: int
    draws: int
    seed: int
    months: tuple[date, ...]
    caseload: tuple[float, ...]
    rows: tuple[WhatIfRow, ...]
    trouble: tuple[Trouble, ...]
    price_year: int | None
    scenarios: tuple[ScenarioShown, ...]
    assumptions: tuple[Assumption, ...]
    bars: tuple[Bar, ...]


def release_whatif(
    comparison: Comparison, policy: Policy | None = None, bars: Sequence[Bar] = ()
) -> PublishedWhatIf:
    """Make of a comparison what may be shown.

    Args:
        comparison: the exact figures.
        policy: what protects persons; the defaults when left out.
        bars: what each number does, from :func:`ketenzicht.whatif.tornado.tornado`.

    Raises:
        UserError: an estimate of the model rests on too few cases.
    """
    model, policy = comparison.model, policy or Policy()
    demand_enough_cases(model, policy)
    rounder = _Rounder(policy if model.estimated else None)
    base = comparison.baseline
    names = names_of(model)
    price_year = comparison.costs.content.price_year if comparison.costs else None
    return PublishedWhatIf(
        title=model.content.name,
        note=model.content.note,
        chain=model.chain,
        names=names,
        synthetic=model.content.synthetic,
        estimated=bool(model.estimated),
        first=comparison.span.first,
        last=comparison.span.last,
        measured=comparison.measured,
        asked=comparison.asked,
        finished=comparison.finished,
        draws=comparison.draws,
        seed=comparison.seed,
        months=comparison.months,
        caseload=rounder.series(base.caseload),
        rows=tuple(
            _row(name, comparison, None, names, rounder, price_year) for name in _in_order(base.figures)
        ),
        trouble=base.trouble,
        price_year=price_year,
        scenarios=tuple(
            _scenario(one, comparison, names, rounder, price_year) for one in comparison.scenarios
        ),
        assumptions=assumptions_of(model),
        bars=tuple(rounder.bar(bar) for bar in bars),
    )


def demand_enough_cases(model: ModelFile, policy: Policy) -> None:
    """Refuse a model of which an estimate rests on too few cases to show what follows from it.

    Raises:
        UserError: it names the number.
    """
    for one in model.estimated:
        if one.n is None or one.n < policy.threshold:
            where = model.numbers[one.name].where
            raise model.error(
                where,
                f"Uit dit model mag geen cijfer naar buiten: '{one.name}' rust op te weinig gevallen.",
                why=f"Een schatting uit een studie rust op minstens {policy.threshold} gevallen ('gevallen:').",
                fix="Neem hiervoor een aanname of een referentiewaarde, of schat over een langere periode.",
            )


def refuse_estimated(model: ModelFile) -> None:
    """Refuse a model that rests on a study: for pages that anybody can ask for any change.

    Raises:
        UserError: it was estimated from a study.
    """
    if model.estimated:
        raise UserError(
            "Dit model rust op een studie en kan niet als pagina worden getoond.",
            why="Wie veel wijzigingen kan proberen, kan de geheime schattingen eruit afleiden.",
            fix="Gebruik: ketenzicht whatif run. Dan worden de cijfers afgerond.",
            file=model.path,
        )


def names_of(model: ModelFile) -> dict[str, Label]:
    """What stages and organisations are called, by id."""
    found: dict[str, Label] = {one.id: one.name for one in (*model.chain.organisations, *model.chain.stages)}
    for nodes in (model.content.organisations, model.content.stages):
        found |= {name: message("{naam}", naam=node.name) for name, node in nodes.items() if node.name}
    return found


def assumptions_of(model: ModelFile) -> tuple[Assumption, ...]:
    """Every number of a model, with what may be shown of it."""
    secret = {one.name for one in model.estimated}
    found = []
    for one in model.estimates.estimates:
        low, high = one.interval() if one.standard_error else (None, None)
        shown = (None, None, None) if one.name in secret else (one.value, low, high)
        found.append(Assumption(one.name, *shown, one.origin, one.note))
    return tuple(found)


@dataclass(frozen=True)
class _Rounder:
    """Rounds to what may be shown; without a policy nothing is rounded."""

    policy: Policy | None

    def number(self, value: float, unit: Unit) -> float:
        if self.policy is None or not isfinite(value):
            return value
        base = {"cases": self.policy.rounding, "days": 1, "percent": 0.01, "euro": 1000, "months": 1}[unit]
        return float(np.floor(value / base + 0.5) * base)

    def shown(self, found: Summary | None, unit: Unit) -> Shown | None:
        if found is None:
            return None
        return Shown(*(self.number(one, unit) for one in (found.value, found.low, found.high)))

    def bar(self, bar: Bar) -> Bar:
        low, high = (self.number(one, "cases") for one in (bar.low_effect, bar.high_effect))
        return replace(bar, low_effect=low, high_effect=high)

    def series(self, values: NDArray[np.float64]) -> tuple[float, ...]:
        return tuple(self.number(float(one), "cases") for one in values.mean(axis=0))


def _in_order(names: Iterable[FigureName]) -> list[FigureName]:
    """Figures of one kind together, in the order in which they answer."""
    kinds = list(UNITS)
    return sorted(names, key=lambda name: kinds.index(name[0]))


def _row(
    name: FigureName,
    comparison: Comparison,
    other: Outcome | None,
    names: Mapping[str, Label],
    rounder: _Rounder,
    price_year: int | None,
) -> WhatIfRow:
    unit, outcomes = UNITS[name[0]], (comparison.baseline, other)
    # where somebody cannot keep up nothing settles: every figure depends on how long one looks
    steady = [outcome.figures.get(name) if outcome and not outcome.trouble else None for outcome in outcomes]
    base, changed = steady
    gap = changed - base if base is not None and changed is not None else None
    shown = [None if one is None else rounder.shown(summary(one), unit) for one in (base, changed, gap)]
    grows = tuple(bool(outcome and outcome.trouble) for outcome in outcomes)
    return WhatIfRow(name, label_of(name, names, price_year), unit, *shown, grows=(grows[0], grows[1]))


def label_of(name: FigureName, names: Mapping[str, Label], price_year: int | None) -> Label:
    """What a figure is called."""
    what, of = name
    if what in LABELS:
        return LABELS[what]
    if what == "cost":
        return message("Kosten per jaar (prijzen van {jaar})", jaar=str(price_year))
    named = names[of]
    if what == "stage":
        return message("Gemiddeld open: {fase}", fase=named)
    if what == "wait":
        return message("Gemiddeld wachten op een plaats: {fase}", fase=named)
    if what == "wait-90":
        return message("90 van de 100 wachten korter op een plaats: {fase}", fase=named)
    if what == "in-time":
        return message("Op tijd: {fase}", fase=named)
    return message("Zaken tegelijk in behandeling: {organisatie}", organisatie=named)


def _scenario(
    one: Compared,
    comparison: Comparison,
    names: Mapping[str, Label],
    rounder: _Rounder,
    price_year: int | None,
) -> ScenarioShown:
    said, base = one.scenario.content, comparison.baseline
    figures = dict.fromkeys([*base.figures, *one.outcome.figures])
    costs = comparison.costs.investment(one.scenario) if comparison.costs else (None, None)
    trouble = bool(base.trouble or one.outcome.trouble)
    months = None if one.break_even is None or trouble else months_until(one.break_even)
    return ScenarioShown(
        name=said.name,
        note=said.note,
        start=said.start,
        changes=_changes(one, comparison.model),
        rows=tuple(
            _row(name, comparison, one.outcome, names, rounder, price_year) for name in _in_order(figures)
        ),
        caseload=rounder.series(one.outcome.caseload),
        tree=None if trouble else difference(_tree(base.counts, rounder), _tree(one.outcome.counts, rounder)),
        trouble=one.outcome.trouble,
        once=costs[0],
        per_year=costs[1],
        break_even=rounder.shown(months, "months"),
    )


def _changes(one: Compared, model: ModelFile) -> tuple[ChangeShown, ...]:
    """What changes: what the scenario names first, and then the shares that move along."""
    after = changed_values(one.scenario.content, model.numbers, model.values)
    named = [change.parameter for change in one.scenario.content.changes]
    along = [name for name, value in after.items() if value != model.values[name] and name not in named]
    secret = {estimate.name for estimate in model.estimated}
    set_to = {change.parameter: change.to for change in one.scenario.content.changes}
    return tuple(
        ChangeShown(
            name,
            None if name in secret else model.values[name],
            set_to.get(name) if name in secret else after[name],
            name in along,
        )
        for name in (*named, *along)
    )


def _tree(counts: Counts, rounder: _Rounder) -> CaseloadTree:
    def cases(number: float) -> float:
        return rounder.number(number, "cases")

    after, during, first = cases(counts.after), cases(counts.during), cases(counts.first)
    return CaseloadTree(
        days=round(counts.days),
        caseload=cases(counts.case_days / counts.days),
        reports=first + after + during,
        first=first,
        repeats={"na-einde": after, "tijdens": during},
        stages={name: cases(days / counts.days) for name, days in counts.stage_days.items()},
    )
