"""Counts are added and compared by their definition, and everything else is refused with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ketenzicht.chain import load_chain
from ketenzicht.chain.definitions import add, trend
from ketenzicht.chain.model import Chain, Definition
from ketenzicht.chain.published import (
    Published,
    Series,
    period_place,
    published,
    series_of,
    smallest_parts,
    worked_out,
)
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def chain() -> Chain:
    return load_chain("thuiszitters")


def known(chain: Chain, code: str, period: str = "2018-19") -> Published:
    found = worked_out(chain, code, "Nederland", period)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (("T3M", "LRV"), "T3M_LRV"),  # counts the same young people twice
        (("T3M", "ABS"), "T3M_ABS"),
        (("ABS", "ABS"), "ABS_KORT"),
        (("ABS_LRV_V5A", "V5A"), "V5A"),
        (("T3M", "V5A"), "T3M en V5A"),  # no definition is these two together
        (("ABS", "V5A"), "ABS en V5A"),
    ],
)
def test_what_is_no_definition_together_is_not_added(chain: Chain, codes: tuple[str, str], says: str) -> None:
    with pytest.raises(UserError) as refused:
        add(chain, [known(chain, code) for code in codes])
    assert says in refused.value.text()
    assert all(code in refused.value.text() for code in codes)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"period": "2017-18"}, "2017-18 en 2018-19"),
        ({"region": "Utrecht (gemeente)"}, "Nederland en Utrecht (gemeente)"),
        ({"window": "kalenderjaar"}, "kalenderjaar en schooljaar"),
        ({"unit": "percent"}, "percentages"),
        ({"status": "provisional"}, "Voorlopige"),
    ],
)
def test_figures_of_another_frame_are_not_added(chain: Chain, change: dict[str, str], says: str) -> None:
    with pytest.raises(UserError, match="niet op te tellen") as refused:
        add(chain, [known(chain, "ABS"), replace(known(chain, "LRV"), **change)])
    assert says in refused.value.text()


def test_one_figure_is_no_sum_and_no_change(chain: Chain) -> None:
    for of in (add, trend):
        with pytest.raises(UserError, match="twee of meer"):
            of(chain, [known(chain, "ABS")])


def test_a_change_needs_one_definition(chain: Chain) -> None:
    with pytest.raises(UserError) as refused:
        trend(chain, [known(chain, "LRV", "2014-15"), known(chain, "ABS_LRV", "2015-16")])
    assert "ABS_LRV en LRV" in refused.value.what


@pytest.mark.parametrize(
    ("code", "first", "last", "found"),
    [
        ("ABS", "2018-19", "2019-20", "corona"),
        ("ABS", "2020-21", "2021-22", "sprong-2021-22"),
        ("ABS", "2021-22", "2022-23", "kinderen-van-asielzoekers"),
        ("T3M", "2018-19", "2020-21", "corona"),  # a part of it is counted as ABS
        ("ABS_LRV_V5A", "2018-19", "2020-21", "corona"),
        ("LRV", "2018-19", "2021-22", "corona"),
    ],
)
def test_no_change_is_told_across_a_break(chain: Chain, code: str, first: str, last: str, found: str) -> None:
    with pytest.raises(UserError, match="geen verandering") as refused:
        trend(chain, [known(chain, code, first), known(chain, code, last)])
    assert found in refused.value.fix


@pytest.mark.parametrize(
    ("code", "first", "last", "difference"),
    [
        ("T3M", "2016-17", "2017-18", 267),
        ("ABS", "2019-20", "2020-21", -79),
        ("V5A", "2018-19", "2019-20", 339),  # the break of ABS and LRV is none of V5A
        ("LRV", "2019-20", "2021-22", -139),
    ],
)
def test_a_change_within_a_stretch_is_told(
    chain: Chain, code: str, first: str, last: str, difference: int
) -> None:
    # in whatever order they are given
    figures = [known(chain, code, last), known(chain, code, first)]
    assert trend(chain, figures).difference == difference


def test_what_was_better_registration_is_told_with_the_rise(chain: Chain) -> None:
    change = trend(chain, [known(chain, "V5A", "2010-11"), known(chain, "V5A", "2015-16")])
    assert [item.id for item in change.remarks] == ["betere-registratie-5-onder-a"]
    later = trend(chain, [known(chain, "V5A", "2015-16"), known(chain, "V5A", "2016-17")])
    assert later.remarks == ()


def test_a_year_that_is_not_certain_has_no_place_in_a_series() -> None:
    chain = load_chain("onderwijsconsulenten")
    cases = published(chain, "oc-zaken")
    with pytest.raises(UserError, match="staat niet vast"):
        trend(chain, [cases, replace(cases, period="2018-19")])


def test_a_provisional_year_is_not_set_beside_a_final_one() -> None:
    chain = load_chain("wijkteams")
    with pytest.raises(UserError, match="geen reeks") as refused:
        trend(chain, [published(chain, "wt-jz-2022-n"), published(chain, "wt-jz-2023-n")])
    assert "2023" in refused.value.why


def test_a_bound_is_no_figure_and_an_unknown_name_is_told() -> None:
    chain = load_chain("wijkteams")
    with pytest.raises(UserError, match="geen getal"):
        published(chain, "wt-2017-laagste-pct")
    with pytest.raises(UserError, match="geen referentiewaarde") as refused:
        published(chain, "wt-jz-2022-m")
    assert "wt-jz-2022-n" in refused.value.fix


def test_a_line_stops_at_each_break(chain: Chain) -> None:
    [series] = series_of(chain, "ABS")
    assert [len(stretch) for stretch in series.stretches] == [10, 2, 1, 1]
    assert [item.id for found in series.breaks for item in found] == [
        "corona", "sprong-2021-22", "kinderen-van-asielzoekers",
    ]  # fmt: skip


def test_regions_are_series_of_their_own(chain: Chain) -> None:
    regions = [item.figures[0].region for item in series_of(chain, "LRV_START")]
    assert regions == ["Nederland", "Utrecht (gemeente)"]


def test_a_definition_that_was_never_published_follows_from_others(chain: Chain) -> None:
    [series] = series_of(chain, "LRV_KORT")
    assert isinstance(series, Series)
    assert [(item.period, item.value, item.formula) for item in series.figures] == [
        ("2015-16", 1695, "4.287 - 2.592"),
        ("2016-17", 1602, "4.116 - 2.514"),
        ("2018-19", 1205, "3.917 - 2.712"),
    ]
    assert {item.status for item in series.figures} == {"derived"}
    assert worked_out(chain, "LRV_KORT", "Nederland", "2017-18") is None


def test_a_circle_of_definitions_ends(chain: Chain) -> None:
    circle = (Definition(code="A", naam="a", delen=("B",)), Definition(code="B", naam="b", delen=("A",)))
    turned = chain.model_copy(update={"definitions": circle})
    assert smallest_parts(turned, "A") == frozenset()
    assert worked_out(turned, "A", "Nederland", "2018-19") is None


@pytest.mark.parametrize(
    ("period", "place"),
    [
        ("2018-19", (2018, 0)),
        ("2023", (2023, 0)),
        ("2023, eerste halfjaar", (2023, 1)),
        ("2022-H2", (2022, 2)),
        ("2018-Q4", (2018, 4)),
        ("gepubliceerd 2019", None),
        ("2016-2020", None),
        ("schooljaar 2015-2016 of 2016-2017 (niet zeker)", None),
    ],
)
def test_the_place_of_a_period(period: str, place: tuple[int, int] | None) -> None:
    assert period_place(period) == place


def test_parts_over_another_time_or_still_provisional_give_no_sum(chain: Chain) -> None:
    values = {item.id: item for item in chain.reference_values}
    for change in ({"window": "kalenderjaar"}, {"status": "provisional"}):
        turned = values | {"tz-abs-2018-19": values["tz-abs-2018-19"].model_copy(update=change)}
        other = chain.model_copy(update={"reference_values": tuple(turned.values())})
        assert worked_out(other, "ABS_LRV", "Nederland", "2018-19") is None


def test_somewhat_more_than_a_number_says_so(chain: Chain) -> None:
    assert published(chain, "tz-t3m-2020-21").at_least
    assert not published(chain, "tz-t3m-2018-19").at_least
