"""Factors of a chain: what the loader and the checks ask, and what the figures of a study are said to show."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import typer
from lxml import html
from typer.testing import CliRunner

from helpers import report_content as example
from helpers.chain_examples import base
from ketenzicht.chain import ChainErrors, load_chain
from ketenzicht.chain.model import Chain, Factor
from ketenzicht.cli import study as study_verbs
from ketenzicht.errors import UserError
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.data import figures_data, results_data
from ketenzicht.publish.factors import FactorFinding, factor_findings, figure_words
from ketenzicht.publish.language import Wording
from ketenzicht.publish.page import render_report
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, NotReached, PublishedNumber
from ketenzicht.publish.xlsx import workbook_bytes
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.factors import study_factors
from ketenzicht.study.run import run_study

pytestmark = pytest.mark.unit

MEASURE = """maten:
  - {id: open, soort: voorraad, naam: Open zaken, fase: behandeling, zin: "Er stonden {gemiddeld} zaken open."}
bronnen: [{id: krant, titel: De krant, gecontroleerd: 2026-11-01}]
"""
FACTOR = """oorzaken:
  - id: drukte
    naam: Drukte
    niveau: keten
    mechanisme: Wie het druk heeft, beslist later.
    richting: meer
    bewijs: [{zegt: Het is druk., bron: krant, zekerheid: S, gecontroleerd: 2026-11-01}]
    spoor: [{maat: open, cijfer: gemiddeld, leest_als: Open zaken.}]
"""


def chain_of(folder: Path, factor: str = FACTOR) -> Chain:
    (folder / "keten.yaml").write_text(base() + MEASURE, encoding="utf-8")
    (folder / "oorzaken.yaml").write_text(factor, encoding="utf-8")
    return load_chain(folder)


def test_a_factor_may_work_at_several_levels_and_one_needs_no_list(tmp_path: Path) -> None:
    assert chain_of(tmp_path).factors[0].levels == ("keten",)
    several = chain_of(tmp_path, FACTOR.replace("niveau: keten", "niveau: [bevolking, lokale-veld]"))
    assert several.factors[0].levels == ("bevolking", "lokale-veld")


@pytest.mark.parametrize(
    ("wrong", "right", "line"),
    [
        (("maat: open", "maat: opn"), "Bedoelde je 'open'?", 8),
        (("niveau: keten", "niveau: ketn"), "Bedoelde je 'keten'?", 4),
        (("bron: krant", "bron: kraant"), "Bedoelde je 'krant'?", 7),
        (("spoor: [{maat", "spor: [{maat"), "Bedoelde je 'spoor'?", 8),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(
    tmp_path: Path, wrong: tuple[str, str], right: str, line: int
) -> None:
    with pytest.raises(ChainErrors) as caught:
        chain_of(tmp_path, FACTOR.replace(*wrong))
    [error] = caught.value.errors
    assert (right, line, Path(str(error.file)).name) == (error.fix, error.line, "oorzaken.yaml")


SHARE = "aandeel"


def finding(content: ReportContent, **changes: object) -> FactorFinding:
    """What a study says of a factor whose trace is the share with earlier reports."""
    factor = Factor.model_validate(
        {
            "id": "proef",
            "naam": "Proef",
            "niveau": "keten",
            "mechanisme": "Zo.",
            "richting": "meer",
            "spoor": [{"maat": "eerdere-meldingen", "cijfer": SHARE, "leest_als": "deel"}],
        }
        | changes
    )
    [found] = factor_findings(replace(content, chain=content.chain.model_copy(update={"factors": (factor,)})))
    return found


def with_share(figure: object) -> ReportContent:
    first = replace(example.earlier(), headline={SHARE: figure})  # type: ignore[dict-item]
    return replace(example.content(), results=(first,))


def test_a_figure_that_is_shown_is_the_protected_one() -> None:
    found = finding(example.content())
    assert (found.status, found.figures[0].figure) == ("shown", example.HALF)


@pytest.mark.parametrize("figure", [Hidden(), Hidden("afleidbaar"), Hidden("geweigerd"), NotReached()])
def test_what_is_hidden_in_the_measure_is_hidden_here(figure: Hidden | NotReached) -> None:
    found = finding(with_share(figure))
    assert (found.status, found.figures[0].figure) == ("not shown", figure)


def test_a_measure_that_the_study_does_not_have_and_a_factor_that_nothing_registers_are_said_apart() -> None:
    nothing = finding(replace(example.content(), results=()))
    assert (nothing.status, str(nothing.figures[0].missing)) == ("not shown", "niet gemeten in deze studie")
    missing = {"spoor": [], "niet_in_registratie": {"waarom": "Staat er niet in.", "nodig": "Vragen."}}
    assert finding(example.content(), **missing).status == "not registered"


def test_the_report_has_a_chapter_with_figures_as_they_stand_in_the_measure_and_says_association() -> None:
    page = html.fromstring(render_report(example.content(), "nl"))
    [chapter] = page.xpath("//section[@id='oorzaken']")
    text = " ".join(chapter.text_content().split())
    assert "een samenhang, geen bewijs" in text
    assert [item.text for item in chapter.xpath("h3")] == [
        "De bevolking", "Veilig Thuis zelf", "Het lokale veld", "De keten als geheel",
    ]  # fmt: skip
    [row] = chapter.xpath(".//tr[th='Deel van de meldingen met een eerdere melding']")
    assert [" ".join(cell.text_content().split()) for cell in row.xpath("td")][:2] == [
        "50 %",
        "47 % tot 53 %",
    ]
    targets = set(page.xpath("//@id"))
    assert {link[1:] for link in chapter.xpath(".//a/@href")} <= targets


def test_a_chain_without_factors_has_no_chapter() -> None:
    content = example.content()
    none = replace(content, chain=content.chain.model_copy(update={"factors": ()}))
    assert 'id="oorzaken"' not in render_report(none, "nl")
    assert results_data(none)["factors"] == []


def test_data_and_workbook_say_the_same_as_the_chapter() -> None:
    content = example.content()
    data = {item["id"]: item for item in results_data(content)["factors"]}
    assert set(data) == {factor.id for factor in content.chain.factors}
    reports = data["eerdere-meldingen"]
    assert (reports["status"], reports["association_only"]) == ("shown", True)
    first, *others = reports["figures"]
    assert (first["value"]["value"], first["words"]["nl"]) == (
        0.5,
        "50\N{NO-BREAK SPACE}% (47\N{NO-BREAK SPACE}% tot 53\N{NO-BREAK SPACE}%)",
    )
    assert {item["value"]["kind"] for item in others} == {"not measured"}
    assert data["schulden-en-armoede"]["status"] == "not registered"
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(content, "en")))
    rows = [[cell.value for cell in row] for row in book["Causes"].iter_rows(min_row=4)]
    [shown] = [row for row in rows if row[0] == content.chain.factors[5].name.en and row[3] == 0.5]
    assert shown[4:7] == [0.469, 0.531, 1000]


def test_what_factors_show_is_no_figure_of_its_own_for_the_ledger() -> None:
    """The mark of a release is made of the figures; words about factors must not change it."""
    assert "factors" not in figures_data(example.content())


def test_a_part_of_the_outcomes_is_shown_as_a_percentage() -> None:
    part = PublishedNumber(-0.12, 100, 2, -0.3, 0.04, style="percent")
    words = figure_words(finding(with_share(part)).figures[0], Wording("nl"), Policy())
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in words] == ["-12 %", "(-30 % tot 4 %)"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("factors") / "demo"
    make_demo_study(folder, households=2500, seed=5)
    return folder


def test_the_command_reads_what_was_released_and_nothing_else(demo: Path) -> None:
    with pytest.raises(UserError, match="nog geen vrijgegeven cijfers"):
        study_factors(demo)
    run_study(demo, on=date(2026, 11, 22))
    app = typer.Typer()
    study_verbs.register(app)
    told = CliRunner().invoke(app, ["study", "factors", str(demo), "--json"])
    found = json.loads(told.output)["factors"]
    assert found == json.loads((demo / "out" / "results.json").read_text(encoding="utf-8"))["factors"]
    drop_out = next(item for item in found if item["id"] == "uitval")
    assert [item["value"]["kind"] for item in drop_out["figures"]][:2] == ["probability", "number"]
    plain = CliRunner().invoke(app, ["study", "factors", str(demo)])
    assert "een samenhang, geen bewijs" in " ".join(plain.output.split())
    assert "niet in de registratie" in plain.output


def test_figures_of_another_description_are_refused(demo: Path) -> None:
    path = demo / "out" / "results.json"
    data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"factors": []}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"factors": data["factors"][1:]}), encoding="utf-8")
    with pytest.raises(UserError, match="andere oorzaken"):
        study_factors(demo)
