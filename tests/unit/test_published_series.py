"""Published series in the report: drawn by definition, and no line across a break."""

from __future__ import annotations

import re

import pytest

from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain, Measure
from ketenzicht.chain.published import series_among, series_of
from ketenzicht.publish.charts.published import published_spec
from ketenzicht.publish.language import Wording
from ketenzicht.publish.report_series import series_views

pytestmark = pytest.mark.unit

DUTCH = Wording("nl")


@pytest.fixture(scope="module")
def chain() -> Chain:
    return load_chain("thuiszitters")


def declared(chain: Chain, name: str) -> Measure:
    return next(item for item in chain.measures if item.id == name)


def test_a_line_never_crosses_a_break(chain: Chain) -> None:
    [series] = series_of(chain, "ABS")
    spec = published_spec(series, DUTCH)
    assert spec is not None
    rules, lines, *_ = spec["layer"]
    breaks = [one["x"] for one in rules["data"]["values"]]
    assert breaks == [2018.5, 2020.5, 2021.5]
    stretches: dict[int, list[float]] = {}
    for point in lines["data"]["values"]:
        stretches.setdefault(point["stretch"], []).append(point["x"])
    assert [len(years) for years in stretches.values()] == [10, 2, 1, 1]
    assert lines["encoding"]["detail"]["field"] == "stretch"
    for years in stretches.values():
        assert not any(years[0] < place < years[-1] for place in breaks)


def test_a_break_between_two_years_that_are_apart_lies_before_its_own_year(chain: Chain) -> None:
    [series] = series_among(chain, declared(chain, "korter-dan-3-maanden").reference)
    spec = published_spec(series, DUTCH)
    assert spec is not None
    assert [one["x"] for one in spec["layer"][0]["data"]["values"]] == [2018.5]


def test_every_tick_of_an_axis_is_labelled(chain: Chain) -> None:
    view = series_views(chain, declared(chain, "korter-dan-3-maanden"), DUTCH)[0]
    assert view.chart is not None
    told = re.findall(r">([\d.]+|\d{4}-\d\d)</text>", view.chart.svg)
    assert told == [
        "2015-16",
        "2017-18",
        "2020-21",
        "0",
        "1.000",
        "2.000",
        "3.000",
        "4.000",
        "5.000",
        "4.300",
    ]


def test_breaks_and_remarks_are_told_in_words_too(chain: Chain) -> None:
    view = series_views(chain, declared(chain, "korter-dan-3-maanden"), DUTCH)[0]
    assert [text.partition(":")[0] for text in view.breaks] == ["Breuk vanaf 2019-20"]
    assert "4.214" in view.remarks[0]
    english = series_views(chain, declared(chain, "korter-dan-3-maanden"), Wording("en"))[0]
    assert english.breaks[0].startswith("Break from 2019-20: Covid.")
    assert english.chart is not None
    assert "dashed line" in english.chart.reading


def test_each_definition_is_a_chart_of_its_own(chain: Chain) -> None:
    views = series_views(chain, declared(chain, "langdurig-relatief-verzuim"), DUTCH)
    drawn = [view.name.partition(":")[0] for view in views if view.chart]
    assert drawn == [
        "LRV"
    ]  # the two states at the start of a year have another code, and are too few to draw


def test_two_figures_and_figures_without_a_year_are_not_drawn(chain: Chain) -> None:
    [series] = series_of(chain, "ABS_NIEUW")
    assert published_spec(series, DUTCH) is None
    other = load_chain("onderwijsconsulenten")
    assert all(published_spec(item, DUTCH) is None for item in series_of(other, "OC_ZAKEN"))


def test_no_series_beside_a_measure_without_published_figures(chain: Chain) -> None:
    assert series_views(chain, declared(chain, "opnieuw-thuis"), DUTCH) == ()
