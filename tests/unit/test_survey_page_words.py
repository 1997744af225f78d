"""What the pages of a survey call a field: in words, wherever what somebody typed is shown once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.survey_web import survey_folder
from ketenzicht.survey.load import load_survey
from ketenzicht.web.survey.words import Words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("antwoord.begin", "Aan het begin"),
        ("toelichting.begin", "Toelichting (Aan het begin)"),
        ("toelichting.te-veel", "Toelichting (te-veel)"),
        ("tabel.jongeren", "Jongeren"),
        ("cel.3.begon", "Thuis sinds, rij 4"),
        ("cel.3.weg", "cel.3.weg"),
        ("bestand", "Het rekenblad dat u stuurde"),
        ("reden", "reden"),
    ],
)
def test_a_field_is_called_what_it_asks(tmp_path: Path, name: str, words: str) -> None:
    survey = load_survey(survey_folder(tmp_path / "klein")).survey
    assert Words("nl").field(survey, name) == words


def test_without_a_survey_a_field_keeps_its_name() -> None:
    assert Words("nl").field(None, "antwoord.begin") == "antwoord.begin"
