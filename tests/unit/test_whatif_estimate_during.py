"""What follows a report during involvement: only what cannot belong to the earlier report counts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from helpers.histories import Happening, history_of
from ketenzicht.chain import load_chain
from ketenzicht.engine import script
from ketenzicht.whatif.estimate_during import estimate_during
from ketenzicht.whatif.estimate_ends import EndRows, estimate_ends
from ketenzicht.whatif.estimate_parts import parts_of
from ketenzicht.whatif.estimate_rates import SQL
from ketenzicht.whatif.estimate_rows import steps_during

pytestmark = pytest.mark.unit

FIRST, LAST = date(2020, 1, 1), date(2021, 12, 31)
CHAIN = load_chain("veilig-thuis")


def case(name: str, steps: list[tuple[int, str, str]]) -> list[Happening]:
    return [
        Happening(FIRST + timedelta(days=day), activity, name, spell=f"{name}-{spell}")
        for day, activity, spell in steps
    ]


FIRST_REPORT = [(0, "melding", "1"), (3, "besluit-triage", "1")]
INVESTIGATION = [(3, "vaststelling-onderzoek", "o"), (100, "oordeel-onderzoek", "o")]
SECOND_REPORT = [(20, "melding", "2"), (25, "besluit-triage", "2")]


def seen(*cases: list[tuple[int, str, str]]) -> list[tuple[str | None, int]]:
    happened = [one for number, steps in enumerate(cases) for one in case(f"h{number}", steps)]
    history = history_of(happened, chain=CHAIN, data=(FIRST, LAST))
    for sql in script(SQL, "estimated_cases"):
        history.run(sql)
    rows = steps_during(history, parts_of(CHAIN), FIRST)
    return [((None, *rows.names)[code], int(days)) for code, days in zip(rows.code, rows.days, strict=True)]


def test_a_step_while_the_investigation_of_before_runs_belongs_to_the_new_report() -> None:
    assert seen([*FIRST_REPORT, *INVESTIGATION, *SECOND_REPORT, (30, "overdracht", "t")]) == [
        ("wachten-op-hulp", 5)
    ]


def test_without_a_step_it_is_watched_until_the_day_before_the_investigation_ends() -> None:
    assert seen([*FIRST_REPORT, *INVESTIGATION, *SECOND_REPORT]) == [(None, 100 - 1 - 25)]


def test_what_begins_when_the_investigation_ends_may_belong_to_that() -> None:
    steps = [*FIRST_REPORT, *INVESTIGATION, *SECOND_REPORT, (100, "overdracht", "t")]
    assert seen(steps) == [(None, 100 - 1 - 25)]


def test_a_third_report_ends_it_and_tells_nothing_itself() -> None:
    steps = [*FIRST_REPORT, *INVESTIGATION, *SECOND_REPORT, (28, "melding", "3"), (33, "besluit-triage", "3")]
    assert seen(steps) == [(None, 28 - 1 - 25)]


def test_where_the_earlier_report_may_still_lead_to_a_step_nothing_is_told() -> None:
    assert seen([*FIRST_REPORT, *SECOND_REPORT, (30, "overdracht", "t")]) == []
    over = [(3, "vaststelling-onderzoek", "o"), (22, "oordeel-onderzoek", "o")]
    assert seen([*FIRST_REPORT, *over, *SECOND_REPORT, (30, "overdracht", "t")]) == []


def test_a_report_after_involvement_is_no_report_during() -> None:
    steps = [*FIRST_REPORT, *INVESTIGATION, (110, "einde-betrokkenheid", "1"), (200, "melding", "2")]
    assert seen([*steps, (205, "besluit-triage", "2"), (210, "overdracht", "t")]) == []


def test_no_step_at_all_is_a_share_that_lasts_as_long_as_after_a_report_alone() -> None:
    random = np.random.default_rng(1)
    n = 600
    none = np.zeros(n, dtype=np.int64)
    step = random.random(n) < 0.4
    length = np.where(step, np.ceil(10 * np.exp(0.5 * random.standard_normal(n))), 10_000)
    limit = random.integers(5, 200, n)
    during = EndRows(
        np.arange(n), none, np.minimum(length, limit).astype(int), (length <= limit) * 1, ("hulp",)
    )
    alone_days = np.ceil(8 * np.exp(0.9 * random.standard_normal(n))).astype(int)
    code = 1 + (random.random(n) < 0.5)
    alone = estimate_ends(
        "fasen.na-a", EndRows(np.arange(n), none, alone_days, code, ("hulp", "uit")), may_never=False
    )
    assert alone is not None
    found = estimate_during("fasen.na-a-tijdens", during, "uit", alone, "fasen.na-a")
    assert found is not None
    told = {one.name: one.value for piece in (found.piece, *found.others) for one in piece.estimates}
    assert told["fasen.na-a-tijdens.einde.uit"] == pytest.approx(0.6, abs=0.08)
    assert told["fasen.na-a-tijdens.einde.hulp"] + told["fasen.na-a-tijdens.einde.uit"] == pytest.approx(1)
    for key in ("mediaan", "spreiding"):
        [value] = [one.value for one in alone.piece.estimates if one.name == f"fasen.na-a.duur.uit.{key}"]
        assert told[f"fasen.na-a-tijdens.duur.uit.{key}"] == value
    assert not any("nooit" in name for name in told)
