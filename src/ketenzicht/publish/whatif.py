"""What of a what-if comparison may be shown: every figure with its interval, rounded; the only way out for them.

Figures of a made-up model tell of nobody. A model that was estimated from a study rests on cases of real people: then
every estimate must rest on at least as many cases as the threshold of the policy, counts are rounded to its base,
shares to whole percents, and the estimates themselves are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from ketenzicht.causes.caseload_tree import CaseloadTree
from ketenzicht.causes.difference import difference
from ketenzicht.chain.model import TextNode
from ketenzicht.errors import UserError
from ketenzicht.message import Label, Message, message
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.statbarn import Statbarn
from ketenzicht.publish.whatif_shown import (
    Assumption,
    ChangeShown,
    PublishedWhatIf,
    ScenarioShown,
    Shown,
    Unit,
    WhatIfRow,
)
from ketenzicht.whatif.compare import Compared, Comparison
from ketenzicht.whatif.model_file import ModelFile
from ketenzicht.whatif.outcome import Counts, FigureName, Outcome, What
from ketenzicht.whatif.scenario import changed_values
from ketenzicht.whatif.summary import Summary, months_until, summary
from ketenzicht.whatif.tornado import Bar

KIND: Statbarn = "CorrelationCoefficients"
"""What a what-if is to a policy: what comes of the coefficients of a model."""
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
        UserError: it names the number; or the policy lets no figures of models out.
    """
    if model.estimated and KIND in policy.refused:
        raise UserError(
            "Het beleid laat geen cijfers van modellen naar buiten.",
            why=f"Een wat-als is een uitkomst van een model ({KIND}), en het beleid weigert die.",
            fix="Vraag de bronhouder.",
            file=model.path,
        )
    enough = max(policy.threshold, policy.degrees_of_freedom + 1)
    for one in model.estimated:
        if one.n is None or one.n < enough:
            where = model.numbers[one.name].where
            raise model.error(
                where,
                f"Uit dit model mag geen cijfer naar buiten: '{one.name}' rust op te weinig gevallen.",
                why=f"Een schatting uit een studie rust op minstens {enough} gevallen ('gevallen:').",
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
    """What stages and organisations are called, by id, and the numbers that readers may change."""
    found: dict[str, Label] = {one.id: one.name for one in model.chain.organisations}
    found |= {one.id: one.name for one in model.chain.stages}
    for nodes in (model.content.organisations, model.content.stages):
        found |= {name: TextNode(nl=node.name) for name, node in nodes.items() if node.name}
    return found | {dial.parameter: dial.name for dial in model.content.dials}


def assumptions_of(model: ModelFile) -> tuple[Assumption, ...]:
    """Every number of a model, with what may be shown of it."""
    secret = {one.name for one in model.estimated}
    found = []
    for one in model.estimates.estimates:
        hidden = one.name in secret
        low, high = one.interval() if one.standard_error and not hidden else (None, None)
        percent = model.numbers[one.name].kind in ("chance", "share")
        value = None if hidden else one.value
        found.append(Assumption(one.name, value, low, high, one.origin, one.note, percent))
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
    unit = UNITS[name[0]]
    # where somebody cannot keep up nothing settles: every figure depends on how long one looks
    base, changed = (
        outcome.figures.get(name) if outcome and not outcome.trouble else None
        for outcome in (comparison.baseline, other)
    )
    gap = changed - base if base is not None and changed is not None else None

    def shown(values: NDArray[np.float64] | None) -> Shown | None:
        return None if values is None else rounder.shown(summary(values), unit)

    def level(values: NDArray[np.float64] | None) -> Shown | None:
        found = shown(values)
        most = 1.0 if unit == "percent" else inf  # a bound from few runs may lie beyond what can be
        return found and replace(found, low=max(found.low, 0.0), high=min(found.high, most))

    grows = (bool(comparison.baseline.trouble), bool(other and other.trouble))
    label = label_of(name, names, price_year)
    return WhatIfRow(name, label, unit, level(base), level(changed), shown(gap), grows)


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
