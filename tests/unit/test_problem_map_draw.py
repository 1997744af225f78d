"""The drawing of a problem map: everything on it, nothing over each other, the same bytes for the same map."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.chain.model.base import text_in
from ketenzicht.problem_map.draw import draw, labelled_loops
from ketenzicht.problem_map.load import load_map, shipped_maps
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.places import places
from ketenzicht.problem_map.words import add, said

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"


def a_map(*sentences: str) -> ProblemMap:
    found = ProblemMap.model_validate({"id": "proef", "titel": "Proef", "vraag": "Waarom?"})
    for one in sentences:
        found = add(found, said(found, one))
    return found


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", shipped_maps())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_factor_is_drawn_within_the_drawing_and_none_over_another(name: str, language: str) -> None:
    of = load_map(name)
    figures = {
        factor.id: ["een cijfer met een lange uitleg"] * (at % 4) for at, factor in enumerate(of.factors)
    }
    root = fromstring(draw(of, language, figures=figures))
    width, height = (float(root.attrib[side]) for side in ("width", "height"))
    boxes = [
        tuple(float(one.attrib[key]) for key in ("x", "y", "width", "height"))
        for one in root.iter(f"{SVG}rect")
    ]
    assert len(boxes) == len(of.factors)
    for x, y, wide, high in boxes:
        assert x >= 0
        assert y >= 0
        assert x + wide <= width
        assert y + high <= height
    for one, other in combinations(boxes, 2):
        beside = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
        below = one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]
        assert beside or below
    letters = "".join(texts(draw(of, language))).replace(" ", "")
    assert all(text_in(factor.name, language).replace(" ", "") in letters for factor in of.factors)


def test_signs_delay_and_contest_are_drawn_and_explained() -> None:
    of = a_map("meer a -> meer b", "meer b -> minder c", "c -> d", "meer d -> later meer e (volgens x)")
    of = add(of, said(of, "meer d -> minder e (volgens y)"))
    found = texts(draw(of))
    assert [found.count(sign) for sign in ("+", "\N{MINUS SIGN}", "?", "±")] == [2, 2, 2, 2]
    assert "werkt pas later" in found
    assert not any("kring" in one for one in found)


def test_a_loop_is_labelled_on_the_link_that_runs_back() -> None:
    of = a_map("meer a -> meer b", "meer b -> minder a", "meer b -> meer c", "meer c -> meer a")
    assert [label for label, _ in labelled_loops(of)] == ["D1", "V1"]
    assert [label for label, _ in labelled_loops(of, "en")] == ["B1", "R1"]
    assert {"D1", "V1"} <= set(" ".join(texts(draw(of))).split())


def test_published_figures_stand_in_the_box_and_marked_links_are_heavier() -> None:
    of = a_map("meer a -> meer b")
    plain, heavy = draw(of), draw(of, figures={"a": ["12 % in 2024"]}, marked=[("a", "b")])
    assert "12 % in 2024" in texts(heavy)
    assert (plain.count('stroke-width="4"'), heavy.count('stroke-width="4"')) == (0, 1)


def test_what_people_type_cannot_break_the_drawing() -> None:
    of = a_map('meer <script>alert(1)</script> & zo -> meer "b"')
    assert "<script>" not in draw(of)
    fromstring(draw(of))


def test_the_same_map_gives_the_same_bytes_in_every_process() -> None:
    line = (
        "import hashlib; from ketenzicht.problem_map.draw import draw; "
        "from ketenzicht.problem_map.load import load_map; "
        "print(hashlib.sha256(draw(load_map('caseload-veilig-thuis')).encode()).hexdigest())"
    )
    assert len({subprocess.check_output([sys.executable, "-c", line]) for _ in range(3)}) == 1


pairs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=25)


@given(pairs)
def test_whatever_the_links_every_factor_has_a_place_of_its_own_and_every_loop_a_link_back(
    found: list[tuple[str, str]],
) -> None:
    values: dict[str, Any] = {
        "id": "proef",
        "titel": "Proef",
        "vraag": "Waarom?",
        "factoren": [{"id": name, "naam": name} for name in "abcdefgh"],
        "verbanden": [{"van": one, "naar": other} for one, other in found if one != other],
    }
    of = ProblemMap.model_validate(values)
    stand = places(of)
    assert len(set(stand.factors.values())) == 8
    assert all(0 <= column < stand.columns and row >= 0 for column, row in stand.factors.values())
    assert all(any(stand.goes_back(pair) for pair in loop.links) for _, loop in labelled_loops(of))
    fromstring(draw(of))
