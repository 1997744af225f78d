"""What is withheld because a hidden number would follow from it: said as such, everywhere it would stand."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from lxml import html

from helpers import report_content as example
from ketenzicht.publish.data import as_json, manifest_data, results_data
from ketenzicht.publish.known import Place
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.page import render_report
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedResult
from ketenzicht.publish.sentence import sentence_of
from ketenzicht.publish.suppress import hide, withheld
from ketenzicht.publish.xlsx import workbook_bytes

pytestmark = pytest.mark.unit

DERIVED = Hidden("afleidbaar")


def test_a_withheld_figure_is_not_called_small() -> None:
    for count in (True, False):
        assert Wording("nl").figure(DERIVED, Policy(), count=count) == "weggelaten, anders af te leiden"
        assert Wording("en").figure(DERIVED, Policy(), count=count) == "left out, could be derived"
    assert Wording("nl").count(DERIVED, Policy()) == "weggelaten, anders af te leiden"


def test_a_withheld_main_figure_takes_the_whole_sentence() -> None:
    result = replace(example.earlier(), headline={"aandeel": DERIVED, "aandeel_3_7": example.FEW})
    [measure] = [item for item in example.shipped().measures if item.id == "eerdere-meldingen"]
    assert sentence_of(measure, result, "nl").startswith("Weggelaten: ")
    assert sentence_of(measure, result, "en").startswith("Left out: ")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_report_with_every_measure_withheld_can_be_read(language: Language) -> None:
    content = example.content()
    bare = replace(content, results=tuple(withheld(result) for result in content.results))
    text = html.document_fromstring(render_report(bare, language)).text_content()
    assert Wording(language).figure(DERIVED, Policy()) in text
    sheets = openpyxl.load_workbook(io.BytesIO(workbook_bytes(bare, language)))
    cells = [cell for sheet in sheets.worksheets[1:] for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if isinstance(cell.value, int | float)]
    data = json.loads(as_json(results_data(bare)))
    figures = [
        figure
        for measure in data["measures"]
        for table in measure["tables"]
        for row in table["rows"]
        for figure in row["figures"]
    ]
    assert {json.dumps(figure) for figure in figures if figure} == {'{"kind": "withheld"}'}
    steps = [step for measure in data["measures"] for step in measure["attrition"]]
    assert {step[name] for step in steps for name in ("before", "after", "left_out")} == {"withheld"}
    assert not [measure for measure in data["measures"] if measure["curves"] or measure["series"]]


def test_what_is_drawn_goes_with_the_cell_that_it_would_show() -> None:
    chances, caseload = example.drop_out(), example.caseload()
    [curve] = chances.curves
    rows = [row.id for row in chances.tables[0].rows]
    assert curve.id in rows
    assert hide(chances, [Place("table", (0, rows.index(curve.id), 0))]).curves == ()
    assert hide(chances, [Place("table", (0, 1 - rows.index(curve.id), 0))]).curves == (curve,)
    course = next(number for number, table in enumerate(caseload.tables) if table.id == "verloop")
    assert caseload.series
    assert hide(caseload, [Place("table", (course, 0, 0))]).series == ()


def test_hiding_leaves_the_reason_of_what_is_hidden_already() -> None:
    result: PublishedResult = example.earlier()
    small = next(
        (row, column)
        for row, line in enumerate(result.tables[0].rows)
        for column, figure in enumerate(line.figures)
        if figure == Hidden()
    )
    assert hide(result, [Place("table", (0, *small))]) == result


def test_the_manifest_says_how_far_the_protection_goes() -> None:
    policy = manifest_data(example.content(), {})["policy"]
    assert policy["complementary_suppression"] is True
    assert policy["complementary_suppression_within"] == "measure"
    assert policy["protection_interval"] == 3
