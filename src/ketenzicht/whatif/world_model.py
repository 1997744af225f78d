"""The world behind the demo as a what-if model: the same parameters, read into stages, routes, standings and a rate.

Assessment, conditions or investigation, transfer and closing follow one another; monitoring may take the place of
closing. Help begins beside them at the transfer, does not count as involvement of Veilig Thuis, and outlives it.
A second place of help changes nothing of what happens later, so it has no standing.
"""

from __future__ import annotations

import math
from itertools import product

from ketenzicht.whatif.durations import Duration, Rounding, fixed, lognormal, mixture, quantiles
from ketenzicht.whatif.model import (
    Arrivals,
    Beside,
    Branch,
    CaseClass,
    End,
    Level,
    Levels,
    Loss,
    Model,
    RateReturn,
    Route,
    Stage,
    Standing,
)
from ketenzicht.whatif.parameters import Lognormal, World

EARLY_ENDS = ("32", "33", "34")
HALF_YEAR, TWO_YEARS = 182, 730
JUDGEMENT_DAYS = 70
"""Ten weeks: the limit that the parameters of the investigation refer to."""
LONGEST = 7300.0
ASSESSMENT, CONDITIONS, INVESTIGATION = "veiligheidsbeoordeling", "voorwaarden-en-vervolg", "onderzoek"
BEFORE_TRANSFER, MONITORING, CLOSING = "wachten-op-overdracht", "monitoring", "afsluiten"
PLACES = (("overdracht", "wachten-op-hulp", "hulp"), ("tweede-overdracht", "tweede-wachten", "tweede-hulp"))
"""Transfer, waiting and help of the first and the second place."""


def _whole(rules: Lognormal, at_least: float = 1.0, plus: float = 0.0) -> Duration:
    return lognormal(rules.median, rules.spread).later(plus).between(at_least + plus, LONGEST).rounded()


def _assessment(world: World) -> Stage:
    rules = world.assessment
    early = [
        (rules.in_time.value * share, fixed(day).rounded(Rounding.WORKING_DAYS))
        for day, share in enumerate(rules.day_in_time.value, start=1)
    ]
    late = _whole(rules.late.value, plus=5.0).rounded(Rounding.WORKING_DAYS)
    duration = mixture(*early, (1 - rules.in_time.value, late))
    return Stage(
        ASSESSMENT,
        (End("besluit", duration),),
        standing=(("fase", ASSESSMENT),),
        term=5,
        term_working_days=True,
    )


def _investigation(world: World) -> Stage:
    rules = world.investigation
    rising = tuple(13 + (JUDGEMENT_DAYS - 13) * math.sqrt(step / 200) for step in range(201))
    duration = mixture(
        (rules.judged_in_time.value, quantiles(rising).rounded()),
        (1 - rules.judged_in_time.value, _whole(rules.judged_late.value, plus=JUDGEMENT_DAYS)),
    )
    return Stage(
        INVESTIGATION, (End("oordeel", duration),), standing=(("fase", "behandeling"),), term=JUDGEMENT_DAYS
    )


def _places(world: World) -> tuple[Stage, ...]:
    found: list[Stage] = []
    for second, (transfer, waiting, helped) in enumerate(PLACES):

        def stands(level: str, counts: bool = second == 0) -> Levels:
            return (("hulp", level),) if counts else ()

        never = world.transfer.never_picked_up.value
        delay = _whole(world.transfer.second_after.value) if second else fixed(0.0)
        found += [
            Stage(
                transfer,
                (
                    End("opgepakt", delay, 1 - never),
                    End("niet-opgepakt", delay, never, stands("wacht-op-hulp")),
                ),
                involved=False,
            ),
            Stage(
                waiting,
                (End("gestart", _whole(world.transfer.waiting.value)),),
                involved=False,
                standing=stands("wacht-op-hulp"),
            ),
            Stage(
                helped,
                tuple(
                    End(
                        code,
                        _whole(world.help.early.value, 3.0)
                        if code in EARLY_ENDS
                        else _whole(world.help.as_planned.value, 14.0),
                        share,
                        stands("uitgevallen" if code in EARLY_ENDS else "volgens-plan"),
                    )
                    for code, share in world.help.ends.value.items()
                ),
                involved=False,
                standing=stands("hulp-loopt"),
            ),
        ]
    return tuple(found)


def _stages(world: World) -> tuple[Stage, ...]:
    treated, watched = (("fase", "behandeling"),), (("fase", "monitoring"),)
    over: Levels = (("fase", "halfjaar-na-einde"),)
    return (
        _assessment(world),
        Stage(CONDITIONS, (End("afgerond", _whole(world.conditions.duration.value, 7.0)),), standing=treated),
        _investigation(world),
        Stage(BEFORE_TRANSFER, (End("overgedragen", _whole(world.transfer.delay.value)),), standing=treated),
        Stage(
            MONITORING,
            (End("afgesloten", _whole(world.monitoring.duration.value, 30.0), leaves=over),),
            standing=watched,
        ),
        Stage(
            CLOSING, (End("afgesloten", _whole(world.closing.delay.value), leaves=over),), standing=watched
        ),
        *_places(world),
    )


def _after_own_work(transfer: float, monitoring: float) -> tuple[Branch, ...]:
    """Transfer or not, and beside that monitoring or not."""
    return tuple(
        Branch(
            (transfer if moved else 1 - transfer) * (monitoring if watched else 1 - monitoring),
            MONITORING if watched else CLOSING,
            beside=(Beside(PLACES[0][0]),) if moved else (),
        )
        for moved, watched in product((True, False), repeat=2)
    )


def _routes(world: World) -> tuple[Route, ...]:
    to = {
        "geen-vervolg": CLOSING,
        "advies": CLOSING,
        "directe-overdracht": BEFORE_TRANSFER,
        "voorwaarden-en-vervolg": CONDITIONS,
        "onderzoek": INVESTIGATION,
    }
    second = world.transfer.second.value
    few = second["een-of-twee"]
    beside = (Beside(PLACES[1][0], (second["geen"], few, few, second["drie-of-meer"])),)
    first, rules = PLACES[0], world.investigation
    return (
        *(
            Route(
                ASSESSMENT,
                "besluit",
                tuple(Branch(share, to[name], name=name) for name, share in shares.items()),
                during=during,
            )
            for during, shares in ((False, world.routes.first.value), (True, world.routes.during.value))
        ),
        Route(
            CONDITIONS,
            "afgerond",
            _after_own_work(world.conditions.transfer.value, world.conditions.monitoring.value),
        ),
        Route(INVESTIGATION, "oordeel", _after_own_work(rules.transfer.value, rules.monitoring.value)),
        Route(BEFORE_TRANSFER, "overgedragen", (Branch(1.0, CLOSING, beside=(Beside(first[0]),)),)),
        Route(first[0], "niet-opgepakt", (Branch(1.0, outcome="niet-opgepakt", beside=beside),)),
        Route(first[0], "opgepakt", (Branch(1.0, first[1], beside=beside),)),
        Route(PLACES[1][0], "opgepakt", (Branch(1.0, PLACES[1][1]),)),
        *(Route(waiting, "gestart", (Branch(1.0, helped),)) for _, waiting, helped in PLACES),
    )


def _standings(world: World) -> tuple[Standing, ...]:
    rates, by_help = world.returns.rates.value, world.returns.by_help.value
    ages = {
        "halfjaar-na-einde": (float(HALF_YEAR), "twee-jaar-na-einde"),
        "twee-jaar-na-einde": (float(TWO_YEARS - HALF_YEAR), "later"),
    }
    phases = tuple(Level(name, rate, *ages.get(name, (None, None))) for name, rate in rates.items())
    order = ("geen-hulp", "hulp-loopt", "wacht-op-hulp", "volgens-plan", "uitgevallen")
    return Standing("fase", phases), Standing("hulp", tuple(Level(name, by_help[name]) for name in order))


def world_model(world: World, *, per_day: float) -> Model:
    """A made-up world as a model without limits on capacity.

    Args:
        world: the parameters.
        per_day: households that come into sight for the first time, on an average day of the first year.
    """
    sizes = {int(size): share for size, share in world.households.size.value.items()}
    household = CaseClass(
        "huishouden",
        Arrivals(
            per_day,
            tuple(world.arrivals.season.value),
            tuple(world.arrivals.weekdays.value),
            world.arrivals.growth.value,
        ),
        ASSESSMENT,
        frailty_shape=world.households.frailty_shape.value,
        persons=tuple(sizes.get(size, 0.0) for size in range(1, max(sizes) + 1)),
        losses=(
            Loss("overlijden", world.losses.deaths.value),
            Loss("vertrek", world.losses.departures.value),
        ),
    )
    return Model(
        classes=(household,),
        stages=_stages(world),
        routes=_routes(world),
        standings=_standings(world),
        rate_return=RateReturn(
            1.0,
            by_earlier=world.returns.by_earlier.value,
            next_day=True,
            weekend_to_monday=world.arrivals.weekend_to_monday.value,
        ),
    )
