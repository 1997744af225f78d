"""The drawing of the stages of one organisation."""

from __future__ import annotations

import pytest
from lxml import etree

from helpers.guides import guide_chain
from ketenzicht.chain.model import Chain
from ketenzicht.diagram import steps_svg
from ketenzicht.diagram.steps_svg import INK, MARK, PAPER, SOFT, steps_of

pytestmark = pytest.mark.unit

SPACE = {"svg": "http://www.w3.org/2000/svg"}


def chain() -> Chain:
    """Three stages; from the first to the third without the second, and back to the first."""
    events = ["boete", "aanmaning", "beslag", "betaald"]
    return guide_chain(
        gebeurtenissen=[{"id": name, "naam": f"{name} <&>", "bij": "cjib"} for name in events],
        fasen=[
            {"id": "een", "naam": "Betalen", "bij": "cjib", "begint_met": "boete",
             "eindigt_met": ["betaald", "aanmaning", "beslag"]},
            {"id": "twee", "naam": "Aanmaning", "bij": "cjib", "begint_met": "aanmaning", "eindigt_met": ["beslag"]},
            {"id": "drie", "naam": "Beslag", "bij": "cjib", "begint_met": "beslag", "eindigt_met": ["boete"]},
            {"id": "elders", "naam": "Elders", "bij": "gemeente", "begint_met": "boete", "eindigt_met": ["betaald"]},
        ],
    )  # fmt: skip


def test_what_can_follow_comes_from_the_events_that_end_and_begin_stages() -> None:
    first, second, third = steps_of(chain(), "cjib", frozenset(), "nl")
    assert (first.follows, first.ends) == ((1, 2), ("betaald <&>",))
    assert (second.follows, third.follows) == ((2,), (0,))


def test_the_place_of_a_case_is_marked_in_words_too() -> None:
    drawing = steps_svg(chain(), "cjib", frozenset({"aanmaning"}))
    root = etree.fromstring(drawing.encode())
    assert "▸ hier staat deze casus" in root.xpath("//svg:text/text()", namespaces=SPACE)
    assert "Aanmaning; hier staat deze casus; daarna: Beslag." in root.get("aria-label")
    assert "this case is here" in steps_svg(chain(), "cjib", frozenset({"aanmaning"}), "en")


def test_every_step_that_can_follow_has_an_arrow_and_every_end_too() -> None:
    root = etree.fromstring(steps_svg(chain(), "cjib").encode())
    arrows = root.xpath("//svg:path[@marker-end]", namespaces=SPACE)
    assert len(arrows) == 4 + 1
    assert len(root.xpath("//svg:rect", namespaces=SPACE)) == 3


def test_nothing_is_drawn_outside_the_frame() -> None:
    root = etree.fromstring(steps_svg(chain(), "cjib").encode())
    width, height = (int(one) for one in root.get("viewBox").split()[2:])
    for box in root.xpath("//svg:rect", namespaces=SPACE):
        assert 0 <= int(box.get("x")) <= width - int(box.get("width"))
        assert 0 <= int(box.get("y")) <= height - int(box.get("height"))
    for text in root.xpath("//svg:text", namespaces=SPACE):
        assert 0 < int(text.get("y")) <= height
        assert int(text.get("x")) + 8 * len(text.text) <= width


def light(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "under"), [(INK, PAPER), (SOFT, PAPER), (PAPER, MARK)])
def test_texts_have_contrast_enough(text: str, under: str) -> None:
    dark, bright = sorted([light(text), light(under)])
    assert (bright + 0.05) / (dark + 0.05) >= 7


def test_the_same_case_gives_the_same_drawing() -> None:
    assert steps_svg(chain(), "cjib") == steps_svg(chain(), "cjib")


def test_an_organisation_without_stages_has_an_empty_drawing() -> None:
    assert "<rect" not in steps_svg(chain(), "rechtbank")
