"""The XLSForm of a survey is one that pyxform takes, with its rules in it."""

from __future__ import annotations

import shutil
from io import BytesIO

import pytest

from ketenzicht.publish.survey_xlsform import xlsform_bytes
from ketenzicht.survey.load import load_survey, shipped_surveys
from ketenzicht.survey.parts import fields
from ketenzicht.survey.xlsform import left_out, xlsform

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", shipped_surveys())
def test_pyxform_makes_a_form_of_it_without_a_warning(name: str) -> None:
    convert = pytest.importorskip("pyxform.xls2xform", reason="pyxform is not installed").convert
    survey = load_survey(name).survey
    # with Java, ODK's own program holds every expression against the form as well
    java = shutil.which("java") is not None
    made = convert(xlsform=BytesIO(xlsform_bytes(survey)), file_type=".xlsx", validate=java)
    assert made.warnings == []
    for question in fields(survey):
        assert f"/{question.id.replace('-', '_')}" in made.xform


def test_a_mistake_in_the_form_is_found() -> None:
    pyxform = pytest.importorskip("pyxform", reason="pyxform is not installed")
    from pyxform.xls2xform import convert

    form = xlsform(load_survey("thuiszitters").survey)
    rows = [dict(row) for row in form.survey]
    rows[-2]["relevant"] = "${bestaat_niet} = 1"
    given = {"survey": rows, "choices": list(form.choices), "settings": list(form.settings)}
    with pytest.raises(pyxform.errors.PyXFormError):
        convert(xlsform=given, validate=False)


def test_a_rule_that_may_be_explained_asks_for_it() -> None:
    rows = {row["name"]: row for row in xlsform(load_survey("thuiszitters").survey).survey}
    asked = rows["toelichting_lrv_sluit"]
    assert asked["required"] == "yes"
    assert "not(" in asked["relevant"]
    assert "${lrv_begin}" in asked["relevant"]
    assert "${abs}" in rows["t3m_abs"]["constraint"]


def test_rules_that_a_form_cannot_hold_are_named() -> None:
    assert set(left_out(load_survey("thuiszitters").survey)) == {
        "begin-is-eind", "nieuw-tegen-vorig", "abs-tegen-vorig", "rijen-lrv",
    }  # fmt: skip
