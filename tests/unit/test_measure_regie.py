"""Who is responsible, who has help of their own, and what comes after: without immortal time (question Q10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from helpers.histories import Happening as H
from helpers.histories import history_of, mini_chain
from ketenzicht.chain.model import Chain
from ketenzicht.measures import measure
from ketenzicht.measures.estimators.intervals import Z95, wilson
from ketenzicht.measures.kinds.case_days import CaseDays
from ketenzicht.measures.result import AtMost, Count, Equal, MeasureResult, Probability

pytestmark = pytest.mark.unit

START = date(2022, 1, 1)
PERIOD = (START, date(2022, 12, 31))
REGIE: dict[str, object] = {
    "soort": "regie",
    "vanaf": {"gebeurtenis": "melding"},
    "fasen": ["betrokkenheid", "wachten", "hulp"],
    "overdracht": "overdracht",
    "bestemming": "naar",
    "hulp": "hulp",
    "meetmoment": {"duur": 90, "eenheid": "dagen"},
    "uitkomsten": [{"id": "nieuw", "naam": "nieuwe melding", "gebeurtenissen": "melding"}],
    "horizon": {"duur": 100, "eenheid": "dagen"},
}
DROP_OUT = {"id": "uitval", "naam": "uitval", "einde_redenen": ["eenzijdig-client"]}


def chain(**changes: object) -> Chain:
    made = mini_chain().model_dump(by_alias=True)
    for event in made["gebeurtenissen"]:
        event["bij"] = "vt" if event["id"] in ("melding", "overdracht", "einde") else None
    for stage in made["fasen"]:
        stage["bij"] = {
            "betrokkenheid": "vt",
            "beoordeling": "vt",
            "wachten": "team",
            "hulp": "zorg",
        }.get(stage["id"])
    made["organisaties"] = [{"id": id_, "naam": id_} for id_ in ("vt", "team", "zorg")]
    made["kenmerken"] = [
        {"id": "zorgsoort", "naam": "Soort zorg", "van": "melding"},
        {"id": "naar", "naam": "Naar", "van": ["overdracht", "start-hulp"], "type": "tekst"},
    ]
    made["maten"] = [{"id": "regie", "naam": "Regie", "zin": "Zin."} | REGIE | changes]
    return Chain.model_validate(made)


def result(
    rows: list[H], *, data_to: date = date(2024, 12, 31), unit: str = "huishouden", **changes: object
) -> MeasureResult:
    made = chain(**changes)
    history = history_of(rows, chain=made, unit=unit, data=(date(2018, 1, 1), data_to), period=PERIOD)
    return measure(history, made.measures[0])


def on(day: int, what: str, name: str = "h1", **more: Any) -> H:
    return H(START + timedelta(days=day), what, name, **more)


def figures(found: MeasureResult, table: str, row: str) -> tuple[Any, ...]:
    one = next(item for item in found.tables if item.id == table)
    return next(item for item in one.rows if item.id == row).figures


def days(found: MeasureResult, row: str) -> list[float]:
    """Shares of days: all, until the landmark, after it."""
    return [figure.value for figure in figures(found, "dagen", row)]


def test_days_by_hand() -> None:
    rows = [
        on(0, "melding"),
        on(30, "overdracht", spell="t"),  # from here the team, and no longer vt
        on(50, "start-hulp", spell="t"),  # the provider
        on(60, "overdracht", spell="u"),  # a second place beside it
        on(70, "einde"),
        on(120, "einde-hulp", spell="t", end_reason="volgens-plan"),
        on(140, "vertrek"),
    ]
    found = result(rows)
    # until day 90: one on days 0 to 59, two from 60; after it two until 120, then one; followed until day 140
    assert days(found, "een") == pytest.approx([80 / 140, 60 / 90, 20 / 50])
    assert days(found, "meer") == pytest.approx([60 / 140, 30 / 90, 30 / 50])
    assert days(found, "geen") == pytest.approx([0, 0, 0])


def test_an_involvement_that_ended_leaves_nobody_responsible() -> None:
    found = result([on(0, "melding"), on(45, "einde")])
    assert days(found, "een") == pytest.approx([45 / 190, 45 / 90, 0])
    assert days(found, "geen") == pytest.approx([145 / 190, 45 / 90, 1])


def test_two_stages_of_one_organisation_are_one_and_the_registered_organisation_goes_first() -> None:
    twice = [
        on(0, "melding"),
        on(10, "start-hulp", spell="a", organisation="vt"),
        on(20, "start-hulp", spell="b", organisation="vt"),
    ]
    assert days(result(twice), "een")[0] == 1
    named = [*twice[:2], on(20, "start-hulp", spell="b", attributes={"naar": "ggz"})]
    assert days(result(named), "meer")[1] == pytest.approx(70 / 90)


def test_without_a_declared_transfer_the_sender_stays_responsible() -> None:
    rows = [on(0, "melding"), on(30, "overdracht", spell="t")]
    assert days(result(rows, overdracht=None), "meer")[1] == pytest.approx(60 / 90)
    assert days(result(rows), "een")[1] == 1


def test_a_new_report_makes_who_assesses_it_responsible_beside_the_receiver() -> None:
    rows = [
        on(0, "melding", spell="a"),
        on(5, "besluit", spell="a"),
        on(30, "overdracht", spell="t"),
        on(40, "melding", spell="b"),
        on(60, "besluit", spell="b"),
    ]
    found = result(rows, fasen=["betrokkenheid", "beoordeling", "wachten", "hulp"])
    assert days(found, "meer")[1] == pytest.approx(20 / 90)


def test_the_interval_of_days_takes_a_case_as_one_observation() -> None:
    # two cases of 100 days, one wholly and one not at all with the property
    found = CaseDays(cases=2, x=100, d=200, xx=10_000, xd=10_000, dd=20_000)
    assert found.share == 0.5
    assert found.standard_error == pytest.approx(0.5)  # as the mean of 1 and 0
    low, high = found.interval()
    assert low == pytest.approx(1 - high)
    assert low == pytest.approx(1 / (1 + np.exp(Z95 * 0.5 / 0.25)))


def test_the_standard_error_is_that_of_the_ratio_estimator() -> None:
    random = np.random.default_rng(4)
    d = random.integers(10, 400, 60)
    x = random.binomial(d, 0.3)
    found = CaseDays(
        60, int(x.sum()), int(d.sum()), int((x * x).sum()), int((x * d).sum()), int((d * d).sum())
    )
    rest = x - found.share * d
    assert found.standard_error == pytest.approx(np.sqrt(60 * rest.var(ddof=1)) / d.sum())
    jackknife = np.array([(x.sum() - x[i]) / (d.sum() - d[i]) for i in range(60)])
    by_jackknife = np.sqrt(59 / 60 * ((jackknife - jackknife.mean()) ** 2).sum())
    assert found.standard_error == pytest.approx(by_jackknife, rel=0.03)


@pytest.mark.parametrize("x", [0, 300])
def test_a_share_of_none_or_all_keeps_an_interval(x: int) -> None:
    found = CaseDays(cases=30, x=x, d=300, xx=x * 10, xd=x * 10, dd=3000)
    assert found.interval() == wilson(30 if x else 0, 30)


def test_one_case_alone_says_nothing_of_others() -> None:
    assert CaseDays(cases=1, x=3, d=10, xx=9, xd=30, dd=100).interval() == (0.0, 1.0)


def test_own_help_counts_persons_named_at_the_start() -> None:
    rows = [
        on(0, "melding", persons=("p1", "p2", "p3")),
        on(20, "start-hulp", persons=("p1", "p9"), spell="a"),
        on(95, "start-hulp", persons=("p2",), spell="b"),
        on(0, "melding", "h2", persons=("p4",)),
        on(30, "start-hulp", "h9", persons=("p4",), spell="c"),  # in another household
    ]
    found = result(rows)
    by_landmark, by_horizon = (figures(found, "eigen-hulp", f"{n}-dagen") for n in (90, 100))
    assert by_landmark[0] == Count(4, "regie:betrokkenen")
    assert by_landmark[1].value == pytest.approx(2 / 4)
    assert by_horizon[1].value == pytest.approx(3 / 4)


def test_with_the_person_as_unit_each_case_is_its_own_person() -> None:
    rows = [
        on(0, "melding", persons=("p1", "p2")),
        on(20, "start-hulp", persons=("p1",), spell="a"),
    ]
    assert figures(result(rows, unit="persoon"), "eigen-hulp", "90-dagen")[1].value == pytest.approx(1 / 2)


def test_who_had_help_already_or_help_without_a_name_is_left_out_and_counted() -> None:
    rows = [
        on(-50, "start-hulp", persons=("p1",), spell="a"),
        on(0, "melding", persons=("p1", "p2")),
        on(-50, "start-hulp", "h2", persons=("p3",), spell="b"),
        on(-10, "einde-hulp", "h2", spell="b"),  # over before the start
        on(0, "melding", "h2", persons=("p3",)),
        on(0, "melding", "h3", persons=("p4", "p5")),
        on(10, "start-hulp", "h3", spell="c"),  # for whom?
    ]
    found = result(rows)
    assert figures(found, "eigen-hulp", "90-dagen")[0].n == 2
    left_out = {str(step.reason): step.left_out for step in found.attrition}
    assert left_out["hulp van de casus noemt niemand"] == 2
    assert left_out["eigen hulp liep al"] == 1


def test_help_that_names_nobody_is_not_registered_and_never_zero() -> None:
    rows = [on(0, "melding", persons=("p1",)), on(20, "start-hulp", spell="a")]
    found = result(rows)
    assert "eigen-hulp" not in {table.id for table in found.tables}
    assert str(found.words["aandeel_eigen_hulp"]) == "niet geregistreerd"
    assert any("niets te zeggen" in str(text) for text in found.warnings)
    nobody = result([on(0, "melding"), on(20, "start-hulp", spell="a", persons=("p1",))])
    assert str(nobody.words["aandeel_eigen_hulp"]) == "niet geregistreerd"


def test_persons_of_one_case_hang_together() -> None:
    rows = []
    for number in range(40):
        persons = tuple(f"p{number}-{k}" for k in range(4))
        rows.append(on(0, "melding", f"h{number}", persons=persons))
        if number % 2:
            rows.append(on(20, "start-hulp", f"h{number}", persons=persons, spell=f"s{number}"))
    chance = figures(result(rows), "eigen-hulp", "90-dagen")[1]
    assert chance.n == 160
    # 40 independent cases, not 160 persons: about sqrt(0.25 / 40) on each side
    assert chance.high - chance.low == pytest.approx(2 * Z95 * (0.25 / 40) ** 0.5, rel=0.05)


def immortal_world(seed: int, cases: int = 500) -> list[H]:
    """New reports at a constant rate, and somebody responsible after a while, whatever: neither knows of the other.

    A new report ends the wait for somebody responsible, as it does where all starts anew.
    """
    random = np.random.default_rng(seed)
    rows: list[H] = []
    for number in range(cases):
        name = f"h{number}"
        again, arranged = int(random.exponential(150)) + 1, int(random.exponential(60)) + 1
        rows += [on(0, "melding", name), on(1, "einde", name)]
        if arranged < again:
            rows.append(on(arranged, "start-hulp", name, spell=name))
        if again < 800:
            rows.append(on(again, "melding", name))
    return rows


def naive(rows: list[H], horizon: int) -> tuple[float, float]:
    """Share with a new report within the horizon, of cases that ever had somebody responsible, and that never had."""
    first: dict[str, int] = {}
    helped: set[str] = set()
    for row in rows:
        name, day = str(row.household), ((row.day or START) - START).days
        if row.activity == "start-hulp":
            helped.add(name)
        elif row.activity == "melding" and day > 0:
            first[name] = min(first.get(name, day), day)
    names = {str(row.household) for row in rows}
    with_help, without = (
        np.mean([first.get(name, 10_000) <= horizon for name in group]) for group in (helped, names - helped)
    )
    return float(with_help), float(without)


def test_who_had_no_time_to_get_anybody_responsible_is_not_without() -> None:
    found = []
    for seed in range(12):
        rows = immortal_world(seed)
        with_help, without = naive(rows, 190)
        assert without > with_help + 0.2  # time alone makes this difference
        found.append(figures(result(rows, fasen=["hulp"]), "verschil-nieuw", "gemeten")[0])
    assert sum(one.low <= 0 <= one.high for one in found) >= 10  # less once in fifty times with 95 %
    assert abs(np.mean([one.value for one in found])) < 0.05


def test_an_early_new_report_is_left_out_and_not_put_in_a_group() -> None:
    rows = [
        *(on(0, "melding", name) for name in ("h1", "h2", "h3")),
        on(40, "melding", "h1"),
        on(1, "einde", "h2"),
    ]
    found = result(rows)
    assert figures(found, "kansen-nieuw", "een")[0].n == 1
    assert figures(found, "kansen-nieuw", "anders")[0].n == 1
    assert found.attrition[2].left_out == 1


def test_the_groups_are_those_of_the_landmark_itself() -> None:
    rows = [
        on(0, "melding", "h1"),
        on(90, "einde", "h1"),  # ended on the landmark: nobody
        on(0, "melding", "h2"),
        on(90, "start-hulp", "h2", spell="a"),  # started on it: two
        on(0, "melding", "h3"),
        on(91, "start-hulp", "h3", spell="b"),  # too late: one
    ]
    found = result(rows)
    groups = {row: figures(found, "kansen-nieuw", row)[0].n for row in ("een", "anders", "niemand", "meer")}
    assert groups == {"een": 1, "anders": 2, "niemand": 1, "meer": 1}


def test_drop_out_is_of_help_that_runs_at_the_landmark_one_for_each_case() -> None:
    def helped(name: str, end: int, reason: str, *others: tuple[int, int, str]) -> list[H]:
        rows = [on(0, "melding", name), on(1, "einde", name)]
        for number, (start, stop, why) in enumerate([(10, end, reason), *others]):
            spell = f"{name}-{number}"
            rows += [
                on(start, "start-hulp", name, spell=spell),
                on(stop, "einde-hulp", name, spell=spell, end_reason=why),
            ]
        return rows

    rows = [
        *helped("h1", 120, "eenzijdig-client"),
        *helped("h2", 120, "volgens-plan", (20, 130, "eenzijdig-client")),  # the first one ended as planned
        *helped("h3", 60, "eenzijdig-client"),  # over before the landmark
        *helped("h4", 120, "overstap"),  # goes on elsewhere: seen no further
        on(0, "melding", "h5"),
    ]
    found = result(rows, uitkomsten=[DROP_OUT], fasen=["hulp"])
    one = figures(found, "kansen-uitval", "een")
    assert (one[0].n, one[1].events) == (3, 1)
    assert one[1].value == pytest.approx(1 / 3)
    step = next(step for step in found.attrition if "in hulp" in str(step.step))
    assert (step.before, step.after) == (5, 3)


def test_two_outcomes_stand_apart_and_shared_steps_once() -> None:
    rows = [
        on(0, "melding"),
        on(10, "start-hulp", spell="a"),
        on(30, "melding", "h2"),
        on(60, "melding", "h2"),
    ]
    found = result(rows, uitkomsten=[*REGIE["uitkomsten"], DROP_OUT])  # type: ignore[misc]
    assert {"kansen-nieuw", "kansen-uitval", "verschil-nieuw", "verschil-uitval"} <= {
        table.id for table in found.tables
    }
    steps = [str(step.step) for step in found.attrition]
    assert len(steps) == len(set(steps))


def test_numbers_add_up_as_the_result_says() -> None:
    found = result(immortal_world(1, 200), fasen=["hulp"], uitkomsten=[*REGIE["uitkomsten"], DROP_OUT])  # type: ignore[misc]
    named: dict[str, int] = {}
    for table in found.tables:
        for row in table.rows:
            for figure in row.figures:
                if isinstance(figure, Count) and figure.name:
                    named[figure.name] = figure.n
                if isinstance(figure, Probability) and figure.whole:
                    assert named.setdefault(figure.whole, figure.n) == figure.n
    for step in found.attrition:
        for name, number in zip(step.names, (step.before, step.after, step.left_out), strict=True):
            assert name is None or named.setdefault(name, number) == number
    for relation in found.relations:
        assert isinstance(relation, Equal | AtMost)
        left, right = (sum(named.get(name, 0) for name in side) for side in (relation.left, relation.right))
        assert left == right
