"""Numbers, dates, labels and sentences in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from helpers import report_content as example
from ketenzicht.chain.model import Duration, TextNode
from ketenzicht.message import message
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, NotReached, PublishedCount, PublishedNumber, PublishedShare
from ketenzicht.publish.sentence import key_figure, sentence_of

pytestmark = pytest.mark.unit
NL, EN = Wording("nl"), Wording("en")


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (0.0, "0 %", "0%"),
        (0.004, "< 1 %", "< 1%"),
        (0.005, "1 %", "1%"),
        (0.125, "13 %", "13%"),
        (0.645, "65 %", "65%"),
        (0.996, "> 99 %", "> 99%"),
        (1.0, "100 %", "100%"),
    ],
)
def test_percentages_are_whole_and_never_round_to_none_or_all(value: float, dutch: str, english: str) -> None:
    assert NL.percent(value).replace("\u00a0", " ") == dutch
    assert EN.percent(value).replace("\u00a0", " ") == english


def test_numbers_use_the_separators_of_the_language() -> None:
    assert (NL.number(12345), EN.number(12345)) == ("12.345", "12,345")
    assert (NL.number(3.14159, 2), EN.number(3.14159, 2)) == ("3,14", "3.14")
    assert NL.number(31.5, None) == "31,5"


def test_days_are_written_out_also_inside_a_text() -> None:
    assert (NL.day(date(2024, 3, 1)), EN.day(date(2024, 3, 1))) == ("1 maart 2024", "1 March 2024")
    label = message("{van} tot en met {tot}", van="2024-01-01", tot="2024-12-31")
    assert NL.text(label) == "1 januari 2024 tot en met 31 december 2024"
    assert EN.text(label) == "1 January 2024 to 31 December 2024"


def test_a_label_of_the_chain_keeps_its_own_translation() -> None:
    stage = TextNode(nl="Hulp", en="Help")
    label = message("het begin van '{naam}'", naam=stage)
    assert (NL.text(label), EN.text(label)) == ("het begin van 'Hulp'", "the start of 'Help'")
    assert EN.text(TextNode(nl="Hulp")) == "Hulp"


def test_a_message_inside_a_message_is_translated_too() -> None:
    label = message("{termijn} te volgen", termijn=message("{n} dagen", n=1042))
    assert EN.text(label) == "can be followed for 1,042 days"


@pytest.mark.parametrize(
    ("length", "unit", "words"), [(1, "weken", "1 week"), (10, "weken", "10 weken"), (5, "jaren", "5 jaar")]
)
def test_durations(length: int, unit: str, words: str) -> None:
    assert NL.duration(Duration.model_validate({"duur": length, "eenheid": unit})) == words


def test_every_kind_of_figure_has_words() -> None:
    policy = Policy()
    assert NL.figure(Hidden(), policy, count=True) == "minder dan 10"
    assert NL.figure(Hidden(), policy) == "te weinig gevallen"
    assert NL.figure(NotReached(), policy) == "niet bereikt"
    assert NL.figure(PublishedCount(1610), policy) == "1.610"
    assert NL.figure(PublishedNumber(3.5, 100, 1), policy) == "3,5"
    assert NL.figure(PublishedNumber(0.12, 100, 2, style="points"), policy) == "12 procentpunt"
    assert NL.figure(PublishedNumber(0.0, 100, 3, style="p"), policy) == "<\u00a00,001"
    assert NL.interval(PublishedNumber(0.12, 100, 2, -0.01, 0.21, style="points")) == "-1 tot 21"
    assert NL.interval(PublishedNumber(1.5, 100, 2, 1.25, 2.0)) == "1,25 tot 2,00"
    assert NL.interval(PublishedNumber(1.5, 100, 2)) == ""
    assert NL.count(None, policy) == "minder dan 10"


def test_a_sentence_is_filled_from_the_headline() -> None:
    sentence = _sentence("uitval", example.drop_out())
    assert "12 maanden" in sentence
    assert "12 %" in sentence
    assert "10 % tot 14 %" in sentence
    assert "n = 1.000" in sentence


def test_a_norm_is_a_percentage_or_a_duration() -> None:
    assert "90 %" in _sentence("besluit-binnen-5-werkdagen", example.in_time())
    assert "3 maanden" in _sentence("caseload", example.caseload())


def test_a_hidden_figure_on_the_side_is_said_in_its_place() -> None:
    sentence = _sentence("eerdere-meldingen", example.earlier())
    assert sentence.startswith("Bij 50 %")
    assert "Bij te weinig gevallen waren" in sentence


def test_a_hidden_main_figure_takes_the_whole_sentence() -> None:
    result = replace(example.earlier(), headline={"aandeel": Hidden(), "aandeel_3_7": example.FEW})
    assert _sentence("eerdere-meldingen", result) == "Te weinig gevallen om te tonen."
    assert _sentence("eerdere-meldingen", result, "en") == "Too few cases to show."


def test_a_sentence_may_name_the_interval_of_any_figure() -> None:
    gap = PublishedNumber(0.03, 340, 2, -0.02, 0.08, style="points")
    share = PublishedShare(100, 1000, 0.08, 0.12)
    headline = {
        "aandeel_een": share,
        "aandeel_meer": share,
        "kans_een": share,
        "kans_meer": share,
        "verschil": gap,
    }
    result = replace(example.earlier(), measure="routes", headline=dict(headline))
    result = replace(result, words={"meetmoment": message("90 dagen"), "horizon": message("12 maanden")})
    assert "het verschil 3 procentpunt (95%-interval -2 tot 8)" in _sentence("routes", result)
    hidden = replace(result, headline={**headline, "verschil": Hidden()})
    assert "het verschil te weinig gevallen (95%-interval – tot –)" in _sentence("routes", hidden)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_keeps_a_placeholder(language: Language) -> None:
    for result in example.content().results:
        assert "{" not in _sentence(result.measure, result, language)


def test_the_large_figure_is_the_first_of_the_sentence() -> None:
    chain = example.shipped()
    measure = next(item for item in chain.measures if item.id == "meldingsklassen")
    first = PublishedShare(350, 1000, 0.3, 0.4)
    headline = {**example.classes().headline, "aandeel_eerste_melding": first}
    assert key_figure(measure, replace(example.classes(), headline=headline), "en") == "35%"
    hidden = {name: Hidden() for name in headline}
    assert key_figure(measure, replace(example.classes(), headline=dict(hidden)), "en") is None


def _sentence(measure: str, result: object, language: Language = "nl") -> str:
    chain = example.shipped()
    declared = next(item for item in chain.measures if item.id == measure)
    return sentence_of(declared, result, language).replace("\u00a0", " ")  # type: ignore[arg-type]


def test_an_interval_that_is_open_above_says_so() -> None:
    open_above = PublishedNumber(120.0, 40, 0, 90.0, None)
    assert (NL.interval(open_above), EN.interval(open_above)) == ("90 of meer", "90 or more")
