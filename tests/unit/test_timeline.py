"""One case drawn: what the drawing holds, in text and as SVG, and that it stays where it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from helpers.histories import Happening as H
from helpers.histories import history_of, mini_chain
from ketenzicht.chain import write_chain
from ketenzicht.diagram.timeline import Bar, Timeline, pack
from ketenzicht.diagram.timeline_svg import timeline_svg
from ketenzicht.diagram.timeline_text import timeline_lines
from ketenzicht.diagram.timeline_words import axis_ticks, length_words, long_date
from ketenzicht.errors import UserError
from ketenzicht.history.timeline import CaseSpell, case_record, list_cases, uncovered
from ketenzicht.measures.kinds.missed_terms import missed_terms
from ketenzicht.study.case import case_timeline, cases, write_drawing
from ketenzicht.study.case_timeline import make_timeline
from ketenzicht.study.settings import Study, load_study

pytestmark = pytest.mark.unit

DATA = (date(2024, 1, 1), date(2024, 12, 31))
SVG = "{http://www.w3.org/2000/svg}"

ROWS = [
    H(date(2024, 1, 8), "melding", persons=("p1", "p2"), spell="m1"),
    H(date(2024, 1, 19), "besluit", persons=("p1", "p2"), spell="m1"),
    H(date(2024, 1, 19), "overdracht", spell="t1"),
    H(date(2024, 2, 1), "einde"),
    H(date(2024, 3, 4), "start-hulp", spell="t1"),
    H(date(2024, 4, 1), "einde-hulp", spell="t1", end_reason="eenzijdig-client"),
    H(date(2024, 9, 2), "melding", persons=("p2",), spell="m2"),
    H(None, "besluit"),
    H(date(2024, 5, 1), "melding", household="h2"),
]


def chain():
    parts = mini_chain().model_dump(by_alias=True, exclude_none=True)
    organisations = [
        {"id": "vt", "naam": "Meldpunt"},
        {"id": "team", "naam": "Lokaal team"},
        {"id": "zorg", "naam": "Zorgaanbieder"},
    ]
    by = {"start-hulp": "zorg", "einde-hulp": "zorg"}
    events = [
        item if item["soort"] == "verlies" else item | {"bij": by.get(item["id"], "vt")}
        for item in parts["gebeurtenissen"]
    ]
    holders = {"wachten": "team", "hulp": "zorg"}
    stages = [stage | {"bij": holders.get(stage["id"], "vt")} for stage in parts["fasen"]]
    return mini_chain(organisaties=organisations, gebeurtenissen=events, fasen=stages)


def timeline_of(rows: list[H], case: str = "h1", **study: object) -> Timeline:
    history = history_of(rows, chain=chain(), data=DATA, **study)  # type: ignore[arg-type]
    known = {"p1": (1990, "V"), "p2": (2015, None)}
    return make_timeline(history, case_record(history, case), missed_terms(history, case), known, True)


def text_of(timeline: Timeline, width: int = 80) -> str:
    return "\n".join("".join(words for words, _ in line) for line in timeline_lines(timeline, width))


def test_organisations_are_lanes_in_the_order_of_the_chain_and_stages_are_rows() -> None:
    lanes = {lane.name: [row.name for row in lane.rows] for lane in timeline_of(ROWS).lanes}
    assert lanes == {
        "Meldpunt": ["Melding", "Betrokkenheid", "Beoordeling"],
        "Lokaal team": ["Wachten op hulp"],
        "Zorgaanbieder": ["Hulp"],
    }


def test_a_late_decision_is_marked_with_how_late_in_working_days() -> None:
    timeline = timeline_of(ROWS)
    assert [missed.text for missed in timeline.missed] == [
        "termijn gemist: besluit na 9 werkdagen, termijn 5",
        "termijn gemist: nog geen besluit na 84 werkdagen, termijn 5",
        "termijn gemist: nog geen besluit na 120 dagen, termijn 10 weken",
    ]
    assert timeline.missed[0].due_on == date(2024, 1, 15)


def test_a_decision_on_the_last_day_of_the_term_is_not_missed() -> None:
    rows = [H(date(2019, 5, 2), "melding", spell="m"), H(date(2019, 5, 9), "besluit", spell="m")]
    history = history_of(rows)
    assert missed_terms(history, "h1") == ()


def test_a_term_of_a_case_that_was_lost_after_it_counts_until_the_loss() -> None:
    rows = [H(date(2024, 6, 3), "melding", spell="m"), H(date(2024, 6, 17), "overlijden")]
    [missed] = missed_terms(history_of(rows), "h1")
    assert (missed.decided_on, missed.until_on, missed.taken) == (None, date(2024, 6, 17), 10)


def test_gaps_are_the_days_on_which_nobody_was_involved() -> None:
    timeline = timeline_of(ROWS)
    assert timeline.gaps == ((date(2024, 4, 1), date(2024, 9, 2)),)
    assert "Van 1 april 2024 tot 2 september 2024 was niemand betrokken (5 maanden)." in text_of(timeline)


def test_uncovered_days_lie_between_spells_that_may_overlap() -> None:
    def spell(begin: int, end: int | None) -> CaseSpell:
        first = date(2024, 1, 1)
        ended = None if end is None else first + timedelta(days=end)
        return CaseSpell(0, "f", None, "a", first + timedelta(days=begin), ended, "einde", None, None)

    first, last = date(2024, 1, 1), date(2024, 1, 31)
    found = uncovered([spell(20, None), spell(0, 10), spell(2, 5), spell(10, 12)], first, last)
    assert found == ((date(2024, 1, 13), date(2024, 1, 21)),)
    assert uncovered([spell(3, 4)], first, last) == (
        (first, date(2024, 1, 4)),
        (date(2024, 1, 5), last),
    )


def test_persons_get_letters_and_their_words() -> None:
    timeline = timeline_of(ROWS)
    assert [(person.letter, person.words) for person in timeline.persons] == [
        ("A", "vrouw, geb. 1990"),
        ("B", "geb. 2015"),
    ]
    assert [item.persons for item in timeline.story if item.words == "Melding"] == ["allen", "B"]
    own = timeline_of(ROWS, case="p2", unit="persoon")
    assert own.persons[0].words == "geb. 2015"


def test_what_cannot_be_drawn_is_said() -> None:
    timeline = timeline_of(ROWS)
    assert any("1 gebeurtenis zonder bekende dag" in note for note in timeline.notes)
    closed = timeline_of(ROWS[:6])
    assert closed.last < DATA[1]
    assert "Daarna staat er tot en met 31 december 2024 niets meer" in closed.notes[0]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_fits_the_terminal_and_says_what_colour_says(width: int) -> None:
    text = text_of(timeline_of(ROWS), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "✕ termijn gemist: besluit na 9 werkdagen" in " ".join(text.split())
    assert "▶" in text
    assert "┄" in text
    assert "Einde hulp: cliënt stopt" in " ".join(text.split())


def test_svg_is_static_has_a_title_and_a_description_and_escapes_names() -> None:
    timeline = replace(timeline_of(ROWS), chain="Keten <A> & B")
    svg = timeline_svg(timeline)
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "Casus h1: tijdlijn"
    described = root.findtext(f"{SVG}desc")
    assert described is not None
    assert "Keten <A> & B" in described
    assert "Let op, termijn gemist: besluit na 9 werkdagen, termijn 5." in described
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names.isdisjoint({"script", "style", "foreignObject", "image", "a"})
    assert not any(name.startswith("on") or name == "href" for item in root.iter() for name in item.attrib)


def test_svg_marks_missed_terms_by_words_and_pattern_and_open_spells_by_an_arrow() -> None:
    root = ElementTree.fromstring(timeline_svg(timeline_of(ROWS)))
    words = [element.text or "" for element in root.iter(f"{SVG}text")]
    assert "✕ termijn gemist: besluit na 9 werkdagen, termijn 5" in words
    assert sum(element.get("fill") == "url(#te-laat)" for element in root.iter(f"{SVG}rect")) >= 3
    assert len(list(root.iter(f"{SVG}polygon"))) == 3  # two open stages and the key
    closed = ElementTree.fromstring(timeline_svg(timeline_of(ROWS[:6])))
    assert not list(closed.iter(f"{SVG}polygon"))


def test_svg_keeps_every_shape_on_the_paper() -> None:
    rows = [
        H(DATA[0] + timedelta(days=12 * number), activity, spell=f"m{number}")
        for number in range(30)
        for activity in ("melding", "besluit", "overdracht")
    ]
    root = ElementTree.fromstring(timeline_svg(timeline_of(rows)))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x", 0)) <= width - float(box.attrib["width"]) + 0.1
        assert 0 <= float(box.get("y", 0)) <= height - float(box.attrib["height"]) + 0.1
        assert float(box.attrib["width"]) >= 0


def test_the_same_case_gives_the_same_bytes() -> None:
    assert timeline_svg(timeline_of(ROWS)) == timeline_svg(timeline_of(ROWS))


def test_bars_share_a_line_only_where_they_do_not_touch() -> None:
    bars = [Bar(DATA[0] + timedelta(days=d), DATA[0] + timedelta(days=d + 5)) for d in (0, 3, 7, 20)]
    lines = pack(bars, lambda bar: (bar.started_on.toordinal(), bar.ended_on.toordinal()), 1)  # type: ignore[union-attr]
    assert [[bars.index(bar) for bar in line] for line in lines] == [[0, 2, 3], [1]]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 dagen"),
        (1, "1 dag"),
        (60, "60 dagen"),
        (61, "2 maanden"),
        (730, "2 jaar"),
        (913, "2,5 jaar"),
        (1096, "3 jaar"),
    ],
)
def test_lengths_are_read_at_a_glance(days: int, words: str) -> None:
    assert length_words(days) == words


def test_dates_and_ticks_are_dutch() -> None:
    assert long_date(date(2024, 3, 1)) == "1 maart 2024"
    assert axis_ticks(date(2023, 12, 15), date(2024, 3, 20), 9) == [
        (date(2024, 1, 1), "jan 2024"),
        (date(2024, 2, 1), "feb"),
        (date(2024, 3, 1), "mrt"),
    ]
    assert [label for _, label in axis_ticks(date(2018, 1, 8), date(2025, 12, 31), 9)][:2] == ["2019", "2020"]


def test_cases_are_listed_longest_or_most_reported_first() -> None:
    history = history_of(ROWS, chain=chain(), data=DATA)
    assert [(item.case_id, item.reports, item.is_open) for item in list_cases(history, number=5)] == [
        ("h1", 2, True),
        ("h2", 1, True),
    ]
    rows = [*ROWS, *(H(date(2024, 6, day), "melding", household="h3") for day in (1, 2, 3))]
    history = history_of(rows, chain=chain(), data=DATA)
    assert [item.case_id for item in list_cases(history, number=1, most_reports=True)] == ["h3"]
    assert [item.case_id for item in list_cases(history, number=1)] == ["h1"]


# The study folder


@pytest.fixture
def study(tmp_path: Path) -> Study:
    write_chain(chain(), tmp_path / "keten")
    (tmp_path / "study.yaml").write_text(
        "keten: keten\ntitel: Klein\nperiode: {van: 2024-01-01, tot: 2024-12-31}\n"
        "gegevens: {van: 2024-01-01, tot: 2024-12-31}\nkoppelingen: [niet-nodig.yaml]\n",
        encoding="utf-8",
    )
    secure = tmp_path / "out" / "secure"
    secure.mkdir(parents=True)
    history = history_of(ROWS, chain=chain(), data=DATA)
    for name in ("events", "involvement"):
        history.engine.write_parquet(f"select * from {name}", secure / f"{name}.parquet")
    return load_study(tmp_path)


def test_a_case_is_found_by_its_pseudonym_and_without_one_the_most_reported_is_shown(study: Study) -> None:
    assert case_timeline(study, "h2").case == "h2"
    assert case_timeline(study, None).case == "h1"
    assert case_timeline(study, "p2", unit="persoon").unit == "persoon"
    assert [item.case_id for item in cases(study, number=9)] == ["h1", "h2"]


@pytest.mark.parametrize(("name", "what"), [("h", "Meer dan een huishouden"), ("x", "Er is geen huishouden")])
def test_an_unknown_or_ambiguous_pseudonym_is_refused(study: Study, name: str, what: str) -> None:
    with pytest.raises(UserError, match=what):
        case_timeline(study, name)


def test_a_study_that_was_not_run_says_how_to(study: Study) -> None:
    (study.secure / "events.parquet").unlink()
    with pytest.raises(UserError, match="nog niet ingelezen") as caught:
        case_timeline(study, "h1")
    assert "ketenzicht study run" in caught.value.fix


def test_a_drawing_of_real_people_stays_in_the_secure_folder(study: Study, tmp_path: Path) -> None:
    written = write_drawing(study, "<svg/>", None, "h1")
    assert written == study.secure / "casus-h1.svg"
    assert written.stat().st_mode & 0o077 == 0
    link = study.secure / "naar-buiten"
    link.symlink_to(tmp_path)
    for target in (tmp_path / "a.svg", study.out / "a.svg", study.secure / ".." / "a.svg", link / "a.svg"):
        with pytest.raises(UserError, match="beveiligde map"):
            write_drawing(study, "<svg/>", target, "h1")
        assert not target.exists()


def test_a_drawing_of_made_up_people_may_go_anywhere(study: Study, tmp_path: Path) -> None:
    made_up = replace(study, settings=study.settings.model_copy(update={"synthetic": True}))
    assert write_drawing(made_up, "<svg/>", tmp_path / "a.svg", "h1").read_text() == "<svg/>"
    with pytest.raises(UserError, match="Hier kan de tekening niet komen"):
        write_drawing(made_up, "<svg/>", tmp_path / "nergens" / "a.svg", "h1")


def test_the_commands_print_and_write(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    import typer

    from ketenzicht.cli import case

    app = typer.Typer()
    app.callback()(lambda: None)
    case.register(app)
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(app, ["case", "show", str(study.folder), "h1", "--quiet"])
    assert shown.exit_code == 0, shown.output
    assert "besluit na 9 werkdagen" in " ".join(shown.output.split())
    assert (study.secure / "casus-h1.svg").is_file()
    listed = CliRunner().invoke(app, ["case", "list", str(study.folder), "--most-reports", "1", "--json"])
    assert '"case_id": "h1"' in listed.output
    refused = CliRunner().invoke(app, ["case", "show", str(study.folder), "h1", "--svg", "a.svg"])
    assert isinstance(refused.exception, UserError)
