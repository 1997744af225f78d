"""Charts: static, named, alike on every machine, honest about the whole and about what is hidden."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from helpers import report_content as example
from ketenzicht.publish.charts import chart_of
from ketenzicht.publish.charts.bars import bars_spec, share_column
from ketenzicht.publish.charts.curves import curves_spec
from ketenzicht.publish.charts.look import fitting
from ketenzicht.publish.charts.render import svg_of
from ketenzicht.publish.charts.rows import round_numbers
from ketenzicht.publish.charts.series import series_spec
from ketenzicht.publish.charts.waterfall import Step, waterfall_spec
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import (
    Hidden,
    PublishedCurve,
    PublishedNumber,
    PublishedResult,
    PublishedSeries,
)

pytestmark = pytest.mark.unit
NL, EN = Wording("nl"), Wording("en")
SHAPES = [example.earlier(), example.classes(), example.drop_out(), example.in_time(), example.caseload()]


def _svg(result: PublishedResult, wording: Wording = NL) -> etree._Element:
    chart = chart_of(result, title="Naam & zaak", sentence="De zin.", period=example.PERIOD, wording=wording)
    assert chart is not None
    return etree.fromstring(chart.svg)


def _words(svg: etree._Element) -> list[str]:
    return ["".join(text.itertext()).replace("\u00a0", " ") for text in svg.iter("{*}text")]


@pytest.mark.parametrize("result", SHAPES, ids=lambda result: result.kind)
def test_a_chart_is_an_image_with_a_title_and_a_description(result: PublishedResult) -> None:
    svg = _svg(result)
    title, description = svg.find("{*}title"), svg.find("{*}desc")
    assert svg.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (title.text or "").startswith("Naam & zaak: ")
    assert description.text == "De zin."
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("result", SHAPES, ids=lambda result: result.kind)
def test_a_chart_holds_no_script_style_or_address(result: PublishedResult) -> None:
    text = etree.tostring(_svg(result), encoding="unicode")
    assert not re.search(r"<script|<image|<style| style=| href=|xlink|url\(http", text)
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}
    assert svg_size(text) is None


def svg_size(text: str) -> str | None:
    """A fixed width, which would not fit a small screen."""
    found = re.match(r"<svg[^>]* (width|height)=", text)
    return found[1] if found else None


@pytest.mark.parametrize("result", SHAPES, ids=lambda result: result.kind)
def test_the_same_figures_give_the_same_bytes(result: PublishedResult) -> None:
    from ketenzicht.publish.charts import render

    first = etree.tostring(_svg(result))
    render._drawn.cache_clear()
    assert etree.tostring(_svg(result)) == first


def test_ids_of_two_charts_in_a_page_never_meet() -> None:
    ids = [str(node.get("id")) for result in SHAPES for node in _svg(result).iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_a_bar_is_drawn_on_the_whole() -> None:
    spec = bars_spec(example.earlier().tables[0], 1, None, NL)
    assert spec is not None
    shapes = spec["layer"][0]
    assert shapes["encoding"]["x"]["scale"]["domain"] == [0, 1]
    tracks = [bar for bar in shapes["data"]["values"] if bar["x2"] == 1]
    assert len(tracks) == 1


def test_a_hidden_share_has_words_and_no_bar() -> None:
    words = _words(_svg(example.earlier()))
    assert "te weinig gevallen" in words
    assert "50 %" in words


def test_a_label_too_long_for_the_chart_is_cut_with_a_sign() -> None:
    assert fitting("x" * 58) == "x" * 58
    assert fitting("woord " * 12) == "woord woord woord woord woord woord woord woord woord woo…"


def test_a_total_without_a_share_has_no_bar() -> None:
    assert "Totaal" not in _words(_svg(example.classes()))


def test_a_norm_is_named_in_the_language() -> None:
    assert "norm 90 %" in _words(_svg(example.in_time()))
    assert "norm 90%" in _words(_svg(example.in_time(), EN))


def test_a_curve_says_where_it_ends() -> None:
    words = _words(_svg(example.drop_out()))
    assert "12 %" in words
    assert "maanden na het begin van de klok" in words


def test_a_curve_ends_at_its_horizon_also_when_its_last_point_lies_past_it() -> None:
    curve = example.drop_out().curves[0]
    past = replace(curve, points=(*curve.points, (390, curve.points[-1][1])))
    spec = curves_spec((past,), 12, "", NL)
    assert spec is not None
    line = spec["layer"][1]
    assert line["encoding"]["x"]["scale"]["domain"] == [0, 12]
    assert line["data"]["values"][-1]["x"] == 12


def test_a_curve_that_stops_early_is_not_stretched() -> None:
    curve = example.drop_out().curves[0]
    spec = curves_spec((replace(curve, points=curve.points[:6]),), 12, "", NL)
    assert spec is not None
    assert round(spec["layer"][1]["data"]["values"][-1]["x"], 1) == 4.9


def _mean(value: float, low: float, high: float) -> PublishedNumber:
    return PublishedNumber(value, 100, 2, low, high)


def test_a_curve_of_mean_numbers_has_numbers_for_ticks_and_says_what_it_is() -> None:
    points = ((0, _mean(0, 0, 0)), (180, _mean(0.8, 0.6, 1.1)), (360, _mean(1.25, 0.9, 1.7)))
    curve = PublishedCurve("alle", example.drop_out().curves[0].label, 100, points)
    result = replace(example.drop_out(), curves=(curve,))
    words = _words(_svg(result))
    assert "1,25" in words
    assert "2,00" in words
    assert not [word for word in words if "%" in word]
    chart = chart_of(result, title="", sentence="", period=example.PERIOD, wording=EN)
    assert chart is not None
    assert chart.caption == "Mean number per case over time"


def test_texts_at_the_ends_of_curves_that_are_close_can_both_be_read() -> None:
    curve = example.drop_out().curves[0]
    ends = [0.8, 0.79, 0.3]
    curves = tuple(replace(curve, points=((0, _mean(0, 0, 0)), (30, _mean(end, 0, 1)))) for end in ends)
    spec = curves_spec(curves, None, "", NL)
    assert spec is not None
    texts, names = spec["layer"][-2:]
    shown = {value["text"]: value["y"] for value in texts["data"]["values"]}
    assert shown == {"0,30": 0.3, "0,79": 0.79, "0,80": pytest.approx(0.87)}
    assert len({value["y"] for value in names["data"]["values"]}) == 3


@pytest.mark.parametrize(("reach", "top"), [(0.02, 0.1), (0.75, 0.75), (0.76, 1.0), (1.3, 1.5), (31.0, 40.0)])
def test_the_axis_of_a_curve_ends_at_a_round_number(reach: float, top: float) -> None:
    curve = replace(example.drop_out().curves[0], points=((0, _mean(0, 0, 0)), (30, _mean(reach, 0, reach))))
    spec = curves_spec((curve,), None, "", NL)
    assert spec is not None
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0, top]


def test_a_series_starts_at_zero_and_writes_numbers_in_the_language() -> None:
    spec = series_spec(example.caseload().series[0], example.PERIOD, NL)
    assert spec is not None
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0
    assert "1.420" in _words(_svg(example.caseload()))
    assert "1,420" in _words(_svg(example.caseload(), EN))


def test_nothing_to_show_gives_no_chart() -> None:
    table = example.earlier().tables[0]
    hidden = replace(table, rows=tuple(replace(row, figures=(Hidden(), Hidden())) for row in table.rows))
    assert share_column(hidden) is None
    label = example.drop_out().curves[0].label
    assert curves_spec((PublishedCurve("x", label, 0, ()),), 12, "", NL) is None
    assert series_spec(PublishedSeries("x", label, ((example.PERIOD[0], None),)), example.PERIOD, NL) is None
    result = replace(example.earlier(), tables=(hidden,))
    assert chart_of(result, title="", sentence="", period=example.PERIOD, wording=NL) is None


def test_texts_in_a_chart_are_escaped() -> None:
    svg = svg_of({"mark": "point", "data": {"values": []}}, id_="x", title="<b>&", description="'\"")
    assert etree.fromstring(svg).find("{*}title").text == "<b>&"  # type: ignore[union-attr]


def test_steps_that_are_small_beside_the_totals_have_a_line_that_begins_later_and_says_so() -> None:
    steps = [
        Step("zo", "1.000", 0, 1000, total=True),
        Step("minder", "−60", 1000, 940),
        Step("meer", "+10", 940, 950),
        Step("dan", "950", 0, 950, total=True),
    ]
    spec = waterfall_spec(steps, "begint niet bij 0")
    assert spec is not None
    bars, _, totals = (spec["layer"][place] for place in range(3))
    low, high = bars["encoding"]["x"]["scale"]["domain"]
    assert 900 < low < 940
    assert 1000 < high < 1010
    assert bars["encoding"]["x"]["axis"]["title"] == "begint niet bij 0"
    # the length of a bar that does not begin at zero would mislead
    assert [(bar["x"], bar["x2"]) for bar in bars["data"]["values"]] == [(940, 1000), (940, 950)]
    assert [point["x"] for point in totals["data"]["values"]] == [1000, 950]


def test_steps_that_are_large_or_have_no_words_for_it_stand_on_a_line_from_zero() -> None:
    large = [
        Step("zo", "100", 0, 100, total=True),
        Step("minder", "−80", 100, 20),
        Step("dan", "20", 0, 20, total=True),
    ]
    small = [Step("zo", "100", 0, 100, total=True), Step("dan", "99", 0, 99, total=True)]
    for steps, title in ((large, "begint niet bij 0"), (small, "")):
        spec = waterfall_spec(steps, title)
        assert spec is not None
        assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 100]
        assert spec["layer"][0]["encoding"]["x"]["axis"] is None


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(3, 97, [20, 40, 60, 80]), (1390, 1440, [1390, 1400, 1410, 1420, 1430, 1440]), (0.2, 3.9, [1, 2, 3])],
)
def test_a_line_is_described_by_round_numbers(low: float, high: float, ticks: list[float]) -> None:
    assert round_numbers(low, high) == ticks
