"""Whatever a chain holds, writing it and reading it back gives the same chain (Hypothesis)."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketenzicht.chain import chain_hash, load_chain, write_chain
from ketenzicht.chain.model import (
    Chain,
    CodeList,
    Duration,
    Event,
    Organisation,
    ReferenceValue,
    Source,
    Stage,
    StockMeasure,
    Term,
    TextNode,
)

pytestmark = pytest.mark.generative

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TRAPS = st.sampled_from(
    ["no", "01", "2024-01-01", "null", "~", "true", "1e3", "<<", "a: b", "- a", "#", "=", "\t", "é"]
)
TEXTS = st.tuples(WORDS | TRAPS, st.none() | WORDS | TRAPS).map(lambda pair: TextNode(nl=pair[0], en=pair[1]))
IDS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
DATES = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
UNITS = st.sampled_from(["dagen", "werkdagen", "weken", "maanden", "jaren"])
DURATIONS = st.tuples(st.integers(0, 9999), UNITS).map(lambda pair: Duration(length=pair[0], unit=pair[1]))


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    names = draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
    sourced: dict[str, Any] = {
        "source": tuple(names[:1]),
        "certainty": draw(st.sampled_from(["A", "H", "S", "D", "L", None])),
        "checked": draw(DATES),
        "valid_from": draw(DATES),
        "note": draw(st.none() | TEXTS),
    }
    term = Term(
        id=names[0],
        name=draw(TEXTS),
        limit=draw(DURATIONS),
        clock=draw(st.sampled_from([None, names[0]])),
        norm=draw(st.none() | st.floats(0, 1, exclude_min=True)),
        **sourced,
    )
    return Chain(
        id=names[0],
        version=draw(WORDS | TRAPS),
        title=draw(TEXTS),
        summary=draw(TEXTS),
        unit=draw(st.sampled_from(["huishouden", "persoon"])),
        organisations=tuple(
            Organisation(id=name, name=draw(TEXTS), kind=draw(st.none() | WORDS)) for name in names
        ),
        events=tuple(Event(id=name, name=draw(TEXTS), by=names[0], to=(names[1],)) for name in names),
        stages=(
            Stage(
                id=names[0],
                name=draw(TEXTS),
                begins_with=(names[0],),
                ends_with=tuple(names[1:]),
                terms=(term,),
                gap=draw(st.integers(0, 99)),
                **sourced,
            ),
        ),
        code_lists=(
            CodeList(id=names[0], name=draw(TEXTS), codes=draw(st.dictionaries(WORDS | TRAPS, TEXTS))),
        ),
        measures=(
            StockMeasure(
                id=names[0], kind="voorraad", name=draw(TEXTS), sentence=draw(TEXTS), stage=names[0]
            ),
        ),
        reference_values=(
            ReferenceValue(
                id=names[0],
                indicator=draw(TEXTS),
                definition_code=draw(WORDS),
                unit="rate",
                region=draw(WORDS),
                period=draw(WORDS),
                value=draw(NUMBERS),
                source=(names[0],),
                certainty="A",
            ),
        ),
        sources=(
            Source(id=names[0], title=draw(WORDS), year=draw(st.none() | st.integers()), checked=draw(DATES)),
        ),
    )


@settings(max_examples=60, deadline=None)
@given(chains())
def test_reading_what_was_written_gives_the_same_chain(chain: Chain) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_chain(chain, Path(folder))
        again = load_chain(Path(folder))
    assert again == chain
    assert chain_hash(again) == chain_hash(chain)
