"""Problem maps: what is read and refused, loops, reach, what is shared and contested, and links in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.errors import UserError, UserErrors
from ketenzicht.problem_map.checks import check_map
from ketenzicht.problem_map.in_words import in_words
from ketenzicht.problem_map.load import load_map, shipped_maps
from ketenzicht.problem_map.loops import loops
from ketenzicht.problem_map.model import Link, ProblemMap
from ketenzicht.problem_map.reach import cover, reach
from ketenzicht.problem_map.words import add, meaning, said, sentence
from ketenzicht.publish.language import Wording

pytestmark = pytest.mark.unit


def a_map(*links: tuple[Any, ...], factors: str = "abcde") -> ProblemMap:
    """A map whose links are tuples of origin, effect, target and further keys."""
    return ProblemMap.model_validate(
        {
            "id": "proef",
            "titel": "Proef",
            "vraag": "Waarom?",
            "perspectieven": [{"id": "x", "naam": "X"}, {"id": "y", "naam": "Y"}],
            "factoren": [{"id": name, "naam": f"factor {name}"} for name in factors],
            "verbanden": [
                {"van": one, "naar": other, "geeft": effect, **(rest[0] if rest else {})}
                for one, effect, other, *rest in links
            ],
        }
    )


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        ((("a", "meer", "b"), ("b", "meer", "a")), "versterkend"),
        ((("a", "meer", "b"), ("b", "minder", "a")), "dempend"),
        ((("a", "minder", "b"), ("b", "minder", "a")), "versterkend"),
        ((("a", "minder", "b"), ("b", "minder", "c"), ("c", "minder", "a")), "dempend"),
        ((("a", "meer", "b"), ("b", None, "a")), "onbekend"),
    ],
)
def test_the_number_of_turns_tells_what_a_loop_does(links: tuple[Any, ...], kind: str) -> None:
    (found,) = loops(a_map(*links)).found
    assert found.kind == kind
    assert found.factors[0] == "a"


def test_every_loop_is_found_once() -> None:
    ring = (("a", "meer", "b"), ("b", "meer", "c"), ("c", "meer", "a"), ("b", "meer", "a"))
    assert [one.factors for one in loops(a_map(*ring)).found] == [("a", "b"), ("a", "b", "c")]


def test_a_map_in_words_says_what_lies_around_a_factor_and_what_is_shared() -> None:
    both = {"volgens": ["x", "y"]}
    of = a_map(("a", "meer", "b", both), ("b", "minder", "c"), ("c", "meer", "b"))
    words = in_words(of)
    assert words.levers[0] == "factor a: leidt tot 2 andere"
    assert words.reach[0] == "factor a: ervoor komt niets; erna komt factor b, factor c"
    assert "factor c: ervoor komt factor a, factor b; erna komt factor b" in words.reach
    assert words.common == ("factor a -> factor b",)
    assert words.loops == ("dempend: factor b -> factor c -> factor b",)
    english = in_words(of, "en", Wording("en").text)
    assert english.levers[0] == "factor a: leads to 2 others"
    assert english.loops == ("balancing: factor b -> factor c -> factor b",)


def test_a_factor_with_many_around_it_names_some_of_them() -> None:
    letters = "abcdefghijklmnopq"
    words = in_words(a_map(*((one, "meer", "a") for one in letters[1:]), factors=letters))
    (ending,) = [line for line in words.reach if line.startswith("factor a:")]
    assert ending.count("factor") == 13
    assert "en nog 4; erna komt niets" in ending


def test_a_dense_map_says_that_there_are_more_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ketenzicht.problem_map.loops.MOST_LOOPS", 3)
    everything = [(one, "meer", other) for one in "abcde" for other in "abcde" if one != other]
    found = loops(a_map(*everything))
    assert (len(found.found), found.more) == (3, True)


def test_a_contested_link_leaves_the_loop_undecided() -> None:
    links = (("a", "meer", "b", {"volgens": "x"}), ("a", "minder", "b", {"volgens": "y"}), ("b", "meer", "a"))
    (found,) = loops(a_map(*links)).found
    assert (found.kind, found.contested) == ("onbekend", True)


def test_a_delay_anywhere_makes_a_loop_slow() -> None:
    (found,) = loops(a_map(("a", "meer", "b", {"vertraagd": True}), ("b", "meer", "a"))).found
    assert found.delayed


def test_reach_runs_over_any_number_of_links() -> None:
    found = {
        one.factor: one for one in reach(a_map(("a", "meer", "b"), ("b", "meer", "c"), ("a", "meer", "d")))
    }
    assert found["a"].downstream == ("b", "c", "d")
    assert found["c"].upstream == ("a", "b")
    assert (found["b"].incoming, found["b"].outgoing, found["a"].incoming) == (1, 1, 0)


def test_what_is_shared_and_what_is_contested() -> None:
    found = cover(
        a_map(
            ("a", "meer", "b", {"volgens": ["x", "y"]}),
            ("b", "meer", "c", {"volgens": "x"}),
            ("b", "minder", "c", {"volgens": "y"}),
            ("c", None, "d", {"bewijs": [{"studie": "s"}]}),
        )
    )
    assert found.common == (("a", "b"),)
    assert found.contested == (("b", "c"),)
    assert found.without_direction == found.supported == (("c", "d"),)
    assert found.links == 3


SENTENCES = [
    ("meer factor a -> meer factor b", ("a", "meer", "b")),
    ("meer factor a → minder de factor b", ("a", "minder", "b")),
    ("Minder factor a geeft meer factor b.", ("a", "minder", "b")),
    ("minder factor a leidt tot minder factor b", ("a", "meer", "b")),
    ("factor a -> factor b", ("a", "onbekend", "b")),
    ("hogere Factor A -> lagere factor b", ("a", "minder", "b")),
]


@pytest.mark.parametrize(("text", "link"), SENTENCES)
def test_a_sentence_is_a_link(text: str, link: tuple[str, str, str]) -> None:
    found = said(a_map(), text)
    assert (found.link.origin, found.link.effect, found.link.target) == link
    assert found.new_factors == ()


def test_why_who_and_delay_are_understood() -> None:
    found = said(
        a_map(), "meer factor a -> op den duur meer factor b, want zij haken af (volgens X en wijkteam)"
    )
    assert found.link.delayed
    assert found.link.mechanism is not None
    assert found.link.mechanism.nl == "zij haken af"
    assert found.link.perspectives == ("x", "wijkteam")
    assert [one.name.nl for one in found.new_perspectives] == ["wijkteam"]


def test_a_new_factor_is_told_and_may_turn_out_to_be_known() -> None:
    found = said(a_map(), "meer faktor a -> meer werkdruk")
    assert [one.id for one in found.new_factors] == ["faktor-a", "werkdruk"]
    assert found.perhaps_meant == (("faktor a", "factor a"),)
    meant = meaning(found, "faktor a", "a")
    assert (meant.link.origin, [one.id for one in meant.new_factors], meant.perhaps_meant) == (
        "a",
        ["werkdruk"],
        (),
    )


def test_who_says_the_same_is_added_and_who_says_otherwise_stands_beside_it() -> None:
    of = a_map()
    for text in (
        "meer factor a -> meer factor b (volgens X)",
        "meer factor a -> meer factor b, want het is zo (volgens Y)",
        "meer factor a -> minder factor b (volgens Y)",
    ):
        of = add(of, said(of, text))
    assert [(link.effect, link.perspectives) for link in of.links] == [
        ("meer", ("x", "y")),
        ("minder", ("y",)),
    ]
    assert of.links[0].mechanism is not None
    assert cover(of).contested == (("a", "b"),)


@pytest.mark.parametrize(
    "text", ["", "meer a", "-> meer b", "meer a ->", "meer factor a -> minder factor a", "x" * 600]
)
def test_a_sentence_without_a_link_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        said(a_map(), text)


@given(
    st.sampled_from(["meer", "minder", "onbekend"]),
    st.booleans(),
    st.lists(st.sampled_from(["x", "y"]), unique=True),
    st.sampled_from([None, "zij haken af", "er is geen plek; dat duurt"]),
)
def test_the_words_of_a_link_are_understood_again(
    effect: Any, delayed: bool, who: list[str], why: str | None
) -> None:
    keys = {"van": "a", "naar": "b", "geeft": effect, "vertraagd": delayed, "volgens": who, "want": why}
    link = Link.model_validate({key: value for key, value in keys.items() if value})
    assert said(a_map(), sentence(a_map(), link)).link == link


@given(st.text(max_size=80))
def test_no_sentence_makes_the_reader_fall_over(text: str) -> None:
    try:
        found = said(a_map(), text)
    except UserError:
        return
    ProblemMap.model_validate(add(a_map(), found).model_dump(), by_name=True)


def test_references_must_hold(tmp_path: Path) -> None:
    path = tmp_path / "kaart.yaml"
    path.write_text(
        "id: p\ntitel: P\nvraag: P?\nfactoren:\n  - {id: uitval, naam: Uitval}\n  - {id: uitval, naam: Weer}\n"
        "verbanden:\n  - {van: uitvl, naar: uitval, geeft: meer}\n",
        encoding="utf-8",
    )
    with pytest.raises(UserErrors) as caught:
        load_map(path)
    places = [one.place.rpartition(":")[2] for one in caught.value.errors]
    assert places == ["6", "8"]
    assert "Bedoelde je 'uitval'" in str(caught.value)


def test_an_unknown_map_suggests_the_nearest() -> None:
    with pytest.raises(UserError, match="Bedoelde je 'thuiszitters'"):
        load_map("thuiszitter")


def test_references_out_of_the_map_are_checked() -> None:
    of = a_map(
        ("a", "meer", "b", {"bewijs": [{"studie": "weg"}, {"keten": "veilig-thuis", "bron": "nergens"}, {}]})
    )
    found = [(one.check, one.about) for one in check_map(of, ["er"]) if one.severity == "fout"]
    assert found == [("bewijs-leeg", "a -> b"), ("verwijzing", "a -> b"), ("verwijzing", "a -> b")]


@pytest.mark.parametrize("name", shipped_maps())
def test_nothing_is_wrong_with_the_maps_that_come_along(name: str) -> None:
    from ketenzicht.catalogue.load import load_catalogue

    studies = [study.id for study in load_catalogue("sociaal-domein").studies]
    assert [one for one in check_map(load_map(name), studies) if one.severity == "fout"] == []
