"""From the content of a model file and a value for each of its numbers to a :class:`.model.Model`."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isinf

from ketenzicht.chain.model import Chain
from ketenzicht.whatif.durations import (
    Duration,
    Rounding,
    exponential,
    fixed,
    lognormal,
    mixture,
    quantiles,
    weibull,
)
from ketenzicht.whatif.model import (
    Arrivals,
    Beside,
    Branch,
    CaseClass,
    ChanceReturn,
    Clock,
    End,
    Level,
    Loss,
    Model,
    Organisation,
    RateReturn,
    Route,
    Stage,
    Standing,
)
from ketenzicht.whatif.model_file_checks import ends_of
from ketenzicht.whatif.model_file_nodes import (
    BesideNode,
    CasesNode,
    ModelContent,
    ReturnsNode,
    RouteNode,
    StageNode,
)
from ketenzicht.whatif.model_file_numbers import Time

ROUNDING = {"dagen": Rounding.NONE, "hele dagen": Rounding.WHOLE_DAYS, "werkdagen": Rounding.WORKING_DAYS}
Values = Mapping[str, float]


def build_model(content: ModelContent, chain: Chain, values: Values) -> Model:
    """The model with these numbers.

    Args:
        content: the parts.
        chain: gives the terms that the content names.
        values: a number for each dotted name.

    Raises:
        ValueError: the numbers make no model.
    """
    returns = content.returns
    return Model(
        classes=tuple(_class(name, node, values) for name, node in content.cases.items()),
        stages=tuple(_stage(name, node, chain, values) for name, node in content.stages.items()),
        routes=tuple(
            route for name, node in content.routes.items() for route in _routes(name, node, content, values)
        ),
        organisations=tuple(
            Organisation(name, _places(values, f"organisaties.{name}.plaatsen"))
            for name in content.organisations
        ),
        returns=tuple(
            ChanceReturn(
                outcome,
                _chances(values, f"terugkeer_na.{outcome}.kans"),
                _duration(node.after, values, f"terugkeer_na.{outcome}.na"),
            )
            for outcome, node in content.returns_after.items()
        ),
        standings=_standings(returns, values) if returns else (),
        rate_return=_rate_return(returns, values) if returns else None,
    )


def _below(values: Values, name: str) -> dict[str, float]:
    """The numbers of a parameter by key."""
    start = name + "."
    return {key.removeprefix(start): value for key, value in values.items() if key.startswith(start)}


def _chances(values: Values, name: str) -> tuple[float, ...]:
    return (values[name],) if name in values else tuple(_below(values, name).values())


def _whole(shares: Mapping[str, float]) -> dict[str, float]:
    """Shares as they are, their last digits mended where they do not quite add up."""
    total = sum(shares.values())
    return dict(shares) if abs(total - 1) < 1e-12 else {name: share / total for name, share in shares.items()}


def _places(values: Values, name: str) -> int | None:
    number = values.get(name, inf)
    return None if isinf(number) else round(number)


def _class(name: str, node: CasesNode, values: Values) -> CaseClass:
    at = f"zaken.{name}"
    arrivals = Arrivals(
        per_day=values[f"{at}.aankomst.per_dag"],
        season=tuple(_below(values, f"{at}.aankomst.seizoen").values()) or (1.0,) * 12,
        weekdays=tuple(_below(values, f"{at}.aankomst.weekdagen").values()) or (1.0,) * 7,
        growth_per_year=values.get(f"{at}.aankomst.groei_per_jaar", 0.0),
    )
    persons = _whole(_below(values, f"{at}.personen"))
    most = max(map(int, persons), default=1)
    return CaseClass(
        name,
        arrivals,
        node.entry,
        frailty_shape=values.get(f"{at}.verschil"),
        persons=tuple(persons.get(str(number), 0.0) for number in range(1, most + 1)) if persons else (1.0,),
        losses=tuple(Loss(loss, values[f"{at}.verlies.{loss}"]) for loss in node.losses),
    )


def _duration(node: Time, values: Values, name: str) -> Duration:
    numbers = _below(values, name)
    if "mediaan" in numbers:
        found = lognormal(numbers["mediaan"], numbers["spreiding"])
    elif "schaal" in numbers:
        found = weibull(numbers["schaal"], numbers["vorm"])
    elif "gemiddelde" in numbers:
        found = exponential(numbers["gemiddelde"])
    elif "vast" in numbers:
        found = fixed(numbers["vast"])
    elif node.form == ("kwantielen",):
        found = quantiles(tuple(numbers.values()))
    else:
        days = _whole({key.removeprefix("dagen."): share for key, share in numbers.items()})
        found = mixture(*((share, fixed(float(day))) for day, share in days.items()))
    if node.at_least > 0 or node.at_most < inf:
        found = found.between(node.at_least, node.at_most)
    if node.later:
        found = found.later(node.later)
    return found.rounded(ROUNDING[node.unit])


def _stage(name: str, node: StageNode, chain: Chain, values: Values) -> Stage:
    at = f"fasen.{name}"
    shares = _whole(_below(values, f"{at}.einde")) or dict.fromkeys(node.duration, 1.0)
    divided = _whole(_below(values, f"{at}.verdeling"))
    term, working_days = _term(name, node, chain)

    def clock(end: str, time: Time, where: str) -> Clock:
        return Clock(end, _duration(time, values, where), tuple(node.leaves.get(end, {}).items()))

    return Stage(
        name,
        ends=tuple(
            End(
                end,
                _duration(time, values, f"{at}.duur.{end}"),
                shares[end],
                tuple(node.leaves.get(end, {}).items()),
            )
            for end, time in node.duration.items()
        ),
        drop_out=tuple(clock(end, time, f"{at}.uitval.{end}") for end, time in node.drop_out.items()),
        patience=clock(node.patience.end, node.patience.time, f"{at}.geduld.tijd") if node.patience else None,
        organisations=((node.by, 1.0),) if node.by else tuple(divided.items()),
        priority=node.priority,
        priority_by_class=tuple(node.priority_by_class.items()),
        involved=node.involved,
        standing=tuple(node.standing.items()),
        waiting_standing=tuple(node.waiting_standing.items()),
        term=term,
        term_working_days=working_days,
    )


DAYS = {"dagen": 1, "weken": 7, "maanden": 30, "jaren": 365}


def _term(name: str, node: StageNode, chain: Chain) -> tuple[int | None, bool]:
    """The limit in days, and whether those are working days."""
    if node.term is None or node.term.isdigit():
        return (int(node.term) if node.term else None), False
    limit = next(
        term.limit
        for stage in chain.stages
        if stage.id == name
        for term in stage.terms
        if term.id == node.term
    )
    if limit.unit == "werkdagen":
        return limit.length, True
    return limit.length * DAYS[limit.unit], False


def _routes(name: str, node: RouteNode, content: ModelContent, values: Values) -> list[Route]:
    at = f"routes.{name}"
    branches = tuple(
        Branch(
            share,
            to=node.to.get(way),
            outcome=None if way in node.to else way,
            beside=tuple(
                _beside(f"{at}.ernaast.{number}", beside, values)
                for number, beside in enumerate(node.beside, start=1)
                if way in beside.ways
            ),
            name=way,
        )
        for way, share in _whole(_below(values, f"{at}.kans")).items()
    )
    ends = node.ends or ends_of(content.stages[node.stage])
    return [Route(node.stage, end, branches, node.case_class, node.during) for end in ends]


def _beside(at: str, node: BesideNode, values: Values) -> Beside:
    return Beside(node.stage, _chances(values, f"{at}.kans"), values.get(f"{at}.anderen", 0.0))


def _standings(node: ReturnsNode, values: Values) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            standing,
            tuple(
                Level(name, values[f"terugkeer.standen.{standing}.{name}.factor"], level.days, level.then)
                for name, level in levels.items()
            ),
        )
        for standing, levels in node.standings.items()
    )


def _rate_return(node: ReturnsNode, values: Values) -> RateReturn:
    return RateReturn(
        values["terugkeer.per_jaar"],
        by_earlier=values.get("terugkeer.per_eerdere_melding", 1.0),
        most_earlier=node.most_earlier,
        next_day=node.next_day,
        weekend_to_monday=values.get("terugkeer.weekend_naar_maandag", 0.0),
    )
