"""Dropping out as a clock beside the other ends: it comes back, and gives the chances that Aalen and Johansen do."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import lognorm, weibull_min

from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.measures.estimators.survival import aalen_johansen, count_table
from ketenzicht.whatif.estimate import estimate_model
from ketenzicht.whatif.estimate_clocks import estimate_stage
from ketenzicht.whatif.estimate_ends import NEVER, SAME_DAY, EndRows, StageEstimate

pytestmark = pytest.mark.unit

PLANNED, EARLY = "volgens-plan", "eenzijdig-client"
EARLY_ENDS = {EARLY, "aanbieder"}


def spells(number: int, seed: int = 1, *, provider: float = np.inf) -> EndRows:
    """Help as planned lognormal(200, 0.5), broken off by a Weibull clock (400, 1.3); some seen late or not out."""
    random = np.random.default_rng(seed)
    planned = np.ceil(200 * np.exp(0.5 * random.standard_normal(number)))
    client = np.ceil(400 * random.weibull(1.3, number))
    other = (
        np.ceil(random.exponential(1.0, number) * provider) if provider < np.inf else np.full(number, np.inf)
    )
    clocks = np.stack([planned, other, client])  # on one day the first of these comes first
    length, code = clocks.min(axis=0), clocks.argmin(axis=0) + 1
    limit, entry = random.integers(30, 900, number), random.integers(0, 60, number)
    entry = np.where(random.random(number) < 0.3, entry, 0)
    seen = np.minimum(length, limit).astype(np.int64)
    kept = seen > entry
    rows = EndRows(
        np.arange(number), entry, seen, np.where(length <= limit, code, 0), (PLANNED, "aanbieder", EARLY)
    )
    return rows.where(kept)


def values(found: StageEstimate | None) -> dict[str, float]:
    assert found is not None
    return {one.name: one.value for piece in (found.piece, *found.others) for one in piece.estimates}


def test_clocks_come_back() -> None:
    found = values(estimate_stage("fasen.hulp", spells(8000, provider=900), EARLY_ENDS, may_never=False))
    assert found["fasen.hulp.duur.volgens-plan.mediaan"] == pytest.approx(200, rel=0.03)
    assert found["fasen.hulp.uitval.eenzijdig-client.schaal"] == pytest.approx(400, rel=0.05)
    assert found["fasen.hulp.uitval.eenzijdig-client.vorm"] == pytest.approx(1.3, rel=0.05)
    assert found["fasen.hulp.uitval.aanbieder.schaal"] == pytest.approx(900, rel=0.15)
    assert found["fasen.hulp.uitval.aanbieder.vorm"] == pytest.approx(1.0, rel=0.08)


def test_clocks_give_the_chances_of_aalen_and_johansen() -> None:
    rows = spells(6000)
    found = values(estimate_stage("fasen.hulp", rows, EARLY_ENDS, may_never=False))
    days = np.arange(1, 731)
    early = weibull_min(found["fasen.hulp.uitval.eenzijdig-client.vorm"],
                        scale=found["fasen.hulp.uitval.eenzijdig-client.schaal"])  # fmt: skip
    plan = lognorm(found["fasen.hulp.duur.volgens-plan.spreiding"],
                   scale=found["fasen.hulp.duur.volgens-plan.mediaan"])  # fmt: skip
    chance = np.cumsum((early.cdf(days) - early.cdf(days - 1)) * plan.sf(days))
    cause = np.where(rows.code == 3, 1, np.where(rows.code == 1, 2, 0))
    curve = aalen_johansen(count_table(rows.days, cause, causes=2, entry=rows.entry))
    for day in (60, 120, 240, 365, 500):
        assert chance[day - 1] == pytest.approx(curve.at(day)[0], abs=0.015), day


def test_rare_drop_outs_count_with_the_other_ends_and_that_is_said() -> None:
    days = [*range(10, 70), *range(5, 15)]
    rows = EndRows(
        np.arange(70), np.zeros(70, int), np.array(days), np.array([1] * 60 + [2] * 10), (PLANNED, EARLY)
    )
    found = estimate_stage("fasen.hulp", rows, EARLY_ENDS, may_never=False)
    assert found is not None
    assert found.drop_out == ()
    assert [one.name for one in found.piece.missing] == ["fasen.hulp.uitval"]


def test_dropping_out_on_the_day_of_the_beginning_is_a_share_where_many_do() -> None:
    later = spells(2000)
    at_once = np.arange(100)
    zero = np.zeros(100, dtype=np.int64)
    rows = EndRows(
        np.append(later.case, at_once + 2000),
        np.append(later.entry, zero),
        np.append(later.days, zero),
        np.append(later.code, zero + 3),
        later.names,
    )
    found = estimate_stage("fasen.hulp", rows, EARLY_ENDS, may_never=False)
    assert found is not None
    assert [way.name for way in found.ways] == [PLANNED, f"{EARLY}-{SAME_DAY}"]
    assert found.drop_out == (EARLY,)
    share = 100 / (100 + np.count_nonzero(later.entry == 0))  # of those that were seen from their beginning
    assert values(found)[f"fasen.hulp.einde.{EARLY}-{SAME_DAY}"] == pytest.approx(share, rel=0.1)


def test_who_leaves_a_waiting_list_tells_the_patience_of_all() -> None:
    """Waiting ends by help that starts, or because the client stops; some wait without end."""
    random = np.random.default_rng(4)
    first, last = date(2018, 1, 1), date(2022, 12, 31)
    chain = mini_chain()
    stages = [stage.model_dump(by_alias=True) for stage in chain.stages]
    stages[2]["eindigt_met"] = ["start-hulp", "van-wachtlijst"]
    events = [event.model_dump(by_alias=True) for event in chain.events]
    events.append({"id": "van-wachtlijst", "naam": "Van de wachtlijst", "soort": "einde"})
    happened = []
    for case in range(3000):
        day, home = first + timedelta(days=int(random.integers(0, 1400))), f"h{case}"
        offer = np.ceil(30 * np.exp(0.8 * random.standard_normal())) if random.random() < 0.8 else np.inf
        patience = np.ceil(90 * random.weibull(1.0))
        steps = [(0, "melding", None), (3, "besluit", None), (5, "overdracht", None)]
        if min(offer, patience) < np.inf:
            left = patience < offer
            steps.append((5 + int(min(offer, patience)), "van-wachtlijst" if left else "start-hulp", left))
        for after, activity, left in steps:
            if (moment := day + timedelta(days=after)) <= last:
                happened.append(
                    Happening(moment, activity, home, spell=f"s{case}", end_reason=EARLY if left else None)
                )
    model = estimate_model(
        history_of(happened, data=(first, last), chain=mini_chain(fasen=stages, gebeurtenissen=events)),
        since=first,
    )
    waiting, found = model.stages["wachten"], model.estimates.by_name
    assert waiting.drop_out == (EARLY,)
    assert found["fasen.wachten.uitval.eenzijdig-client.schaal"].value == pytest.approx(90, rel=0.12)
    assert found[f"fasen.wachten.einde.{NEVER}"].value == pytest.approx(0.2, abs=0.06)
    assert "fasen.*.geduld" not in [one.name for one in model.estimates.missing]
