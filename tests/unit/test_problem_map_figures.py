"""A study's own figures on a map: only what was released, with what it is, and marked when it was made up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ketenzicht.chain.model.base import TextNode
from ketenzicht.problem_map.draw import draw
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.publish.problem_map import map_view, render_map
from ketenzicht.publish.problem_map_figures import StudyFigures, map_figures

pytestmark = pytest.mark.unit

OF = ProblemMap.model_validate(
    {
        "id": "proef",
        "titel": "Proef",
        "vraag": "Waarom?",
        "factoren": [
            {"id": name, "naam": name, "maten": [{"keten": chain, "maat": measure, "cijfer": figure}]}
            for name, chain, measure, figure in (
                ("a", "keten-a", "uitval", "kans"),
                ("b", "keten-a", "uitval", "verhouding"),
                ("c", "keten-a", "wachten", "aandeel"),
                ("d", "andere-keten", "uitval", "kans"),
                ("e", "keten-a", "uitval", "rest"),
            )
        ],
    }
)
SHARE = {"kind": "probability", "value": 0.4, "low": 0.35, "high": 0.45}
RESULTS: dict[str, Any] = {
    "status": "review",
    "policy": {"rounding": 10, "threshold": 10},
    "study": {"title": "Demo", "chain": "keten-a", "period": {"from": "2024-01-01", "to": "2024-12-31"},
              "synthetic": True},
    "factors": [{"figures": [{"measure": "uitval", "figure": "verhouding", "reading": {"nl": "met tegen zonder"},
                              "words": {"nl": "1,06 (0,91 tot 1,24)"}}]}],
    "measures": [
        {"id": "uitval", "name": {"nl": "Uitval"}, 
         "headline": {"kans": SHARE, "rest": {"kind": "number", "value": 3}}},
        {"id": "wachten", "name": {"nl": "Wachten"}, "headline": {"aandeel": {"kind": "hidden"}}},
    ],
}  # fmt: skip


def test_released_figures_stand_with_what_they_are_and_nothing_else_does() -> None:
    found = map_figures(OF, RESULTS, "nl")
    assert {
        name: [text.replace("\xa0", " ") for text in texts] for name, texts in found.by_factor.items()
    } == {
        "a": ["Uitval: 40 % (35 % tot 45 %)"],
        "b": ["met tegen zonder: 1,06 (0,91 tot 1,24)"],
        "c": ["Wachten: te weinig gevallen"],
    }
    assert found.synthetic
    assert found.notes == (
        "Cijfers: Demo, 1 januari 2024 tot en met 31 december 2024.",
        "Uitvoer nakijken; afgerond op 10, drempel 10.",
        "Verzonnen gegevens. Niemand in deze cijfers bestaat.",
    )


def test_a_number_is_shown_when_the_map_says_what_it_is() -> None:
    read = OF.model_copy(
        update={
            "factors": tuple(
                factor.model_copy(
                    update={
                        "indicators": tuple(
                            one.model_copy(update={"reading": TextNode(nl="gemiddeld open", en="mean open")})
                            for one in factor.indicators
                        )
                    }
                )
                for factor in OF.factors
            )
        }
    )
    found = map_figures(read, RESULTS, "nl").by_factor
    assert found["e"] == ("gemiddeld open: 3",)
    assert found["a"][0].startswith("gemiddeld open: 40")


def test_a_study_of_another_chain_says_nothing() -> None:
    other = {**RESULTS, "study": {**RESULTS["study"], "chain": "weer-een-andere"}}
    assert map_figures(OF, other, "nl") == StudyFigures(synthetic=True)


def test_a_report_of_a_map_says_of_which_study_its_figures_are() -> None:
    view = map_view(OF, "nl", figures=map_figures(OF, RESULTS, "nl"))
    page = render_map(view, "nl", date(2026, 11, 23))
    assert "Uitvoer nakijken; afgerond op 10, drempel 10." in page
    assert "SYNTHETISCH" in page
    assert "te weinig gevallen" in page
    assert "Cijfers uit de studie" not in render_map(map_view(OF, "nl"), "nl", date(2026, 11, 23))


def test_the_drawing_says_which_study_and_that_it_was_made_up() -> None:
    found = map_figures(OF, RESULTS, "nl")
    drawing = draw(OF, figures=found.by_factor, notes=found.notes)
    assert "Verzonnen gegevens" in drawing
    assert "Uitval: 40" in drawing
