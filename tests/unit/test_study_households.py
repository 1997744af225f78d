"""A study with households from the BRP: who was in which on the day of an event, and who could not be placed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from helpers.person_lists import abroad, address, bsn, named, write_lists
from ketenzicht.errors import UserError
from ketenzicht.intake.key import read_key
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.measures.result import Share
from ketenzicht.study.check import check_study
from ketenzicht.study.forget import forget
from ketenzicht.study.run import measure_study, take_in
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

STUDY = """\
keten: veilig-thuis
titel: Proef
periode: {van: 2018-01-01, tot: 2022-12-31}
gegevens: {van: 2010-01-01, tot: 2022-12-31}
eenheid: huishouden
koppelingen: [meldingen.yaml]
huishoudens: {brp: brp.csv}
maten: [eerdere-meldingen]
"""
MAPPING = """\
bestand: meldingen.csv
rij_is: persoon
bsn_afspraak: vt-1
personen: [{nummer: bsn}]
gebeurtenissen:
  - {gebeurtenis: melding, tijd: datum, traject: nr, altijd: true}
"""
ANN, CAS, EVA, FAY, ZOE = (bsn(3111111 + number) for number in range(5))
REPORTS = [
    ("M1", "2016-03-01", ANN),
    ("M2", "2018-03-01", CAS),  # after they moved
    ("M3", "2018-04-01", EVA),  # abroad by then
    ("M4", "2018-05-01", FAY),  # registered at a letter address
    ("M5", "2018-06-01", ZOE),  # not in the register
    ("M6", "2018-00-00", CAS),  # some day in 2018
    ("M7", "2010-03-01", CAS),  # before the birth of the child
    ("M8", "2017-01-01", EVA),  # on the day of leaving
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))
    folder = tmp_path / "studie"
    folder.mkdir()
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "meldingen.yaml").write_text(MAPPING, encoding="utf-8")
    rows = [";".join(row) for row in REPORTS]
    (folder / "meldingen.csv").write_text("nr;datum;bsn\n" + "\n".join(rows) + "\n", encoding="utf-8")
    homes = [address("5678CD", "9", "20170101"), address("1234AB", "1", "20110101")]
    write_lists(
        folder / "brp.csv",
        [
            {1: [[named(ANN, "19800101")]], 8: [homes]},
            {
                1: [[named(CAS, "20110101")]],
                2: [[named(ANN, "19800101", since="20110101")]],
                8: [homes],
            },
            {1: [[named(EVA, "19850101")]], 8: [[abroad("20170101"), address("1234AB", "2", "20110101")]]},
            {1: [[named(FAY, "19850101")]], 8: [[address("1234AB", "3", "20110101", kind="B")]]},
        ],
    )
    return folder


def households(folder: Path) -> dict[str, str | None]:
    """Report to household, of the tables of the last check."""
    secure = folder / "out" / "secure"
    events = {
        row["event_id"]: row["spell_id"] for row in pq.read_table(secure / "events.parquet").to_pylist()
    }
    reports = {pseudonym(read_key(), "traject", report): report for report, _day, _bsn in REPORTS}
    involved = pq.read_table(secure / "involvement.parquet").to_pylist()
    return {reports[events[row["event_id"]]]: row["household_id"] for row in involved}


def test_each_person_is_in_the_household_of_the_day(folder: Path) -> None:
    check_study(folder)
    found = households(folder)
    assert found["M1"] == found["M2"] is not None
    assert sorted(report for report, household in found.items() if household is None) == [
        "M3",
        "M4",
        "M5",
        "M6",
        "M7",
        "M8",
    ]


def test_who_could_not_be_placed_is_counted_by_reason(folder: Path) -> None:
    result = check_study(folder)
    steps = result.intake.quality.household_attrition
    assert [(step.before, step.after) for step in steps] == [(8, 7), (7, 6), (6, 4), (4, 4), (4, 3), (3, 2)]
    assert [str(step.reason) for step in steps if step.left_out] == [
        "de dag van de gebeurtenis is niet bekend",
        "niet in het uittreksel van de BRP",
        "op die dag in het buitenland",
        "op die dag alleen een briefadres",
        "op die dag geen adres dat zeker is",
    ]
    assert "Betrokkenen met een huishouden" in result.page.read_text(encoding="utf-8")


def test_a_report_after_a_move_is_one_of_the_same_household(folder: Path) -> None:
    study = load_study(folder)
    intake = take_in(study)
    [result], attrition = measure_study(study, intake, lambda _step: None)
    # of the reports in the period one belongs to a household, and that had a report before
    assert (1, 1) in [(one.x, one.n) for one in result.headline.values() if isinstance(one, Share)]
    linked = next(step for step in attrition if str(step.step) == "gekoppeld aan een casus")
    assert linked.after == 2


def test_somebody_who_is_forgotten_is_gone_from_the_households_as_well(folder: Path) -> None:
    check_study(folder)
    gone = pseudonym(read_key(), "persoon", ANN)
    members = folder / "out" / "secure" / "brp" / "household_member.parquet"
    assert gone in pq.read_table(members).column("person_id").to_pylist()
    forget(folder, "persoon", ANN)
    assert gone not in pq.read_table(members).column("person_id").to_pylist()


def test_two_sources_of_households_are_refused(folder: Path) -> None:
    (folder / "meldingen.yaml").write_text(MAPPING + "huishouden: bsn\n", encoding="utf-8")
    with pytest.raises(UserError, match="huishoudens komen uit de BRP") as told:
        check_study(folder)
    assert told.value.line == len((MAPPING + "huishouden").splitlines())


def test_registrations_without_persons_are_refused(folder: Path) -> None:
    mapping = MAPPING.replace("personen: [{nummer: bsn}]\n", "").replace("rij_is: persoon\n", "")
    (folder / "meldingen.yaml").write_text(mapping, encoding="utf-8")
    with pytest.raises(UserError, match="noemt personen"):
        check_study(folder)


@pytest.mark.parametrize("setting", ["brp: weg.csv", "brp: brp.csv, geen_huishouden: weg.csv"])
def test_a_file_that_is_not_there_is_told_with_its_line(folder: Path, setting: str) -> None:
    text = STUDY.replace("brp: brp.csv", setting)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"weg\.csv") as told:
        check_study(folder)
    assert told.value.line == 7


def test_a_register_that_cannot_be_read_makes_the_study_stop_as_an_unusable_file(folder: Path) -> None:
    (folder / "brp.csv").write_text("a;b\n", encoding="utf-8")
    with pytest.raises(UserError) as told:
        check_study(folder)
    assert told.value.exit_code == 1


def test_the_report_names_the_register_and_the_size_rule(folder: Path) -> None:
    from ketenzicht.study.run import study_facts

    facts = study_facts(load_study(folder), {})
    assert "brp.csv" in facts.fingerprints
    assert facts.parameters["household_most_persons"] == 10
    assert date(2022, 12, 31) in facts.data
