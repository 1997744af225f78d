"""``ketenzicht sample`` on a study, command by command: from a plan to attributes that a measure can use."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer import Typer
from typer.testing import CliRunner

import ketenzicht
from ketenzicht.chain.model import Attribute
from ketenzicht.cli import register
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.history import build_history
from ketenzicht.publish.language import Wording
from ketenzicht.publish.ledger import read_ledger
from ketenzicht.publish.sample import result_sentence, write_sample_report
from ketenzicht.sample.codings import Coding
from ketenzicht.sample.population import population
from ketenzicht.sample.save_coding import save
from ketenzicht.study.case import whole_history
from ketenzicht.study.causes import study_causes
from ketenzicht.study.causes_compared import Compared
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.noted import add_noted, noted_fingerprint
from ketenzicht.study.run import history_settings, run_study, take_in
from ketenzicht.study.sample import Research, draw_sample, open_research
from ketenzicht.study.sample_registers import register_sides
from ketenzicht.study.sample_report import report_sample
from ketenzicht.study.settings import load_study
from ketenzicht.study.standing import standing

pytestmark = pytest.mark.unit

PLAN = "ontwerp: eenvoudig\naantal: 60\nseed: 1\nvergelijk: [melder]\ndubbel: 0.4\nlezers: [anna, bram]\n"


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lezen") / "studie"
    make_demo_study(folder, households=400, seed=5)
    take_in(load_study(folder))
    return folder


@pytest.fixture
def study(taken_in: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "studie"
    shutil.copytree(taken_in, folder)
    return folder


def sample(*words: str) -> tuple[int, str]:
    """The command ``sample``: its exit code and what it prints."""
    app = Typer()
    register(app)
    ran = CliRunner().invoke(app, ["sample", *words])
    if isinstance(ran.exception, UserError):
        raise ran.exception
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, ran.output


def data(*words: str) -> Any:
    """What it prints as data."""
    code, text = sample(*words, "--json")
    assert code == 0
    return json.loads(text)


def drawn(study: Path) -> dict[str, Any]:
    sample("new", str(study))
    (study / "dossieronderzoek" / "steekproef.yaml").write_text(PLAN, encoding="utf-8")
    found: dict[str, Any] = data("draw", str(study))
    return found


def fill(study: Path, reader: str, *, differs: bool = False) -> Path:
    """The workbook of a reader as filled in: help stopped in every file with an odd number."""
    sample("export", str(study), "--reader", reader)
    path = study / "dossieronderzoek" / "beveiligd" / f"coderen-{reader}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Coderen"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(3, sheet.max_row + 1):
        odd = sheet.cell(row, at["dossier"]).value % 2 == 1
        sheet.cell(row, at["hulp-gestopt"]).value = "ja" if odd else "nee"
        if odd:
            sheet.cell(row, at["reden-stoppen"]).value = "Iets anders" if differs else "Het duurde te lang"
        sheet.cell(row, at["klaar"]).value = "ja"
    book.save(path)
    return path


def test_from_a_plan_to_a_report_and_attributes(study: Path) -> None:
    found = drawn(study)
    assert len(found["dossiers"]) == 60
    assert found == data("draw", str(study))
    secure = study / "dossieronderzoek" / "beveiligd"
    assert (secure.stat().st_mode & 0o777) == 0o700

    _, text = sample("replace", str(study), "60", "--reason", "vernietigd")
    assert "dossier 61" in text
    with pytest.raises(UserError, match="al dossiers vervangen"):
        sample("draw", str(study))
    assert len(data("list", str(study))["dossiers"]) == 61
    for reader in ("anna", "bram"):
        path = fill(study, reader, differs=reader == "bram")
        story = openpyxl.load_workbook(path)["Tijdlijn"]
        assert story.max_row > 60  # every case has at least its report
        assert sample("import", str(study), str(path))[0] == 0
    status = data("status", str(study))
    assert [one["klaar"] == one["dossiers"] for one in status["lezers"]] == [True, True]
    assert status["opnieuw"] == []
    with pytest.raises(UserError, match="Er is al gelezen"):
        sample("draw", str(study))

    differ = data("differences", str(study))
    assert {one["vraag"] for one in differ} == {"reden-stoppen"}
    number = str(differ[0]["dossier"])
    sample("settle", str(study), number, "reden-stoppen", "Iets anders", "--reason", "brief")
    settled = next(one for one in data("differences", str(study)) if str(one["dossier"]) == number)
    assert (settled["afgesproken"], settled["reden"]) == ("anders", "brief")

    told = data("report", str(study))
    assert told["sample"]["finished"] == 60
    assert told["sample"]["replaced"] == 1
    assert told["draft"] is False
    names = {one["id"] for one in told["results"]}
    assert names == {"vraag-hulp-gestopt", "vraag-reden-stoppen", "overeenstemming", "vergelijking"}
    assert (study / "out" / "dossieronderzoek.html").is_file()
    page = (study / "out" / "dossieronderzoek.html").read_text(encoding="utf-8")
    assert not any(file["casus"] in page for file in found["dossiers"])
    assert "hulp-gestopt;ja;" in (secure / "schattingen.csv").read_text(encoding="utf-8-sig")

    _, text = sample("merge", str(study))
    assert "De keten beschrijft dit nog niet: hulp-gestopt, reden-stoppen" in text


def test_codes_become_attributes_of_the_events_of_a_case(study: Path) -> None:
    found = drawn(study)
    fill(study, "anna")
    sample("import", str(study), str(study / "dossieronderzoek" / "beveiligd" / "coderen-anna.xlsx"))
    opened = load_study(study)
    assert noted_fingerprint(opened) == {}
    sample("merge", str(study))
    assert set(noted_fingerprint(opened)) == {"kenmerken.json"}
    attribute = Attribute.model_validate({"id": "hulp-gestopt", "naam": "Hulp gestopt", "type": "ja-nee"})
    chain = opened.chain.model_copy(update={"attributes": (*opened.chain.attributes, attribute)})
    opened = replace(opened, chain=chain)
    with Engine() as engine:
        for name in ("events", "involvement"):
            engine.attach_parquet(name, opened.secure / f"{name}.parquet")
        history = build_history(engine, chain, history_settings(opened))
        before = history.rows("select count(*) from events")
        add_noted(history, opened)
        assert history.rows("select count(*) from events") == before
        rows = history.rows(
            "select distinct case_event.case_id, hulp_gestopt from events join case_event using (event_id)"
        )
    noted = {str(case): value for case, value in rows if value is not None}
    anna = [file for file in found["dossiers"] if file["lezers"][0] == "anna" or "anna" in file["lezers"]]
    assert noted == {file["casus"]: "ja" if file["nummer"] % 2 else "nee" for file in anna}


def test_a_row_that_was_saved_elsewhere_ends_with_an_exit_code(study: Path) -> None:
    drawn(study)
    path = fill(study, "anna")
    early = path.with_name("vroeg.xlsx")
    shutil.copy(path, early)
    book = openpyxl.load_workbook(path)
    book["Coderen"].cell(3, 4).value = "onbekend"
    book.save(path)
    assert sample("import", str(study), str(path))[0] == 0
    code, text = sample("import", str(study), str(early))
    assert code == 1
    assert "elders opgeslagen" in text
    kept = list((study / "dossieronderzoek" / "beveiligd" / "ingelezen").glob("anna-*.xlsx"))
    assert len(kept) == 2


def test_a_workbook_of_before_somebody_was_erased_brings_nothing_of_them_back(study: Path) -> None:
    drawn(study)
    path = fill(study, "anna")
    secure = study / "dossieronderzoek" / "beveiligd"
    early = study.parent / "vroeg.xlsx"
    shutil.copy(path, early)
    number, case = (openpyxl.load_workbook(path)["Coderen"].cell(3, column).value for column in (1, 2))
    drawing = secure / "steekproef.json"
    drawing.write_text(drawing.read_text("utf-8").replace(str(case), "gewist-2"), encoding="utf-8")
    code, text = sample("import", str(study), str(early))
    assert (code, "gewist" in text, f"Dossier {number} " in text) == (1, True, True)
    assert not list(secure.glob("ingelezen/*"))
    assert str(case) not in (secure / "codering.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["draw"], "nog geen plan"),
        (["list"], "nog geen plan"),
    ],
)
def test_without_a_plan_there_is_nothing(study: Path, words: list[str], why: str) -> None:
    with pytest.raises(UserError, match=why):
        sample(*words, str(study))


def test_what_comes_too_early_says_what_to_do_first(study: Path) -> None:
    sample("new", str(study))
    with pytest.raises(UserError, match="al een dossieronderzoek"):
        sample("new", str(study))
    with pytest.raises(UserError, match="nog geen steekproef"):
        sample("list", str(study))
    drawn_again = study / "dossieronderzoek" / "steekproef.yaml"
    drawn_again.write_text(PLAN, encoding="utf-8")
    sample("draw", str(study))
    with pytest.raises(UserError, match="geen lezer"):
        sample("export", str(study), "--reader", "ana")
    with pytest.raises(UserError, match="nog geen dossier klaar"):
        sample("merge", str(study))


def test_size_is_said_in_files() -> None:
    assert data("size", "--margin", "5", "--cases", "3200")["dossiers"] == 344  # Cochran (1977), 4.4
    assert "Lees 97 dossiers" in sample("size", "--margin", "10")[1]
    with pytest.raises(UserError, match="tussen 0 en 100"):
        sample("size", "--margin", "0")


MEASURE = """
  - id: herhaling-naar-hulp-gestopt
    soort: herhaling
    vraag: Q2
    naam: Nieuwe meldingen naar wat in het dossier staat
    vanaf: {gebeurtenis: melding, keuze: eerste}
    gebeurtenissen: melding
    horizonnen: [{duur: 12, eenheid: maanden}]
    groepen:
      id: gestopt
      naam: Hulp gestopt volgens het dossier
      kenmerk: hulp-gestopt
      groepen:
        - {id: niet-gestopt, naam: niet gestopt, is: ["nee"]}
        - {id: gestopt, naam: gestopt, is: ["ja"]}
    zin: "Na {horizon} waren er gemiddeld {gemiddeld} nieuwe meldingen."
    definitie: EIGEN
    bron: ketenzicht
    zekerheid: D
    gecontroleerd: 2026-11-22
"""


def with_own_chain(study: Path) -> None:
    """The study held against a chain of its own, which knows what readers note and measures by it."""
    folder = study / "keten"
    shutil.copytree(Path(ketenzicht.__file__).parent / "chains" / "veilig-thuis", folder)
    chain = (folder / "keten.yaml").read_text(encoding="utf-8")
    known = "kenmerken:\n  - {id: hulp-gestopt, naam: Hulp gestopt, type: ja-nee}\n"
    (folder / "keten.yaml").write_text(chain.replace("kenmerken:\n", known, 1), encoding="utf-8")
    with (folder / "maten.yaml").open("a", encoding="utf-8") as stream:
        stream.write(MEASURE)
    settings = (study / "study.yaml").read_text(encoding="utf-8")
    settings = settings.replace("keten: veilig-thuis", "keten: keten").replace(
        "maten: alle", "maten: [herhaling-naar-hulp-gestopt, caseload]"
    )
    (study / "study.yaml").write_text(settings, encoding="utf-8")


def test_from_a_sample_to_a_measure_by_what_readers_noted(study: Path) -> None:
    with_own_chain(study)
    found = drawn(study)
    fill(study, "anna")
    sample("import", str(study), str(study / "dossieronderzoek" / "beveiligd" / "coderen-anna.xlsx"))
    assert "zijn dit kenmerken: hulp-gestopt" in sample("merge", str(study))[1].replace("\n", " ")
    run = run_study(study, on=date(2026, 11, 23))
    result = next(one for one in run.released.content.results if one.measure == "herhaling-naar-hulp-gestopt")
    anna = [file["nummer"] % 2 for file in found["dossiers"] if "anna" in file["lezers"]]
    groups = next(table for table in result.tables if table.id == "groepen")
    starts = {row.id: row.figures[0] for row in groups.rows}
    rounded = run.released.content.policy.rounded
    assert starts["groep-gestopt"].n == rounded(sum(anna))  # type: ignore[union-attr]
    assert starts["groep-niet-gestopt"].n == rounded(len(anna) - sum(anna))  # type: ignore[union-attr]
    assert any("zonder het gewicht van de steekproef" in str(one) for one in result.warnings)
    other = next(one for one in run.released.content.results if one.measure == "caseload")
    assert not any("zonder het gewicht" in str(one) for one in other.warnings)


def test_a_caseload_is_split_by_what_readers_noted(study: Path) -> None:
    with_own_chain(study)
    drawn(study)
    fill(study, "anna")
    sample("import", str(study), str(study / "dossieronderzoek" / "beveiligd" / "coderen-anna.xlsx"))
    said = sample("report", str(study))[1]
    assert "Concept:" in said
    assert "Let op: Nog niet af" in said
    sample("merge", str(study))
    asked = Compared(measure="caseload-opbouw", places=("ja", "nee"), attribute="hulp-gestopt")
    causes = study_causes(study, asked, on=date(2026, 11, 23))
    assert any("zonder het gewicht van de steekproef" in str(one) for one in causes.result.warnings)


BESIDE = """
id: naast
titel: Naast de registratie
variabelen:
  - id: wie-meldde
    vraag: Wie deed de melding?
    soort: keuze
    niveaus: [{id: politie, naam: Politie, codes: [CODE]}, {id: ander, naam: Iemand anders, anders: true}]
    registratie: {kenmerk: melder}
  - id: eerder
    vraag: Waren er eerdere meldingen?
    soort: ja-nee
    registratie: {maat: eerdere-meldingen, cijfer: aandeel}
"""


def read_beside(study: Path, *, as_registered: bool) -> Research:
    """A sample of which every file was read: who reported as the registrations say, or the other way round."""
    sample("new", str(study))
    folder = study / "dossieronderzoek"
    (folder / "steekproef.yaml").write_text(PLAN.replace("dubbel: 0.4", "dubbel: 0"), encoding="utf-8")
    research = open_research(load_study(study))
    drawn_files = draw_sample(research).files
    code = Counter(file.attributes["melder"] for file in drawn_files).most_common(1)[0][0]
    (folder / "codeboek.yaml").write_text(BESIDE.replace("CODE", f'"{code}"'), encoding="utf-8")
    research = open_research(load_study(study))
    for file in drawn_files:
        police = (file.attributes["melder"] == code) == as_registered
        values = {
            "wie-meldde": "politie" if police else "ander",
            "eerder": "ja" if file.number % 3 else "nee",
        }
        coding = Coding(file.case, file.readers[0], 0, research.book.version, values, "klaar")
        save(research.codings_file, coding, seen=0)
    return research


def test_estimates_stand_beside_the_registrations_and_in_the_ledger(study: Path) -> None:
    research = read_beside(study, as_registered=True)
    with whole_history(research.study) as history:
        melder = Counter(population(history).attributes["melder"])
    made = report_sample(research, on=date(2026, 11, 23))
    results = {one.measure: one for one in made.shown.results}
    (table, same) = results["registratie-wie-meldde"].tables
    files, registration, difference = next(row for row in table.rows if row.id == "politie").figures
    code = research.book.variables[0].levels[0].codes[0]
    rounded = made.shown.policy.rounded
    assert (registration.x, registration.n) == (rounded(melder[code]), rounded(sum(melder.values())))  # type: ignore[union-attr]
    assert files.low <= registration.value <= files.high  # type: ignore[union-attr]
    assert difference.low <= 0 <= difference.high  # type: ignore[union-attr]
    assert same.rows[0].figures[1].value == 1.0  # type: ignore[union-attr]
    by_measure = results["registratie-eerder"]
    assert {row.id for row in by_measure.tables[0].rows} == {"ja"}
    labels = [str(label) for label, _ in by_measure.definition]
    assert labels[:3] == ["Dossiers", "Steekproef", "Registratie"]
    assert "Index" in labels  # how the measure is counted
    assert made.released.number == 1
    again = report_sample(research, on=date(2026, 11, 24))
    assert (again.released.number, again.released.again) == (1, True)
    ledger = read_ledger(made.released.ledger)
    assert [one.number for one in ledger] == [1]
    assert any("Naast de registratie" in title for title in ledger[0].tables.values())
    page = (study / "out" / "dossieronderzoek.html").read_text(encoding="utf-8")
    assert "Een verschil is niet aantoonbaar." in page
    assert "SYNTHETISCH" in page
    [_, shown] = standing(research.study).reports
    assert (shown.kind.id, shown.release and shown.release.number) == ("sample", 1)
    released = {file.path for file in shown.seen(drafts=False)}
    inside = {file.path for file in shown.files} - released
    assert "dossieronderzoek.html" in released
    assert inside == {"dossieronderzoek-manifest.json", "dossieronderzoek-output-check.html"}
    found, content = made.shown.found, made.shown.content
    going = replace(
        made.shown,
        found=replace(found, finished=found.finished - 1),
        content=replace(content, policy=replace(content.policy, output_types=("report",))),
    )
    write_sample_report(study / "out", going)
    [_, shown] = standing(research.study).reports
    assert shown.files
    assert (shown.release, shown.seen(drafts=False)) == (None, ())


def test_a_difference_beyond_chance_is_said(study: Path) -> None:
    research = read_beside(study, as_registered=False)
    made = report_sample(research, on=date(2026, 11, 23))
    result = next(one for one in made.shown.results if one.measure == "registratie-wie-meldde")
    assert "Aantoonbaar anders: Politie, Iemand anders." in result_sentence(result, Wording("nl"))
    assert "Demonstrably different" in result_sentence(result, Wording("en"))


@pytest.mark.parametrize(
    ("instead", "what"),
    [
        ("{kenmerk: meldr}", "Bedoelde je 'melder'"),
        ("{kenmerk: leeftijd-jongste-kind}", "geen code en geen ja-nee"),
        ("{kenmerk: aanleiding}", "onder 'codes'"),
        ("{maat: eerdere, cijfer: aandeel}", "geen maat 'eerdere'"),
    ],
)
def test_what_the_registrations_do_not_have_is_told(study: Path, instead: str, what: str) -> None:
    sample("new", str(study))
    folder = study / "dossieronderzoek"
    (folder / "steekproef.yaml").write_text(PLAN, encoding="utf-8")
    book = BESIDE.replace("{kenmerk: melder}", instead).replace("CODE", "zo-niet")
    if "maat" in instead:
        book = book.replace(instead, instead[:-1] + ", antwoord: ander}")
    book = book.replace(", anders: true", "")
    (folder / "codeboek.yaml").write_text(book, encoding="utf-8")
    with pytest.raises(UserError, match=what):
        register_sides(open_research(load_study(study)))
