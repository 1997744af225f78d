"""Maps from and to other programs: they come back as they were, what is unknown is kept, what is broken is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ketenzicht.errors import UserError
from ketenzicht.problem_map.exchange import FORMS, Form, export_map, import_map
from ketenzicht.problem_map.load import broken_references, load_map, shipped_maps
from ketenzicht.problem_map.words import add, said

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", shipped_maps())
def test_a_map_comes_back_as_it_was(form: Form, name: str) -> None:
    of = load_map(name)
    back, left_out = import_map(export_map(of, form), "kaart")
    assert left_out == ()
    assert back == of


@pytest.mark.parametrize("form", FORMS)
def test_two_directions_between_the_same_factors_and_a_delay_come_back(form: Form) -> None:
    of = load_map("lerarentekort-groeisectoren")
    for one in ("meer x -> later meer y (volgens a)", "meer x -> minder y (volgens b)", "x -> z"):
        of = add(of, said(of, one))
    back, _ = import_map(export_map(of, form), "kaart")
    assert back == of


def test_a_map_of_prsm_is_read_and_what_is_unknown_goes_back() -> None:
    content: dict[str, Any] = {
        "version": "3.2",
        "mapTitle": "Onze kaart",
        "nodes": [
            {"id": "u1", "label": "werk-\ndruk", "x": 10, "y": 20, "grp": "group3",
             "note": {"ops": [{"insert": "veel "}, {"insert": "werk", "attributes": {"bold": True}}]}},
            {"id": "u2", "label": "uitval", "color": {"background": "#fff"}},
        ],
        "edges": [{"id": "e1", "from": "u1", "to": "u2", "label": "+", "width": 3}],
    }  # fmt: skip
    of, left_out = import_map(json.dumps(content), "bestand")
    assert left_out == ()
    assert of.title.nl == "Onze kaart"
    assert [factor.name.nl for factor in of.factors] == ["werk- druk", "uitval"]
    assert of.factors[0].about is not None
    assert of.factors[0].about.nl == "veel werk"
    assert of.links[0].effect == "meer"
    again = json.loads(export_map(of, "prsm"))
    assert again["nodes"][0].items() >= {"id": "u1", "x": 10, "y": 20, "grp": "group3"}.items()
    assert again["nodes"][1]["color"] == {"background": "#fff"}
    assert (
        again["edges"][0].items() >= {"id": "e1", "from": "u1", "to": "u2", "width": 3, "label": "+"}.items()
    )


@pytest.mark.parametrize("backup", [False, True])
def test_a_map_of_kumu_is_read_with_lines_between_labels_or_ids(backup: bool) -> None:
    if backup:
        elements = [
            {"_id": f"el{at}", "attributes": {"label": name, "tags": ["t"]}} for at, name in enumerate("ab")
        ]
        connections = [{"_id": "c", "from": "el0", "to": "el1", "attributes": {"type": "-", "delayed": True}}]
    else:
        elements = [{"label": name, "tags": ["t"]} for name in "ab"]
        connections = [{"from": "a", "to": "b", "type": "-", "delayed": True}]
    of, left_out = import_map(json.dumps({"elements": elements, "connections": connections}), "Bestand")
    assert left_out == ()
    assert of.title.nl == "Bestand"
    assert [(link.origin, link.target, link.effect, link.delayed) for link in of.links] == [
        ("a", "b", "minder", True)
    ]
    assert json.loads(export_map(of, "kumu"))["elements"][0]["tags"] == ["t"]


def test_what_another_program_changed_holds() -> None:
    content = json.loads(export_map(load_map("thuiszitters"), "kumu"))
    content["elements"][0]["label"] = "vroeg helpen"
    content["connections"][0]["type"] = "-"
    of, _ = import_map(json.dumps(content), "x")
    assert of.factors[0].name.nl == "vroeg helpen"
    assert of.links[0].effect == "minder"
    assert of.links[0].support == load_map("thuiszitters").links[0].support


def test_of_a_broken_file_the_rest_is_read() -> None:
    content = {
        "nodes": [
            {"id": "1", "label": "a"},
            {"id": "2", "label": "b"},
            {"id": "2", "label": "c"},
            {"id": "3"},
            7,
        ],
        "edges": [
            {"from": "1", "to": "2", "label": "heel sterk", "ketenzicht": "{stuk"},
            {"from": "1", "to": "9"},
            {"from": "1", "to": "1"},
        ],
    }
    of, left_out = import_map(json.dumps(content), "x")
    assert [factor.id for factor in of.factors] == ["a", "b"]
    assert [link.effect for link in of.links] == ["onbekend"]
    assert of.links[0].more["label"] == "heel sterk"
    assert len(left_out) == 5
    assert broken_references(of) == []


def test_who_says_so_stays_when_another_program_drops_the_list() -> None:
    content = json.loads(export_map(load_map("thuiszitters"), "prsm"))
    del content["ketenzicht"]
    of, _ = import_map(json.dumps(content), "x")
    assert broken_references(of) == []
    assert of.links[0].perspectives == load_map("thuiszitters").links[0].perspectives


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "\u1234\u5678", "<graphml>", "<html></html>",
     '<!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_map_is_told_in_words(text: str) -> None:
    with pytest.raises(UserError):
        import_map(text, "x")
