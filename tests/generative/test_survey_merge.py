"""Joining what two tabs typed: no text goes, and nobody undoes a field that they did not touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.web.survey.merge import changed, chosen, filled, merge, same

pytestmark = pytest.mark.generative

FIELDS = st.sampled_from(["antwoord.a", "antwoord.b", "antwoord.c", "toelichting.d", "tabel.e"])
TEXTS = st.one_of(
    st.sampled_from(["", "1", "2"]), st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True)
)
CONTENT = st.dictionaries(FIELDS, TEXTS).map(filled)
PAGE = st.dictionaries(FIELDS, TEXTS)


@given(typed=PAGE, base=CONTENT, saved=CONTENT)
def test_each_field_has_the_text_of_who_changed_it(typed: dict, base: dict, saved: dict) -> None:  # type: ignore[type-arg]
    merged = merge(typed, base, saved)
    for field in {*typed, *base, *saved}:
        mine, before, theirs = (one.get(field, "") for one in (typed, base, saved))
        kept = merged.content.get(field, "")
        if field in merged.conflicts:
            assert field in typed
            assert not same(mine, before)
            assert not same(theirs, before)
            assert not same(mine, theirs)
            assert same(kept, theirs)
        elif field in typed and not same(mine, before):
            assert same(kept, mine)
        else:
            assert same(kept, theirs)


@given(typed=PAGE, base=CONTENT)
def test_without_another_tab_what_was_typed_is_what_counts(typed: dict, base: dict) -> None:  # type: ignore[type-arg]
    merged = merge(typed, base, base)
    assert merged.conflicts == ()
    assert merged.content == filled({**base, **typed})


@given(one=PAGE, other=PAGE, base=CONTENT)
def test_it_does_not_matter_who_was_first_unless_somebody_must_choose(
    one: dict, other: dict, base: dict
) -> None:  # type: ignore[type-arg]
    first = merge(other, base, merge(one, base, base).content)
    second = merge(one, base, merge(other, base, base).content)
    assert set(first.conflicts) == set(second.conflicts)
    if not first.conflicts:
        assert first.content == second.content


@given(typed=PAGE, base=CONTENT, saved=CONTENT)
def test_sending_the_same_page_twice_changes_nothing(typed: dict, base: dict, saved: dict) -> None:  # type: ignore[type-arg]
    once = merge(typed, base, saved)
    again = merge(typed, base, once.content)
    assert again.content == once.content
    assert again.conflicts == once.conflicts


@given(mine=CONTENT, theirs=CONTENT)
def test_choosing_all_of_one_gives_that_one(mine: dict, theirs: dict) -> None:  # type: ignore[type-arg]
    assert chosen(theirs, mine, changed(mine, theirs)) == mine
    assert chosen(theirs, mine, ()) == theirs
