"""Errors as sentences: what the machine says is said in Dutch, and in English where the door speaks it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ketenzicht.chain.model import TextNode
from ketenzicht.errors import REASONS, UserError, did_you_mean, sentence, system_reason
from ketenzicht.publish.language import Wording

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("number", REASONS)
def test_what_the_machine_says_is_said_in_both_languages(number: int) -> None:
    error = OSError(number, os.strerror(number))
    told = Wording("en").error(UserError("Dit lukt niet.", why=system_reason(error)))
    assert system_reason(error) == REASONS[number]
    assert os.strerror(number) not in system_reason(error)
    assert told.why not in ("", REASONS[number])


def test_what_is_rare_keeps_its_number() -> None:
    assert system_reason(OSError(errno.EXDEV, "x")) == f"De machine weigert dit: fout {errno.EXDEV} EXDEV"
    assert system_reason(OSError("zonder nummer")) == ""


def test_a_file_that_is_not_there_is_told_in_dutch(tmp_path: Path) -> None:
    with pytest.raises(OSError) as raised:  # noqa: PT011 - the number is what is looked at
        (tmp_path / "nergens").read_text(encoding="utf-8")
    assert system_reason(raised.value) == "Dit bestand of deze map is er niet."


def test_a_sentence_is_its_dutch_and_can_be_said_in_english() -> None:
    said = sentence(
        "De reeks breekt vanaf {periode}: {wat}", periode="2020", wat=TextNode(nl="Hier.", en="There.")
    )
    assert said == "De reeks breekt vanaf 2020: Hier."
    error = UserError(said, fix=did_you_mean("ab", ["abc", "x"]), file="keten.yaml", line=3, exit_code=1)
    told = Wording("en").error(error)
    assert told.what == "The series breaks from 2020 on: There."
    assert told.fix == "Did you mean 'abc'?"
    assert (told.file, told.line, told.exit_code, told.language) == ("keten.yaml", 3, 1, "en")
    assert Wording("nl").error(error).text() == error.text()


def test_no_error_is_in_the_words_of_the_machine() -> None:
    """Its words are English on one machine and something else on the next."""
    source = Path(__file__).resolve().parents[2] / "src" / "ketenzicht"
    said = [
        path.name for path in source.rglob("*.py") if "why=error.strerror" in path.read_text(encoding="utf-8")
    ]
    assert said == []
