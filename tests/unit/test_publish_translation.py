"""Everything that the program says has its English, and the compiled catalogue is the readable one."""

from __future__ import annotations

from string import Formatter

import pytest

from helpers import translations

pytestmark = pytest.mark.unit
UPDATE = "run: python tests/helpers/translations.py, then translate what it names"


def test_the_catalogue_holds_exactly_what_the_program_says() -> None:
    said, known = translations.texts_of_program(), set(translations.translations())
    assert said - known == set(), UPDATE
    assert known - said == set(), UPDATE


def test_every_text_has_its_english() -> None:
    missing = [text for text, english in translations.translations().items() if not english]
    assert missing == []


def test_a_translation_fills_the_same_names() -> None:
    for text, english in translations.translations().items():
        assert _names(text) == _names(english), text


def test_the_compiled_catalogue_is_the_readable_one() -> None:
    committed = (translations.FOLDER / "ketenzicht.mo").read_bytes()
    assert committed == translations.compiled(translations.catalogue()), UPDATE


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
