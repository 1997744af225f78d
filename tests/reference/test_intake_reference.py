"""Intake against public files that nobody here wrote, with the numbers that their makers give."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from helpers.intake import counts, file_mapping, log_chain, rows, spell_chain, table, take_in, translation
from ketenzicht.errors import UserError
from ketenzicht.intake.readers.xes import read_events

pytestmark = pytest.mark.reference


def log_mapping(activities: list[str], **more: object) -> dict[str, object]:
    return {
        "casus": "case:concept:name",
        "activiteit": {
            "kolom": "concept:name",
            "tijd": "time:timestamp",
            "vertaling": translation(activities),
            **more,
        },
    }


def csv_values(path: Path, column: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def test_receipt_gives_the_same_events_from_xes_and_csv(shared_data: Path, tmp_path: Path) -> None:
    logs = shared_data / "eventlogs"
    activities = sorted(set(csv_values(logs / "receipt.csv.gz", "concept:name")))
    chain = log_chain(activities)
    made = [
        take_in(chain, tmp_path / name, file_mapping(logs / name, chain, log_mapping(activities)))
        for name in ("receipt.csv.gz", "receipt.xes.gz")
    ]
    first, second = (table(one.events) for one in made)
    assert first.equals(second)
    assert first.num_rows == 8_577
    assert len(set(first["case_id"].to_pylist())) == 1_434
    assert len(set(first["activity"].to_pylist())) == len(activities) == 27
    assert str(min(first["occurred_at"].to_pylist()))[:10] == "2010-10-02"
    assert str(max(first["occurred_at"].to_pylist()))[:10] == "2012-01-23"
    assert made[0].quality.findings == ()


def test_running_example_is_the_same_log_in_two_forms(shared_data: Path, tmp_path: Path) -> None:
    logs = shared_data / "eventlogs"
    activities = sorted({event["concept:name"] or "" for event in read_events(logs / "running-example.xes")})
    chain = log_chain(activities)
    wide = log_mapping(activities)
    other = {
        "casus": "case_id",
        "activiteit": {**wide["activiteit"], "kolom": "activity", "tijd": "timestamp"},
    }  # type: ignore[dict-item]
    xes = take_in(chain, tmp_path / "xes", file_mapping(logs / "running-example.xes", chain, wide))
    flat = take_in(chain, tmp_path / "csv", file_mapping(logs / "running_example.csv", chain, other))
    drop = ["event_id", "source_row"]
    assert xes.event_count == flat.event_count == 42
    assert table(xes.events).drop_columns(drop).equals(table(flat.events).drop_columns(drop))


def test_running_example_broken_is_refused_by_the_mapping_of_the_good_file(
    shared_data: Path, tmp_path: Path
) -> None:
    broken = shared_data / "eventlogs" / "running_example_broken.csv"
    chain = log_chain(["register request"])
    mapping = {"casus": "case_id", "activiteit": {"kolom": "activity", "tijd": "timestamp"}}
    header = ["case_id", "activity", "timestamp", "costs", "org:resource"]
    loaded = file_mapping(broken, chain, {"kolommen": header, **mapping})
    with pytest.raises(UserError) as caught:
        take_in(chain, tmp_path / "out", loaded)
    assert "case_id" in caught.value.what
    assert "Verdwenen: case_id, activity, timestamp." in caught.value.why
    assert not list((tmp_path / "out").iterdir())


def test_running_example_broken_reports_its_unknown_activities(shared_data: Path, tmp_path: Path) -> None:
    logs = shared_data / "eventlogs"
    good = sorted({event["concept:name"] or "" for event in read_events(logs / "running-example.xes")})
    chain = log_chain(good)
    loaded = file_mapping(logs / "running_example_broken.csv", chain, log_mapping(good))
    result = take_in(chain, tmp_path / "out", loaded)
    [unknown] = [one for one in result.quality.findings if one.rule == "onbekende-activiteit"]
    assert dict(unknown.values) == {"decide something": 1, "reinitiate the request for real": 1}
    assert unknown.rows == (17, 23)
    assert result.event_count == 34 - 2


def test_interval_log_has_39_events_out_of_time_order(shared_data: Path, tmp_path: Path) -> None:
    logs = shared_data / "eventlogs"
    activities = sorted(set(csv_values(logs / "interval_event_log.csv.gz", "concept:name")))
    chain = log_chain(activities)
    for name in ("interval_event_log.csv.gz", "interval_event_log.xes.gz"):
        loaded = file_mapping(logs / name, chain, log_mapping(activities))
        result = take_in(chain, tmp_path / name, loaded)
        assert counts(result)["volgorde-in-bestand"] == 39
        assert counts(result)["tijdzones"] == result.event_count  # all times are UTC


def test_interleavings_join_two_organisations_through_their_relations(
    shared_data: Path, tmp_path: Path
) -> None:
    logs = shared_data / "eventlogs"
    names = ["interleavings_receipt_even.csv.gz", "interleavings_receipt_odd.csv.gz"]
    activities = sorted({activity for name in names for activity in csv_values(logs / name, "concept:name")})
    chain = log_chain(activities)
    relation = {
        "bestand": "interleavings_case_relations.csv.gz",
        "van": "case:concept:name_LEFT",
        "naar": "case:concept:name_RIGHT",
    }
    left = log_mapping(activities, organisatie={"vast": "gemeente"})
    left["casus"] = {"kolom": "case:concept:name", "relatie": relation}
    right = log_mapping(activities, organisatie={"vast": "omgevingsdienst"})
    result = take_in(
        chain,
        tmp_path / "out",
        file_mapping(logs / names[0], chain, left),
        file_mapping(logs / names[1], chain, right),
    )
    events = table(result.events).to_pylist()
    assert Counter(event["organisation"] for event in events) == {"gemeente": 4_443, "omgevingsdienst": 4_134}
    by_organisation = {
        name: {event["case_id"] for event in events if event["organisation"] == name}
        for name in ("gemeente", "omgevingsdienst")
    }
    assert len(by_organisation["gemeente"] & by_organisation["omgevingsdienst"]) == 1_318


def test_looked_after_children(shared_data: Path, tmp_path: Path) -> None:
    chain = spell_chain()
    path = shared_data / "looked_after_children" / "episodes.csv.gz"
    mapping = {
        "casus": "CHILD",
        "datums": ["dd/mm/jjjj"],
        "gebeurtenissen": [
            {"gebeurtenis": "start", "tijd": "DECOM"},
            {"gebeurtenis": "einde", "tijd": "DEC"},
        ],
    }
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))
    events = rows(result.events)
    kinds = Counter(event["activity"] for event in events)
    assert kinds["start"] == 5_050
    assert kinds["start"] - kinds["einde"] == 1_413
    assert len({event["case_id"] for event in events}) == 2_123
    assert {event["precision"] for event in events} == {"dag"}


def test_bijstand_spells_without_numbers(shared_data: Path, tmp_path: Path) -> None:
    chain = spell_chain()
    path = shared_data / "bijstand" / "dummy_bijstand.csv.gz"
    mapping = {
        "casus": {"elke_rij": True},
        "dubbele_rijen": "houden",
        "gebeurtenissen": [
            {"gebeurtenis": "start", "tijd": "startdatum", "altijd": True},
            {"gebeurtenis": "einde", "tijd": "einddatum"},
        ],
    }
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))
    kinds = Counter(event["activity"] for event in rows(result.events))
    assert kinds == {"start": 6_878, "einde": 5_187}


def test_bpic2012_keeps_the_chosen_lifecycle_step(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "eventlogs" / "bpic2012.xes.gz"
    activities = sorted({event["concept:name"] or "" for event in read_events(path)})
    assert len(activities) == 24
    chain = log_chain(activities)
    mapping = log_mapping(activities, levensloop={"houd": "complete"})
    loaded = file_mapping(path, chain, {**mapping, "dubbele_rijen": "houden"})
    result = take_in(chain, tmp_path / "out", loaded)
    assert result.event_count == 164_506
    assert len(set(table(result.events)["case_id"].to_pylist())) == 13_087
    assert result.quality.row_attrition[0].before == 262_200
    assert result.quality.row_attrition[-1].left_out == 71_376 + 26_318


def test_teleclaims_start_and_complete_become_two_events(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "eventlogs" / "teleclaims.xes.gz"
    given = [
        (event["concept:name"] or "", event["lifecycle:transition"] or "") for event in read_events(path)
    ]
    pairs = sorted(set(given))
    chain = log_chain(f"{name} {step}" for name, step in pairs)
    steps = {
        name: {step: f"{translation([name])[name]}-{step}" for other, step in pairs if other == name}
        for name, _step in pairs
    }
    mapping = log_mapping([], vertaling=steps, levensloop={})
    result = take_in(
        chain, tmp_path / "out", file_mapping(path, chain, {**mapping, "dubbele_rijen": "houden"})
    )
    expected = Counter(f"{translation([name])[name]}-{step}" for name, step in given)
    assert Counter(event["activity"] for event in rows(result.events)) == expected


def test_ocel_gives_equal_events_in_its_three_forms(shared_data: Path, tmp_path: Path) -> None:
    logs = shared_data / "eventlogs"
    activities = [
        "Create Purchase Requisition",
        "Approve Purchase Requisition",
        "Create Purchase Order",
        "Change PO Quantity",
        "Insert Invoice",
        "Insert Payment",
        "Set Payment Block",
        "Remove Payment Block",
    ]
    chain = log_chain(activities)
    mapping = {
        "indeling": {"objecttype": "Purchase Order"},
        "casus": "ocel:oid",
        "activiteit": {
            "kolom": "ocel:activity",
            "tijd": "ocel:timestamp",
            "nummer": "ocel:eid",
            "vertaling": translation(activities),
        },
    }
    names = ["ocel20_example.jsonocel", "ocel20_example.sqlite", "ocel20_example.xmlocel"]
    made = [take_in(chain, tmp_path / name, file_mapping(logs / name, chain, mapping)) for name in names]
    first, *others = (table(one.events).drop_columns(["source_row"]) for one in made)
    assert first.num_rows > 0
    assert all(first.equals(other) for other in others)
    assert all(counts(one)["ocel-verloren"] == counts(made[0])["ocel-verloren"] for one in made)


def test_ocel_without_a_choice_lists_the_object_types(shared_data: Path, tmp_path: Path) -> None:
    chain = log_chain(["Insert Invoice"])
    mapping = {"casus": "ocel:oid", "activiteit": {"kolom": "ocel:activity", "tijd": "ocel:timestamp"}}
    loaded = file_mapping(shared_data / "eventlogs" / "ocel20_example.jsonocel", chain, mapping)
    with pytest.raises(UserError, match="Purchase Order"):
        take_in(chain, tmp_path / "out", loaded)


def test_brp_test_persons_738_of_739_bsn_pass_the_eleven_test(shared_data: Path, tmp_path: Path) -> None:
    source = next((shared_data / "brp_testpersonen").glob("*GBA-V.csv"))
    with source.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file, delimiter=";"))
    place = header.index("01.01.20")
    found = [line[place] for line in lines if line[place].strip()]
    assert len(found) == 739
    path = tmp_path / "nummers.csv"
    path.write_text("bsn;datum\n" + "".join(f"{number};2020-01-01\n" for number in found), encoding="utf-8")
    chain = spell_chain()
    mapping = {
        "personen": {"nummer": "bsn"},
        "bsn_afspraak": "vt-1",
        "dubbele_rijen": "houden",
        "gebeurtenissen": [{"gebeurtenis": "start", "tijd": "datum"}],
    }
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))
    assert counts(result)["bsn-elfproef"] == 739 - 738
    assert len(rows(result.persons)) == len(set(found)) == 682
