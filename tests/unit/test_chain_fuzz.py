"""Whatever stands in the files of a chain: it loads, or the user hears what is wrong (Hypothesis)."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.chain_examples import base
from ketenzicht.chain import ChainErrors, load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError
from ketenzicht.guide.checks import check_chain

pytestmark = pytest.mark.generative

SIGNS = st.sampled_from([*"{}[]:'#!|>%@~0\n\t\x00é", '"', ": ", "- ", "  ", "&a ", "*a", "true"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates()
THINGS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


def load(text: str) -> Chain | None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "keten.yaml").write_text(text, encoding="utf-8", newline="")
        try:
            return load_chain(Path(folder))
        except UserError as caught:
            told = caught
    errors = told.errors if isinstance(told, ChainErrors) else (told,)
    assert all(error.what and error.file for error in errors)
    return None


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_slip_of_the_pen_is_told_or_harmless(data: st.DataObject) -> None:
    text = base() + "maten: []\n"
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 6)))
        text = text[:start] + data.draw(SIGNS | st.just("")) + text[end:]
    chain = load(text)
    if chain is not None:
        check_chain(chain, as_of=date(2026, 11, 22))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_thing_in_the_place_of_another_is_told_or_harmless(data: st.DataObject) -> None:
    content: Any = yaml.safe_load(base())
    content["maten"] = [
        {
            "id": "m",
            "soort": data.draw(st.sampled_from(["voorraad", "op-tijd", "incidentie", "klassen"])),
            "naam": "M",
        }
    ]
    content["klassen"] = [{"id": "k", "naam": "K", "als": {"loopt": "behandeling"}}]
    holder, key = data.draw(st.sampled_from(_places(content)))
    holder[key] = data.draw(THINGS)
    load(yaml.safe_dump(content, allow_unicode=True))


def _places(thing: Any) -> list[tuple[Any, Any]]:
    keys = list(thing) if isinstance(thing, dict) else range(len(thing)) if isinstance(thing, list) else []
    return [place for key in keys for place in ((thing, key), *_places(thing[key]))]


@pytest.mark.parametrize(
    "text",
    [
        "titel: " + "[" * 5000,
        "titel: " + "[" * 900 + "]" * 900,
        "a: &a [x, x]\n"
        + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
        ),
    ],
    ids=["open brackets", "deep nesting", "a billion laughs"],
)
def test_files_meant_to_choke_the_reader_are_refused(text: str) -> None:
    assert load(text) is None
