"""A sample from plan to estimates: drawn from cases, replaced, coded in workbooks, settled, estimated, protected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from helpers.codebooks import DROPOUT, NOTE, REASON, codebook
from helpers.report_content import content, shipped
from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.sample import PublishedSample, protect_sample, render_sample, sample_data
from ketenzicht.publish.sample_workbook import WorkbookRow, coding_workbook
from ketenzicht.sample.changes import changes, keep_codebook, kept_codebooks, to_revisit
from ketenzicht.sample.codings import Coding, read_codings
from ketenzicht.sample.double import differences, final, settle
from ketenzicht.sample.drawn import Sample, draw, read_sample, replace_file, write_sample
from ketenzicht.sample.plan import Plan, load_plan
from ketenzicht.sample.population import Population
from ketenzicht.sample.read import read_files
from ketenzicht.sample.reliability import agreements
from ketenzicht.sample.results import SampleResults, estimates, results
from ketenzicht.sample.save_coding import save
from ketenzicht.sample.workbook import read_workbook, take_over

pytestmark = pytest.mark.unit

BOOK = codebook(
    DROPOUT, REASON, {"id": "kinderen", "vraag": "Hoeveel kinderen?", "soort": "getal", "minstens": 0}, NOTE
)
CASES = tuple(f"zaak-{number:03}" for number in range(230))
PEOPLE = Population(
    CASES,
    tuple(date(2024, 1, 1) + timedelta(days=number) for number in range(230)),
    tuple(1 + number % 4 for number in range(230)),
    {"melder": tuple("politie" if number < 150 else "school" for number in range(230))},
)


def a_plan(**given: Any) -> Plan:
    return Plan.model_validate(
        {"ontwerp": "eenvoudig", "aantal": 40, "seed": 7, "lezers": ["a", "b"]} | given
    )


def a_sample(**given: Any) -> Sample:
    return draw(a_plan(**given), {}, PEOPLE)


def published(found: SampleResults) -> PublishedSample:
    return PublishedSample(BOOK.title, found, protect_sample(found, content().study, shipped(), Policy()))


@pytest.mark.parametrize("design", ["eenvoudig", "systematisch", "naar-omvang", "gelaagd"])
def test_every_design_gives_files_with_weights_that_stand_for_all(design: str) -> None:
    found = a_sample(ontwerp=design, **({"laag": "melder"} if design == "gelaagd" else {}))
    assert len({file.case for file in found.files}) == 40
    assert [file.number for file in found.files] == list(range(1, 41))
    total = sum(1 / file.chance for file in found.files)
    if design == "naar-omvang":
        size = dict(zip(PEOPLE.cases, PEOPLE.reports, strict=True))
        # weights by size give the total of the sizes back, exactly
        assert sum(size[f.case] / f.chance for f in found.files) == pytest.approx(sum(PEOPLE.reports))
    else:
        assert total == pytest.approx(230)
    assert found == a_sample(ontwerp=design, **({"laag": "melder"} if design == "gelaagd" else {}))


def test_stated_numbers_are_drawn_and_a_fifth_is_read_by_two() -> None:
    found = a_sample(ontwerp="gelaagd", laag="melder", aantallen={"politie": 15, "school": 25})
    assert [sum(f.stratum == name for f in found.files) for name in ("politie", "school")] == [15, 25]
    assert sum(len(file.readers) == 2 for file in found.files) == 8
    assert {file.readers[0] for file in found.files} == {"a", "b"}
    assert found.population["melder"] == {"politie": 150, "school": 80}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ontwerp: gelaagd", "'laag' hoort bij"),
        ("ontwerp: gelaagd\nlaag: melder\naantallen: {politie: 10}", "telt op tot 10"),
        ("ontwerp: eenvoudig\nlezers: [a]", "twee keer|twee lezers nodig"),
        ("ontwerp: lukraak", "lukraak|ontwerp"),
    ],
)
def test_a_mistake_in_a_plan_is_told(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "steekproef.yaml"
    readers = "" if "lezers" in text else "lezers: [a, b]\n"
    path.write_text(f"aantal: 40\nseed: 1\n{readers}{text}\n", encoding="utf-8")
    with pytest.raises(UserError, match=what):
        load_plan(path)


def test_a_plan_that_the_cases_cannot_give_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "steekproef.yaml"
    path.write_text("ontwerp: gelaagd\naantal: 40\nseed: 1\nlaag: meldr\nlezers: [a, b]\n", encoding="utf-8")
    with pytest.raises(UserError, match="Bedoelde je 'melder'") as caught:
        draw(*load_plan(path), PEOPLE)
    assert caught.value.line == 4
    path.write_text("ontwerp: eenvoudig\naantal: 400\nseed: 1\nlezers: [a, b]\n", encoding="utf-8")
    with pytest.raises(UserError, match="minder casussen") as caught:
        draw(*load_plan(path), PEOPLE)
    assert caught.value.line == 2


def test_a_file_that_cannot_be_read_is_replaced_in_its_own_stratum_with_the_reason(tmp_path: Path) -> None:
    sample = a_sample(ontwerp="gelaagd", laag="melder")
    old = sample.files[3]
    changed, instead = replace_file(sample, "4", "vernietigd")
    assert changed.files[3].gone == "vernietigd"
    assert (instead.stratum, instead.chance, instead.readers) == (old.stratum, old.chance, old.readers)
    assert instead.case not in {file.case for file in sample.files}
    assert len(changed.readable) == 40
    with pytest.raises(UserError, match="al vervangen"):
        replace_file(changed, "4", "nog eens")
    with pytest.raises(UserError, match="Zonder reden"):
        replace_file(sample, "4", " ")
    write_sample(tmp_path / "s" / "steekproef.json", changed)
    assert read_sample(tmp_path / "s" / "steekproef.json") == changed
    assert ((tmp_path / "s" / "steekproef.json").stat().st_mode & 0o777) == 0o600


def filled(path: Path, content: bytes, answers: dict[str, dict[str, Any]]) -> Path:
    """The workbook with answers by case, as somebody typed them."""
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    sheet = book["Coderen"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(3, sheet.max_row + 1):
        for name, value in answers.get(sheet.cell(row, at["casus"]).value, {}).items():
            sheet.cell(row, at[name]).value = value
    book.save(path)
    return path


def blank(case: str, seen: int = 0, **values: Any) -> WorkbookRow:
    return WorkbookRow(1, case, seen, values, False, [("2024-01-01", "Politie", "Melding")])


def test_a_workbook_comes_back_as_it_was_typed(tmp_path: Path) -> None:
    rows = [blank("zaak-1"), blank("zaak-2"), blank("zaak-3"), blank("zaak-4")]
    typed = {
        "zaak-1": {"uitval": "Ja", "reden": "wachttijd", "kinderen": "2", "klaar": "ja", "notitie": "n"},
        "zaak-2": {"uitval": "nee", "kinderen": "onbekend", "klaar": "x"},
        "zaak-3": {"uitval": "ja", "reden": "Wacht", "klaar": "ja"},
    }
    path = filled(tmp_path / "c.xlsx", coding_workbook(BOOK, "a", rows, {}), typed)
    reader, found = read_workbook(path)
    files = {f"zaak-{number}": str(number) for number in (1, 2, 3, 4)}
    store = tmp_path / "codering.jsonl"
    taken = take_over(store, BOOK, reader, found, files)
    assert [(one.outcome, one.finished) for one in taken] == [
        ("opgeslagen", True), ("opgeslagen", True), ("opgeslagen", False), ("ongewijzigd", False)
    ]  # fmt: skip
    kept = read_codings(store)
    assert kept.newest("zaak-1").values == {  # type: ignore[union-attr]
        "uitval": "ja", "reden": "wachttijd", "kinderen": 2, "notitie": "n"
    }  # fmt: skip
    assert kept.newest("zaak-2").values["kinderen"] == "onbekend"  # type: ignore[union-attr]
    # what is wrong is told and kept as typed
    assert kept.newest("zaak-3").values["reden"] == "Wacht"  # type: ignore[union-attr]
    assert {one.variable for one in taken[2].remarks} == {"reden", "kinderen"}
    again = take_over(store, BOOK, reader, found, files)
    assert {one.outcome for one in again} == {"ongewijzigd"}
    assert len(read_codings(store).saved) == 3


def test_a_workbook_from_before_a_later_save_takes_nothing_over(tmp_path: Path) -> None:
    store = tmp_path / "codering.jsonl"
    save(store, Coding("zaak-1", "a", 0, BOOK.version, {"uitval": "nee"}, "concept"), seen=0)
    path = filled(
        tmp_path / "c.xlsx", coding_workbook(BOOK, "a", [blank("zaak-1")], {}), {"zaak-1": {"uitval": "ja"}}
    )
    (taken,) = take_over(store, BOOK, *read_workbook(path), {"zaak-1": "1"})
    assert taken.outcome == "elders gewijzigd"
    assert [one.values for one in read_codings(store).saved] == [{"uitval": "nee"}]
    (strange,) = take_over(store, BOOK, *read_workbook(path), {})
    assert strange.outcome == "onbekend dossier"


def test_a_workbook_without_a_column_takes_nothing_away(tmp_path: Path) -> None:
    store = tmp_path / "codering.jsonl"
    save(store, Coding("zaak-1", "a", 0, BOOK.version, {"kinderen": 3, "notitie": "n"}, "concept"), seen=0)
    older = BOOK.model_copy(update={"variables": BOOK.variables[:2]})
    content = coding_workbook(older, "a", [blank("zaak-1", seen=1)], {})
    path = filled(tmp_path / "c.xlsx", content, {"zaak-1": {"uitval": "nee"}})
    (taken,) = take_over(store, BOOK, *read_workbook(path), {"zaak-1": "1"})
    assert taken.outcome == "opgeslagen"
    newest = read_codings(store).newest("zaak-1")
    assert newest is not None
    assert newest.values == {"kinderen": 3, "notitie": "n", "uitval": "nee"}


def test_what_is_no_coding_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(UserError, match="niet te openen"):
        read_workbook(path)
    openpyxl.Workbook().save(path)
    with pytest.raises(UserError, match="geen codeerblad"):
        read_workbook(path)


def coded(path: Path, sample: Sample, second: dict[str, dict[str, Any]] | None = None) -> Any:
    """All files read: six in ten stopped; the second reader says the same but where ``second`` says otherwise."""
    for at, file in enumerate(sample.readable):
        for reader in file.readers:
            values = {"uitval": "ja", "reden": "wachttijd", "kinderen": at % 3} if at % 10 < 6 else {
                "uitval": "nee", "kinderen": 1
            }  # fmt: skip
            values |= (second or {}).get(file.case, {}) if reader == file.readers[-1] else {}
            save(path, Coding(file.case, reader, 0, BOOK.version, values, "klaar"), seen=0)
    return read_codings(path)


def test_readers_settle_with_a_reason_and_that_counts(tmp_path: Path) -> None:
    sample = a_sample()
    twice = next(file for file in sample.files if len(file.readers) == 2 and (file.number - 1) % 10 < 6)
    kept = coded(tmp_path / "c.jsonl", sample, {twice.case: {"reden": "wil-niet", "kinderen": 9}})
    assert {one.variable for one in differences(BOOK, kept, [twice.case])} == {"reden", "kinderen"}
    with pytest.raises(UserError, match="Zonder reden"):
        settle(BOOK, kept, twice.case, "reden", "wil-niet", "")
    with pytest.raises(UserError, match="verschillen de lezers niet"):
        settle(BOOK, kept, twice.case, "uitval", "nee", "omdat")
    with pytest.raises(UserError, match="Bedoelde je 'wil-niet'"):
        settle(BOOK, kept, twice.case, "reden", "wil-nit", "omdat")
    for variable, value in (("reden", "wil-niet"), ("kinderen", 4)):
        coding = settle(BOOK, kept, twice.case, variable, value, "brief van mei")
        save(tmp_path / "c.jsonl", coding, seen=coding.number)
        kept = read_codings(tmp_path / "c.jsonl")
    assert final(BOOK, kept, twice.case) == {"uitval": "ja", "reden": "wil-niet", "kinderen": 4}
    assert all(one.reason == "brief van mei" for one in differences(BOOK, kept, [twice.case]))


def test_alpha_of_numbers_counts_how_far_readers_are_apart(tmp_path: Path) -> None:
    sample = a_sample(dubbel=1.0)
    near = {file.case: {"kinderen": (file.number - 1) % 3 + 1} for file in sample.files[:6]}
    far = {file.case: {"kinderen": (file.number - 1) % 3 + 9} for file in sample.files[:6]}
    files = [file.case for file in sample.files]
    found = [
        {one.variable.id: one.alpha for one in agreements(BOOK, coded(path, sample, said), files)}["kinderen"]
        for path, said in ((tmp_path / "near.jsonl", near), (tmp_path / "far.jsonl", far))
    ]
    one, other = (alpha.value if alpha else None for alpha in found)
    assert one is not None
    assert other is not None
    assert one > other


def test_a_changed_codebook_says_what_to_look_at_again(tmp_path: Path) -> None:
    sample = a_sample(dubbel=0, lezers=["a"])
    kept = coded(tmp_path / "c.jsonl", sample)
    keep_codebook(tmp_path / "boeken", BOOK)
    first, reason, _, note = BOOK.variables
    changed = BOOK.model_copy(
        update={
            "variables": (
                first,
                reason.model_copy(update={"instruction": message_node("Kies de eerste reden.")}),
                note,
                first.model_copy(update={"id": "meer", "question": message_node("Nog iets?")}),
            )
        }
    )
    assert changes(BOOK, changed) == {"reden": "anders", "kinderen": "weg", "meer": "nieuw"}
    files = [file.case for file in sample.files]
    books = kept_codebooks(tmp_path / "boeken")
    assert books == {BOOK.version: BOOK}
    again = {one.file: dict(one.variables) for one in to_revisit(changed, books, kept, files)}
    stopped, went_on = sample.files[0].case, sample.files[7].case
    assert set(again[stopped]) == {"reden", "meer"}
    assert set(again[went_on]) == {"meer"}
    # what was noted before still counts, and nothing of it is gone
    assert final(changed, kept, stopped) == {"uitval": "ja", "reden": "wachttijd"}
    assert kept.newest(stopped).values["kinderen"] == 0
    assert to_revisit(BOOK, books, kept, files) == []


def test_answers_that_no_longer_fit_the_codebook_are_told_and_make_a_draft(tmp_path: Path) -> None:
    sample = a_sample(dubbel=0, lezers=["a"])
    kept = coded(tmp_path / "c.jsonl", sample)
    first, reason, *rest = BOOK.variables
    fewer = reason.model_copy(update={"levels": reason.levels[1:]})
    changed = BOOK.model_copy(update={"variables": (first, fewer, *rest)})
    for book, unanswered in ((BOOK, 0), (changed, 24)):
        found = results(book, sample, kept, {})
        assert found.unanswered == unanswered
        assert published(found).draft is bool(unanswered)
    other = coded(tmp_path / "d.jsonl", sample, {one.case: {"reden": "wil-niet"} for one in sample.files[:3]})
    told = results(changed, sample, other, {}).measures[1]
    assert told.measure == "vraag-reden"
    assert ["codeboek past" in str(one) for one in told.warnings] == [False, True]


def message_node(text: str) -> Any:
    from ketenzicht.chain.model import TextNode

    return TextNode(nl=text)


def test_estimates_weigh_strata_and_leave_out_what_is_not_finished(tmp_path: Path) -> None:
    sample = a_sample(ontwerp="gelaagd", laag="melder", aantallen={"politie": 10, "school": 30}, dubbel=0)
    for file in sample.files[:-4]:
        value = "ja" if file.stratum == "politie" else "nee"
        rest = {"reden": "wachttijd"} if value == "ja" else {}
        coding = Coding(
            file.case, file.readers[0], 0, BOOK.version, {"uitval": value, **rest, "kinderen": 1}, "klaar"
        )
        save(tmp_path / "c.jsonl", coding, seen=0)
    kept = read_codings(tmp_path / "c.jsonl")
    found = estimates(BOOK, sample, kept)
    # all of the police and none of the schools stopped: 150 of 230, whatever was drawn of each
    assert found["uitval", "ja"].value == pytest.approx(150 / 230)
    assert found["uitval", "ja"].standard_error == pytest.approx(0, abs=1e-12)
    assert found["reden", "wachttijd"].value == pytest.approx(1.0)
    assert found["kinderen", "gemiddelde"].value == pytest.approx(1.0)
    without = replace(sample, files=(replace(sample.files[0], gone="gewist op verzoek"), *sample.files[1:]))
    assert estimates(BOOK, without, kept)["uitval", "ja"].value == pytest.approx(150 / 230)
    assert sum(read_files(BOOK, without, kept).weight) == pytest.approx(230)
    told = results(BOOK, sample, kept, {})
    assert (told.files, told.finished) == (40, 36)
    assert any("Nog niet af" in str(one) for one in told.measures[0].warnings)


def test_small_numbers_and_notes_never_leave(tmp_path: Path) -> None:
    sample = a_sample(vergelijk=["melder"], aantal=100)
    secret = {file.case: {"notitie": "GEHEIM"} for file in sample.files}
    kept = coded(tmp_path / "c.jsonl", sample, {**secret, sample.files[0].case: {"reden": "wil-niet"}})
    found = results(BOOK, sample, kept, {"melder": {"": message("Melder"), "politie": message("Politie")}})
    shown = published(found)
    page, data = render_sample(shown, "nl"), str(sample_data(shown))
    for text in (page, data):
        assert "GEHEIM" not in text
        assert not any(file.case in text for file in sample.files)
    reason = next(one for one in shown.results if one.measure == "vraag-reden").tables[0]
    rows = {row.id: row.figures for row in reason.rows}
    assert [type(figure).__name__ for figure in rows["wil-niet"]] == ["Hidden", "Hidden"]
    assert type(rows["wachttijd"][0]).__name__ == "PublishedCount"
    assert "Steekproef en alle casussen" in page
    assert "Kappa" in page
    assert type(rows["wachttijd"][1]).__name__ == "Hidden"  # all but one: it would tell of that one
    assert shown.draft is False
    assert replace(shown, found=replace(found, finished=99)).draft is True


def test_a_sentence_says_of_whom_it_is(tmp_path: Path) -> None:
    sample = a_sample(aantal=100)
    stopped = [file for file in sample.files if (file.number - 1) % 10 < 6]
    others = {file.case: {"reden": "wil-niet"} for file in stopped[:20]}
    kept = coded(tmp_path / "c.jsonl", sample, others)
    shown = published(results(BOOK, sample, kept, {}))
    page = render_sample(shown, "nl")
    assert "'Ja' geldt naar schatting voor 60\u00a0% van alle casussen" in page.replace("&#39;", "'")
    assert "van de casussen waarvoor de vraag gold" in page
    assert "of the cases to which the question applied" in render_sample(shown, "en")


def test_a_codebook_is_known_by_the_mark_that_files_were_read_with(tmp_path: Path) -> None:
    """A later version of the program may mark the same codebook otherwise: what was read still stands."""
    sample = a_sample(dubbel=0.0)
    keep_codebook(tmp_path / "boeken", BOOK)
    (tmp_path / "boeken" / f"{BOOK.version}.json").rename(tmp_path / "boeken" / "eerder.json")
    values = {"uitval": "nee", "kinderen": 2}
    coding = Coding(sample.files[0].case, "a", 0, "eerder", values, "klaar")
    save(tmp_path / "c.jsonl", coding, seen=0)
    kept, codings = kept_codebooks(tmp_path / "boeken"), read_codings(tmp_path / "c.jsonl")
    assert to_revisit(BOOK, kept, codings, [sample.files[0].case]) == []
    assert to_revisit(BOOK, {}, codings, [sample.files[0].case]) != []
