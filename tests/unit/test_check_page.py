"""The page for the output checker, and the context that every table and chart takes along."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from lxml import html
from openpyxl import load_workbook

from helpers import report_content as example
from ketenzicht.message import message
from ketenzicht.publish.check_page import render_check_page
from ketenzicht.publish.content import ReleaseFacts, ReportContent
from ketenzicht.publish.language import Language
from ketenzicht.publish.outputs import CheckedOutput, Outcome, Status
from ketenzicht.publish.page import render_report
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.statbarn import CHECKS
from ketenzicht.publish.xlsx import workbook_bytes

pytestmark = pytest.mark.unit
BOTH = pytest.mark.parametrize("language", ["nl", "en"])
WARNING = message("niet bekend is of een paar grote zaken de uitkomst bepalen")


def output(id_: str, status: Status, outcome: Outcome = "pass") -> CheckedOutput:
    owner, _, part = id_.partition("/table/")
    return CheckedOutput(
        id=id_,
        measure=owner,
        part="table",
        title=message("Meldingen naar klasse"),
        statbarns=("Frequencies",),
        checks=(("MinimumThresholdCheck", outcome), ("MissingCheck", "pass")),
        status=status,
        reasons=() if status == "protected" else (WARNING,),
        n=1000 if status != "withheld" else None,
        shown=len(part),
        small=2,
        derivable=1,
    )


def content(*, second_person: bool = False) -> ReportContent:
    return replace(
        example.content(),
        policy=Policy(second_person=second_person),
        outputs=(
            output("eerdere-meldingen/table/drempels", "protected"),
            output("meldingsklassen/table/klassen", "review", "review"),
            output("uitval/table/kansen", "withheld"),
            output("caseload/table/verloop", "refused", "fail"),
        ),
        release=ReleaseFacts("3fa9c2d17b04" + "0" * 52, compared=2, warnings=(WARNING,)),
    )


def tree(language: Language = "nl", *, second_person: bool = False) -> html.HtmlElement:
    return html.document_fromstring(render_check_page(content(second_person=second_person), language))


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split()).replace("\u00a0", " ")


@BOTH
def test_the_page_asks_nothing_of_the_outside_and_can_be_walked(language: Language) -> None:
    text = render_check_page(content(), language)
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", text)
    assert not re.search(r"\s(src|srcset|onclick|onload|style)=", text)
    root = tree(language)
    assert root.get("lang") == language
    levels = [int(node.tag[1]) for node in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(root.findall(".//main")) == 1


def test_what_asks_for_attention_comes_first_with_its_reason() -> None:
    shown = [words(node) for node in tree().xpath("//ul[@class='uitvoer']/li")]
    assert [
        next(word for word in ("nakijken", "geweigerd", "weggelaten") if word in text) for text in shown
    ] == [
        "nakijken",
        "geweigerd",
        "weggelaten",
    ]
    assert "Niet bekend is of een paar grote zaken de uitkomst bepalen" in shown[0]
    assert "MinimumThresholdCheck: niet in orde" in shown[1]
    [table] = tree().xpath("//section[@aria-labelledby='orde-kop']//table")
    assert "Meldingen naar klasse" in words(table)
    assert "2 te klein, 1 anders af te leiden" in words(table)


def test_every_check_stands_on_the_page_under_its_own_name() -> None:
    [table] = tree().xpath("//section[@aria-labelledby='controles-kop']//table")
    assert [words(node) for node in table.xpath(".//tbody/tr/th")] == list(CHECKS)
    assert "in orde 2, nakijken 1, niet in orde 1" in words(table)
    assert "niet gevraagd" in words(table)


def test_a_draft_tells_how_to_release_exactly_this() -> None:
    draft = words(tree(second_person=True))
    assert "--approve 3fa9c2d17b04" in draft
    assert "Nagekeken doornog niemand" in draft
    assert "--approve" not in words(tree())


def test_clashes_with_earlier_releases_stand_at_the_top() -> None:
    [box] = tree().xpath("//section[@aria-labelledby='samen-kop']//div[@class='let-op']")
    assert "Samen met eerdere vrijgaven" in words(box)


def test_the_same_content_gives_the_same_page() -> None:
    assert render_check_page(content(), "nl") == render_check_page(content(), "nl")


@BOTH
def test_every_measure_of_the_report_carries_its_context(language: Language) -> None:
    root = html.document_fromstring(render_report(content(), language))
    lines = [words(node) for node in root.xpath("//section[@class='maat']//p[@class='herkomst']")]
    assert len(lines) == len(content().results)
    assert all("ketenzicht 0.1.0" in line and "5" in line for line in lines)
    assert lines[1].startswith({"nl": "Nakijken", "en": "To be looked at"}[language])


def test_a_draft_says_so_on_the_report() -> None:
    assert "Een tweede persoon moet dit nog nakijken" in render_report(content(second_person=True), "nl")
    assert "Een tweede persoon moet dit nog nakijken" not in render_report(content(), "nl")


def test_every_table_of_the_workbook_carries_its_context() -> None:
    book = load_workbook(BytesIO(workbook_bytes(content(), "nl")))
    tables = [len(result.tables) for result in content().results]
    for number, sheet in zip([*tables, 1], book.worksheets[1:], strict=True):
        column = [str(cell.value) for cell in sheet["A"] if cell.value]
        lines = [text for text in column if "ketenzicht 0.1.0" in text]
        assert len(lines) == number
        assert all("afgerond op 5, kleinste aantal 10" in line for line in lines)
    told = {str(row[0].value): str(row[1].value) for row in book.worksheets[0].iter_rows(min_row=3)}
    assert told["Beleid"].startswith("standaard van het programma")
    assert told["Vergeleken met eerdere vrijgaven"] == "2"
