"""A study's own figures on a map: only what was released, with what it is, and marked when it was made up."""

from __future__ import annotations

from typing import Any

import pytest

from ketenzicht.problem_map.draw import draw
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.publish.problem_map_figures import map_figures

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
    figures, notes = map_figures(OF, RESULTS, "nl")
    assert {name: [text.replace("\xa0", " ") for text in texts] for name, texts in figures.items()} == {
        "a": ["Uitval: 40 % (35 % tot 45 %)"],
        "b": ["met tegen zonder: 1,06 (0,91 tot 1,24)"],
        "c": ["Wachten: te weinig gevallen"],
    }
    assert "Demo" in notes[0]
    assert "Verzonnen gegevens" in notes[1]


def test_the_drawing_says_which_study_and_that_it_was_made_up() -> None:
    figures, notes = map_figures(OF, RESULTS, "nl")
    drawing = draw(OF, figures=figures, notes=notes)
    assert "Verzonnen gegevens" in drawing
    assert "Uitval: 40" in drawing
