"""Persons of a study, from columns in study.yaml to figures: who is one person, what stays out, what is decided."""

from __future__ import annotations

import json
import shutil
import stat
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from helpers.persons_study import LINKING, STUDY, Made, make_persons_study
from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.intake import read_key
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.linkage.artefact import read_artefact
from ketenzicht.linkage.model import LinkageModel
from ketenzicht.linkage.verdicts import read_verdicts
from ketenzicht.message import message
from ketenzicht.publish.persons_range import TABLE_ID, beside_chosen
from ketenzicht.publish.published import (
    Hidden,
    Published,
    PublishedCount,
    PublishedResult,
    PublishedRow,
    PublishedTable,
)
from ketenzicht.study.forget import forget
from ketenzicht.study.persons_link import LinkedStudy, link_study
from ketenzicht.study.persons_review import take_review
from ketenzicht.study.run import run_study, take_in
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

SECURE = Path("personen/beveiligd")
WITH_MODEL = LINKING + "  model: model.json\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_persons_study(tmp_path_factory.mktemp("bron") / "studie")


@pytest.fixture(scope="module")
def patch() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def linked(made: Made, patch: pytest.MonkeyPatch) -> LinkedStudy:
    patch.setenv("KETENZICHT_KEY_FILE", str(made.folder.parent / "sleutelmap" / "sleutel"))
    estimated = link_study(made.folder)
    # From here on with that model, which is quicker than estimating one each time.
    shutil.copy(made.folder / SECURE / "artefact.json", made.folder / "model.json")
    (made.folder / "study.yaml").write_text(STUDY + WITH_MODEL, encoding="utf-8")
    again = link_study(made.folder)
    assert (again.fingerprint, again.found) == (estimated.fingerprint, estimated.found)
    return again


@pytest.fixture
def folder(linked: LinkedStudy, made: Made, tmp_path: Path) -> Path:
    """A copy of the linked study, to change."""
    return Path(shutil.copytree(made.folder, tmp_path / "studie"))


def lines(path: Path) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def decide(
    path: Path, number: int, answer: str, by: str | None = "A. de Vries", reason: str | None = "gebeld"
) -> None:
    """Fill in the decision about a pair, as somebody does in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == number)
    for name, value in {"besluit": answer, "door": by, "toelichting": reason}.items():
        row[head.index(name)].value = value
    book.save(path)


def results(folder: Path) -> dict[str, Any]:
    data = json.loads((folder / "out" / "results.json").read_text(encoding="utf-8"))
    return {one["id"]: one for one in data["measures"]} | {"attrition": data["attrition"]}


@pytest.fixture(scope="module")
def ran(linked: LinkedStudy, made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the linked study, run; not to be changed."""
    folder = Path(shutil.copytree(made.folder, tmp_path_factory.mktemp("gedaan") / "studie"))
    run_study(folder)
    return folder


@pytest.mark.parametrize("place", ["level", "rule"])
def test_a_model_of_others_that_asks_for_a_file_is_refused(folder: Path, place: str) -> None:
    path = folder / "model.json"
    kept = read_artefact(path)
    settings = deepcopy(kept.model.settings)
    asked = "exists (select * from read_text('/etc/passwd'))"
    if place == "level":
        settings["comparisons"][0]["comparison_levels"][1]["sql_condition"] = asked
    else:
        settings["blocking_rules_to_generate_predictions"][0]["blocking_rule"] = asked
    path.write_text(replace(kept, model=LinkageModel(settings)).as_json(), encoding="utf-8")
    with pytest.raises(UserError, match="niet van dit programma"):
        link_study(folder)


def test_events_of_two_organisations_become_the_history_of_one_person(
    ran: Path, folder: Path, made: Made
) -> None:
    chance = results(ran)["hulp-na-melding"]["headline"]["kans"]
    assert chance["n"] == made.people
    assert chance["x"] == pytest.approx(made.helped, abs=10)
    # By BSN alone only those are found who have one at both: about half of them.
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    run_study(folder)
    assert results(folder)["hulp-na-melding"]["headline"]["kans"]["n"] < 0.8 * made.people


def test_what_stayed_unlinked_is_said(ran: Path, linked: LinkedStudy) -> None:
    known, alone = results(ran)["attrition"][:2]
    assert known["before"] == pytest.approx(linked.seen, abs=5)
    assert alone["left_out"] == pytest.approx(linked.found.unlinked, abs=5)


def test_a_stricter_and_a_looser_threshold_stand_beside_the_figures(ran: Path) -> None:
    measure = results(ran)["hulp-na-melding"]
    [table] = [one for one in measure["tables"] if one["id"] == TABLE_ID]
    assert [column["nl"] for column in table["columns"]] == [
        "gekozen (95\u00a0%)", "strenger (99\u00a0%)", "soepeler (80\u00a0%)",
    ]  # fmt: skip
    chosen, strict, loose = table["rows"][0]["figures"]
    assert chosen == measure["headline"]["kans"]
    assert strict["x"] < chosen["x"] <= loose["x"]
    assert not (ran / "out" / "secure" / "strict").exists()


def test_a_range_is_hidden_where_the_figure_is() -> None:
    rows = tuple(
        PublishedRow(
            f"0-{at}-0", message("rij"), (PublishedCount(999), PublishedCount(20), PublishedCount(25)), 0
        )
        for at in (0, 1)
    )
    main = (
        PublishedRow("a", message("a"), (Hidden(),), 0),
        PublishedRow("b", message("b"), (PublishedCount(30),), 0),
    )
    column = (message("n"),)
    tables = (
        PublishedTable("eerste", message("t"), column, main, None),
        PublishedTable(TABLE_ID, message("t"), column * 3, rows, None),
    )
    result = PublishedResult(
        "m", "aandeel", message("persoon"), (), tables, {}, {}, (), (), (), (), None, "none"
    )
    hidden, shown = beside_chosen(Published((result,))).results[0].tables[1].rows
    assert [type(figure) for figure in hidden.figures] == [Hidden, Hidden, Hidden]
    assert shown.figures == (PublishedCount(30), PublishedCount(20), PublishedCount(25))


def test_no_identifier_stands_outside_the_folder_for_linking(ran: Path) -> None:
    folder = ran
    secret = {line["bsn"] for line in lines(folder / SECURE / "review.xlsx") if line["bsn"]} | {
        "Ravensberg",
        "Zonneveld",
    }
    assert len(secret) > 2
    for path in [*(folder / "out").rglob("*"), folder / "grootboek.jsonl"]:
        if path.is_file():
            content = path.read_bytes() + (
                repr(pq.read_table(path)).encode() if path.suffix == ".parquet" else b""
            )
            assert not [word for word in secret if word.encode() in content], path
    assert stat.S_IMODE((folder / SECURE).stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / SECURE / "review.xlsx").stat().st_mode) == 0o600


def test_a_decision_is_followed_by_the_next_linking_and_kept_with_who_when_and_why(folder: Path) -> None:
    path = folder / SECURE / "review.xlsx"
    pair = [line for line in lines(path) if line["paar"] == 1]
    decide(path, 1, "een")
    with pytest.raises(UserError, match="nog niet zijn ingelezen"):
        link_study(folder)
    assert (take_review(folder, path).added, take_review(folder, path).added) == (1, 0)
    with pytest.raises(UserError, match="iets veranderd"):
        run_study(folder)
    after = link_study(folder)
    assert after.decided == 1
    assert after.found.linked_by_decision >= 1
    persons = {row["record_id"]: row["person_id"] for row in pq.read_table(after.found.persons).to_pylist()}
    assert persons[pair[0]["record"]] == persons[pair[1]["record"]]
    [kept] = read_verdicts(folder / SECURE / "decisions.jsonl").values()
    assert (kept.answer, kept.by, kept.reason) == ("een", "A. de Vries", "gebeld")
    assert kept.at.endswith("+00:00")


def test_a_link_that_somebody_refuses_is_taken_apart(folder: Path) -> None:
    path = folder / SECURE / "review.xlsx"
    pair = next(line for line in lines(path) if line["reden"] == "gekoppeld")["paar"]
    records = [line["record"] for line in lines(path) if line["paar"] == pair]
    decide(path, pair, "twee")
    take_review(folder, path)
    after = link_study(folder)
    persons = {row["record_id"]: row["person_id"] for row in pq.read_table(after.found.persons).to_pylist()}
    assert persons[records[0]] != persons[records[1]]
    # Taken back, it is linked again.
    pair = next(line["paar"] for line in lines(path) if line["besluit"] == "twee")
    decide(path, pair, "open")
    take_review(folder, path)
    persons = {
        row["record_id"]: row["person_id"]
        for row in pq.read_table(link_study(folder).found.persons).to_pylist()
    }
    assert persons[records[0]] == persons[records[1]]


@pytest.mark.parametrize(
    ("answer", "by", "reason", "told"),
    [
        ("misschien", "A. de Vries", "gebeld", "moet 'een', 'twee' of 'open' zijn"),
        ("een", None, "gebeld", "niet wie dit besloot"),
        ("een", "A. de Vries", None, "niet waarom"),
    ],
)
def test_a_decision_without_an_answer_a_name_or_a_reason_is_refused(
    folder: Path, answer: str, by: str | None, reason: str | None, told: str
) -> None:
    path = folder / SECURE / "review.xlsx"
    decide(path, 1, answer, by, reason)
    with pytest.raises(UserError, match=told) as error:
        take_review(folder, path)
    assert error.value.line == 2
    assert not (folder / SECURE / "decisions.jsonl").exists()


def test_a_model_that_was_changed_by_hand_is_refused(folder: Path) -> None:
    text = (folder / "model.json").read_text(encoding="utf-8")
    (folder / "model.json").write_text(text.replace('"link": 0.95', '"link": 0.5'), encoding="utf-8")
    with pytest.raises(UserError, match="veranderd"):
        link_study(folder)


def test_a_changed_registration_is_linked_again_before_it_is_counted(folder: Path) -> None:
    with (folder / "registraties" / "meldpunt.csv").open("a", encoding="utf-8") as stream:
        stream.write("m9999;C9999;2022-03-03;;;;;;;\n")
    with pytest.raises(UserError, match="iets veranderd"):
        run_study(folder)


def test_who_cannot_be_told_from_others_is_nobody(folder: Path) -> None:
    path = folder / "registraties" / "meldpunt.csv"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("m9998;;2022-03-03;;;;Jansen;;;\nm9999;;2022-03-04;;;;Jansen;;;\n")
    assert link_study(folder).too_little == 1
    take_in(load_study(folder))
    events = pq.read_table(folder / "out" / "secure" / "events.parquet").to_pylist()
    assert sum(row["case_id"] is None for row in events) == 2


def test_who_is_forgotten_goes_from_every_registration(folder: Path, linked: LinkedStudy) -> None:
    take_in(load_study(folder))
    keys = pq.read_table(folder / SECURE / "keys.parquet").to_pylist()
    by_person: dict[str, int] = {}
    for row in keys:
        by_person[row["person_id"]] = by_person.get(row["person_id"], 0) + 1
    involvement = pq.read_table(folder / "out" / "secure" / "involvement.parquet").to_pylist()
    # Somebody known by a client number at the one and without it, by chance, at the other.
    person, number = next(
        (row["person_id"], f"C{at}")
        for at in range(400)
        for row in keys
        if row["record_key"] == pseudonym(read_key(), "record", f"meldpunt\x1fnummer\x1fC{at}")
        and row["linked_by"] == "kans"
        and by_person[row["person_id"]] == 2
    )
    of_person = {row["event_id"] for row in involvement if row["person_id"] == person}
    done = forget(folder, "persoon", number)
    assert done.rows_left_out == len(of_person) - 1  # help has two events in one row
    assert done.remains == ()
    assert {path.name for path in done.sources} == {"meldpunt.csv", "hulp.csv", "clienten.csv"}
    after = pq.read_table(folder / SECURE / "keys.parquet").to_pylist()
    assert len(after) == len(keys) - 2
    assert person not in {row["person_id"] for row in after}


def test_the_commands_say_what_came_out(folder: Path) -> None:
    app = typer.Typer()
    register(app)
    told = CliRunner().invoke(app, ["person", "link", str(folder)])
    assert told.exit_code == 0, told.output
    for words in (
        "records van personen",
        "zelfde geldige BSN",
        "gekozen",
        "Nakijken",
        "ketenzicht study run",
    ):
        assert words in told.output
    path = folder / SECURE / "review.xlsx"
    decide(path, 1, "twee", by=None)
    told = CliRunner().invoke(
        app, ["person", "review", str(folder), "--from", str(path), "--by", "A. de Vries", "--json"]
    )
    assert json.loads(told.output)["added"] == 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("koppelingen/hulp.yaml\n      bestand", "koppelingen/help.yaml\n      bestand", "geen koppeling"),
        ("      nummer: client\n", "      nummer: client\n      persoon: 2\n", "bestaat niet"),
        ("voornamen: roepnaam", "voornamen: doopnaam", "staat niet in clienten.csv"),
        ("personen_koppelen:\n", "personen_koppelen:\n  vanaf: 0.5\n", "horen op te lopen"),
    ],
)
def test_a_mistake_in_the_settings_is_told(folder: Path, before: str, after: str, told: str) -> None:
    text = STUDY + WITH_MODEL
    assert before in text
    (folder / "study.yaml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(UserError, match=told):
        link_study(folder)
