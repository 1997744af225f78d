"""What is withheld because a hidden number would follow from it: said as such, everywhere it would stand."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from lxml import html

from helpers import report_content as example
from ketenzicht.attrition import Attrition
from ketenzicht.measures.result import (
    Count,
    Curve,
    CurvePoint,
    Mean,
    MeasureResult,
    Row,
    Series,
    Share,
    Table,
)
from ketenzicht.message import message
from ketenzicht.publish.data import as_json, manifest_data, results_data
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.page import render_report
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedCount
from ketenzicht.publish.release import rounded
from ketenzicht.publish.sentence import sentence_of
from ketenzicht.publish.suppress import Hiding
from ketenzicht.publish.walk import changed, changed_result
from ketenzicht.publish.xlsx import workbook_bytes

pytestmark = pytest.mark.unit

TEXT = message("tekst")
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
    bare = replace(
        content, results=tuple(changed_result(item, lambda _: DERIVED) for item in content.results)
    )
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


def test_a_number_is_withheld_wherever_it_stands() -> None:
    measure = MeasureResult(
        "maat",
        "voorraad",
        TEXT,
        (),
        (
            Table("t", TEXT, (TEXT,), (Row("r", TEXT, (Count(30, "a"),)), Row("s", TEXT, (Count(4, "b"),)))),
            Table("u", TEXT, (TEXT,), (Row("r", TEXT, (Share(30, 60, 0.4, 0.6, "a", "n"),)),)),
        ),
        {"n": Count(60, "n"), "a": Mean(3.0, 30, whole="a")},
        curves=(Curve("c", TEXT, 60, (CurvePoint(20, 0.5, 0.4, 0.6, 60, 30),), part="k", whole="n"),),
        series=(Series("s", TEXT, (date(2024, 1, 1), date(2024, 2, 1)), (30, 40), "open"),),
        attrition=(Attrition(TEXT, TEXT, 90, 60, TEXT, ("alle", "n", "weg")),),
    )
    published = rounded((measure,), Policy())
    [few] = changed(published, Hiding(withheld={"a", "k+30", "open@2024-02-01", "alle"}).figure).results
    assert [row.figures[0] for row in few.tables[0].rows] == [DERIVED, Hidden()]
    assert few.tables[1].rows[0].figures[0] == few.headline["a"] == few.attrition[0].before == DERIVED
    assert few.headline["n"] == PublishedCount(60)
    assert [day for day, _ in few.curves[0].points] == [0]
    assert [count for _, count in few.series[0].points] == [30, DERIVED]
    [none] = changed(published, Hiding(silent={"n", "b"}).figure).results
    assert none.curves == ()
    assert none.tables[0].rows[1].figures[0] == none.headline["n"] == none.attrition[0].after == DERIVED
    assert none.tables[0].rows[0].figures[0] == PublishedCount(30)


def test_the_manifest_says_how_far_the_protection_goes() -> None:
    policy = manifest_data(example.content(), {})["policy"]
    assert policy["complementary_suppression"] is True
    assert policy["complementary_suppression_within"] == "release"
    assert policy["protection_interval"] == 3
