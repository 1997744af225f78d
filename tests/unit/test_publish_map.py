"""The map: what it shows, what it must not show, and the table that says the same."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from lxml import etree

from helpers.shapes import written
from ketenzicht.compare.places.shapes import Shapes, read_shapes
from ketenzicht.message import message
from ketenzicht.publish.charts.map import FILLS, MapChart, map_chart
from ketenzicht.publish.charts.map_classes import class_of, quantile_breaks, value_shown
from ketenzicht.publish.language import Wording
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedShare,
)

pytestmark = pytest.mark.unit

LOW = PublishedShare(10, 100, 0.06, 0.17)
HIGH = PublishedShare(30, 100, 0.22, 0.40)
FIGURES: dict[str, PublishedFigure | None] = {
    "GM0001": LOW,
    "GM0002": HIGH,
    "GM0003": Hidden(),
    "GM0009": HIGH,
}


@pytest.fixture
def shapes(tmp_path: Path) -> Shapes:
    return read_shapes(written(tmp_path))


def drawn(
    shapes: Shapes, figures: dict[str, PublishedFigure | None] = FIGURES, language: str = "nl", **more: object
) -> MapChart:
    found = map_chart(
        figures,
        shapes,
        id_="kaart",
        title="Naam & zaak",
        sentence="De zin.",
        column=message("op tijd"),
        wording=Wording(language),  # type: ignore[arg-type]
        policy=Policy(),
        **more,  # type: ignore[arg-type]
    )
    assert found is not None
    return found


def paths(found: MapChart) -> dict[str, etree._Element]:
    """The places by what their title says."""
    root = etree.fromstring(found.chart.svg)
    titled = ((path.find("{*}title"), path) for path in root.iter("{*}path"))
    return {str(title.text).replace("\u00a0", " "): path for title, path in titled if title is not None}


def words(found: MapChart) -> list[str]:
    texts = etree.fromstring(found.chart.svg).iter("{*}text")
    return [str(text.text).replace("\u00a0", " ") for text in texts]


def test_it_is_an_image_with_a_title_and_a_description(shapes: Shapes) -> None:
    root = etree.fromstring(drawn(shapes).chart.svg)
    title, description = root.find("{*}title"), root.find("{*}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ("Naam & zaak: Op tijd", "De zin.")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_it_holds_no_script_style_or_address(shapes: Shapes) -> None:
    text = drawn(shapes).chart.svg
    assert not re.search(r"<script|<image|<style| style=| href=|xlink|url\((?!#kaart-)|font-family", text)
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}


def test_every_place_says_its_figure_and_what_is_not_shown_says_only_that(shapes: Shapes) -> None:
    assert list(paths(drawn(shapes))) == [
        "Aarde: 10 % (6 % tot 17 %)",
        "Berg & Dal <1>: 30 % (22 % tot 40 %)",
        "'s-Cent: te weinig gevallen",
        "Dal: geen cijfer",
    ]


def test_a_place_without_a_figure_has_the_colour_of_no_class(shapes: Shapes) -> None:
    fills = [path.get("fill") for path in paths(drawn(shapes)).values()]
    assert fills == [*FILLS[2], "url(#kaart-verborgen)", "url(#kaart-geen)"]
    root = etree.fromstring(drawn(shapes).chart.svg)
    assert {pattern.get("id") for pattern in root.iter("{*}pattern")} == {"kaart-verborgen", "kaart-geen"}


def test_the_legend_names_each_class_and_how_many_places_are_in_it(shapes: Shapes) -> None:
    found = drawn(shapes, marked=("GM0002",))
    assert words(found) == [
        "Op tijd",
        "lager dan 30 %", "1 plaats",
        "30 % of meer", "1 plaats",
        "niet getoond", "1 plaats",
        "geen cijfer", "1 plaats",
        "Berg & Dal <1>",
    ]  # fmt: skip


def test_it_reads_in_english_too(shapes: Shapes) -> None:
    assert {"under 30%", "30% or more", "no figure", "not shown"} <= set(words(drawn(shapes, language="en")))


def test_the_table_has_every_figure_by_name_and_no_order_by_figure(shapes: Shapes) -> None:
    found = drawn(shapes)
    assert [(row.id, row.figures[0]) for row in found.table.rows] == [
        ("GM0001", LOW), ("GM0002", HIGH), ("GM0004", None), ("GM0009", HIGH), ("GM0003", FIGURES["GM0003"]),
    ]  # fmt: skip
    assert found.not_drawn == ("GM0009",)


def test_whose_borders_they_are_is_said(shapes: Shapes) -> None:
    assert drawn(shapes, borders="CBS en Kadaster, 2022").chart.reading.endswith(
        "Grenzen: CBS en Kadaster, 2022."
    )
    assert "Grenzen" not in drawn(shapes).chart.reading


def test_counts_are_refused(shapes: Shapes) -> None:
    with pytest.raises(ValueError, match="where many people live"):
        drawn(shapes, {"GM0001": PublishedCount(10)})


def test_without_any_figure_there_is_no_map(shapes: Shapes) -> None:
    with pytest.raises(AssertionError):
        drawn(shapes, {"GM0001": Hidden(), "GM0002": None, "GM0009": HIGH})


def test_given_classes_are_kept_and_more_than_colours_are_refused(shapes: Shapes) -> None:
    found = drawn(shapes, breaks=(0.05, 0.2))
    assert found.breaks == (0.05, 0.2)
    assert [path.get("fill") for path in paths(found).values()][:2] == list(FILLS[3][1:])
    with pytest.raises(ValueError, match="at most 5"):
        drawn(shapes, breaks=(0.1, 0.2, 0.3, 0.4, 0.5))


def test_neighbours_are_drawn_with_the_same_border(shapes: Shapes) -> None:
    corners = []
    for path in list(paths(drawn(shapes)).values())[:2]:
        steps = [int(number) for number in re.findall(r"-?\d+", str(path.get("d")))]
        places = [(steps[0], steps[1])]
        for x, y in zip(steps[2::2], steps[3::2], strict=True):
            places.append((places[-1][0] + x, places[-1][1] + y))
        corners.append(set(places))
    assert len(corners[0] & corners[1]) == 3


def test_the_same_figures_give_the_same_bytes(shapes: Shapes) -> None:
    assert drawn(shapes).chart.svg == drawn(shapes, dict(reversed(FIGURES.items()))).chart.svg


@pytest.mark.parametrize("classes", FILLS)
def test_classes_differ_in_lightness(classes: int) -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    shades = [lightness(colour) for colour in FILLS[classes]]
    assert all(one - other > 25 for one, other in itertools.pairwise(shades))


def test_a_figure_is_in_the_class_that_it_reads_as() -> None:
    assert value_shown(PublishedShare(148, 1000, 0.1, 0.2)) == 0.15
    assert value_shown(PublishedNumber(2.449, 10, 1)) == 2.4
    assert class_of(0.15, (0.15, 0.2)) == 1
    assert class_of(0.14, (0.15, 0.2)) == 0


def test_classes_hold_about_as_many_places_and_equal_figures_stay_together() -> None:
    assert quantile_breaks(range(100), 5) == (20, 40, 60, 80)
    assert quantile_breaks([1, 1, 1, 1, 2], 5) == (2,)
    assert quantile_breaks([3, 3, 3], 5) == ()
