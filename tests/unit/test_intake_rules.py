from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.intake import counts, file_mapping, log_chain, rows, spell_chain, table, take_in
from ketenzicht.chain.model import Attribute, Chain, CodeList, Event, Stage
from ketenzicht.intake import FileMapping, IntakeResult
from ketenzicht.intake.checks.rules import RULES

pytestmark = pytest.mark.unit

SPELLS: dict[str, Any] = {
    "casus": "zaak",
    "gebeurtenissen": [
        {"gebeurtenis": "start", "tijd": "begin", "traject": "nr"},
        {"gebeurtenis": "einde", "tijd": "eind", "traject": "nr", "einde_reden": "reden"},
    ],
}
HEADER = "nr;zaak;begin;eind;reden\n"


def mapping(path: Path, lines: str, chain: Chain | None = None, **more: Any) -> FileMapping:
    path.write_text(HEADER + lines, encoding="utf-8")
    return file_mapping(path, chain or spell_chain(), SPELLS | more)


def read(tmp_path: Path, lines: str, **more: Any) -> IntakeResult:
    return take_in(spell_chain(), tmp_path / "out", mapping(tmp_path / "een.csv", lines, **more))


def test_an_end_before_its_start_is_left_out_and_the_start_stays(tmp_path: Path) -> None:
    result = read(
        tmp_path, "1;A;2024-02-01;2024-01-01;31\n2;B;2024-02-01;2024-02-01;31\n3;C;2024-02-10;2024-02;31\n"
    )
    assert counts(result) == {"einde-voor-begin": 1, "deel-datum": 1}
    assert Counter(one["activity"] for one in rows(result.events)) == {"start": 3, "einde": 2}
    [finding] = [one for one in result.quality.findings if one.rule == "einde-voor-begin"]
    assert (finding.column, finding.rows) == ("eind", (2,))
    assert "een.csv;2;eind;2024-01-01;einde-voor-begin" in result.problems.read_text(encoding="utf-8")


def test_an_end_without_spell_number_belongs_to_the_start_of_its_row(tmp_path: Path) -> None:
    events = [{"gebeurtenis": "start", "tijd": "begin"}, {"gebeurtenis": "einde", "tijd": "eind"}]
    result = read(tmp_path, "1;A;2024-02-01;2024-01-01;\n2;A;2024-01-01;2024-01-20;\n", gebeurtenissen=events)
    assert counts(result) == {"einde-voor-begin": 1}
    assert result.event_count == 3


def test_an_end_that_begins_something_else_is_kept_when_out_of_order(tmp_path: Path) -> None:
    chain = Chain(
        id="t", version="1", title="t", summary="t", unit="persoon", organisations=(),
        events=tuple(Event(id=name, name=name) for name in ("overdracht", "start")),
        stages=(
            Stage(id="wachten", name="w", begins_with="overdracht", ends_with="start", pairing="traject"),
            Stage(id="hulp", name="h", begins_with="start", ends_with="overdracht", pairing="traject"),
        ),
    )  # fmt: skip
    path = tmp_path / "een.csv"
    path.write_text("nr;zaak;over;start\n1;A;2024-02-01;2024-01-01\n", encoding="utf-8")
    events = [
        {"gebeurtenis": "overdracht", "tijd": "over", "traject": "nr"},
        {"gebeurtenis": "start", "tijd": "start", "traject": "nr"},
    ]
    loaded = file_mapping(path, chain, {"casus": "zaak", "gebeurtenissen": events})
    result = take_in(chain, tmp_path / "out", loaded)
    assert result.event_count == 2
    assert counts(result)["volgorde-in-traject"] >= 1


def test_equal_rows_count_once_unless_they_are_meant(tmp_path: Path) -> None:
    lines = "1;A;2024-01-01;;\n1;A;2024-01-01;;\n1;A;2024-01-02;;\n"
    result = read(tmp_path, lines)
    assert (result.event_count, counts(result)) == (2, {"dubbele-rij": 1})
    assert read(tmp_path, lines, dubbele_rijen="houden").event_count == 3


def test_a_later_delivery_wins_also_with_an_empty_date(tmp_path: Path) -> None:
    first = "1;A;2024-01-01;2024-02-01;31\n2;B;2024-01-05;2024-02-05;31\n3;C;2024-01-09;;\n"
    second = "1;A;2024-01-01;;\n2;B;2024-01-06;2024-02-05;02\n4;D;2024-03-01;;\n"
    chain = spell_chain()
    older, newer = (mapping(tmp_path / f"{n}.csv", lines) for n, lines in ((1, first), (2, second)))
    result = take_in(chain, tmp_path / "out", older, newer)
    made = Counter(
        (one["activity"], str(one["occurred_at"])[:10], one["end_reason"]) for one in rows(result.events)
    )
    assert made == {
        ("start", "2024-01-01", None): 1,
        ("start", "2024-01-06", None): 1,
        ("start", "2024-01-09", None): 1,
        ("start", "2024-03-01", None): 1,
        ("einde", "2024-02-05", "voortijdig"): 1,
    }
    assert counts(result) == {"latere-levering": 2}
    turned = take_in(
        chain,
        tmp_path / "turned",
        mapping(tmp_path / "2.csv", second, levering=2),
        mapping(tmp_path / "1.csv", first, levering=1),
    )
    drop = ["event_id"]
    assert (
        table(turned.events)
        .drop_columns(drop)
        .sort_by("occurred_at")
        .equals(table(result.events).drop_columns(drop).sort_by("occurred_at"))
    )


def test_numbers_of_two_registers_never_meet(tmp_path: Path) -> None:
    chain = spell_chain()
    ours, theirs = "1;A;2024-01-01;2024-02-01;31\n", "1;B;2024-01-01;2024-01-20;31\n"
    made = [
        take_in(
            chain,
            tmp_path / f"out{apart}",
            mapping(tmp_path / "1.csv", ours, register="een"),
            mapping(tmp_path / "2.csv", theirs, register="twee" if apart else "een"),
        )
        for apart in (True, False)
    ]
    assert [one.event_count for one in made] == [4, 2]
    assert counts(made[0]) == {}
    assert counts(made[1]) == {"latere-levering": 1}
    assert len({one["spell_id"] for one in rows(made[0].events)}) == 2


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    lines = "1;A;2024-01-01;2024-02-01;31\n2;B;2024-01-05;;\n"
    chain = spell_chain()
    once = take_in(chain, tmp_path / "once", mapping(tmp_path / "1.csv", lines))
    twice = take_in(
        chain, tmp_path / "twice", mapping(tmp_path / "1.csv", lines), mapping(tmp_path / "2.csv", lines)
    )
    drop = ["delivery"]
    assert table(once.events).drop_columns(drop).equals(table(twice.events).drop_columns(drop))


def test_unknown_end_reasons_and_codes_are_named(tmp_path: Path) -> None:
    codes = CodeList(id="melders", name="Melders", codes={"01": "Politie", "02": "Huisarts"})
    several = CodeList(id="soorten", name="Soorten", codes={"01": "a", "02": "b"}, several=True)
    chain = spell_chain(
        code_lists=(codes, several),
        attributes=(
            Attribute(id="melder", name="Melder", type="code", code_list="melders"),
            Attribute(id="aard", name="Aard", type="code", code_list="soorten"),
            Attribute(id="bedrag", name="Bedrag", type="getal"),
        ),
    )
    path = tmp_path / "een.csv"
    path.write_text(
        "zaak;begin;melder;aard;bedrag\nA;2024-01-01;1;01;1.234,50\nB;2024-01-01;politie;2, 1;12\n"
        "C;2024-01-01;03;01/07;twee\n",
        encoding="utf-8",
    )
    event = {
        "gebeurtenis": "start",
        "tijd": "begin",
        "kenmerken": {name: name for name in ("melder", "aard", "bedrag")},
    }
    loaded = file_mapping(path, chain, {"casus": "zaak", "gebeurtenissen": [event]})
    result = take_in(chain, tmp_path / "out", loaded)
    made = sorted(
        (one["source_row"], one["melder"], one["aard"], one["bedrag"]) for one in rows(result.events)
    )
    assert made == [(1, "01", "01", "1234.5"), (2, "01", "02,01", "12"), (3, None, None, None)]
    assert counts(result) == {"onbekende-code": 3}
    assert counts(read(tmp_path, "1;A;2024-01-01;2024-02-01;77\n")) == {"onbekende-einde-reden": 1}


def test_a_code_is_judged_only_in_rows_that_hold_the_event_it_belongs_to(tmp_path: Path) -> None:
    chain = Chain(
        id="t", version="1", title="t", summary="t", unit="persoon", organisations=(),
        events=(Event(id="melding", name="Melding"), Event(id="overdracht", name="Overdracht")),
        attributes=(Attribute(id="naar", name="Naar", of=("overdracht",), type="code", code_list="plaats"),),
        code_lists=(CodeList(id="plaats", name="Plaats", codes={"team": "Team"}),),
    )  # fmt: skip
    path = tmp_path / "een.csv"
    path.write_text(
        "zaak;soort;dag;waar\n1;melding;2024-01-01;loket\n2;overdracht;2024-01-02;team\n", "utf-8"
    )
    events = [
        {"gebeurtenis": "melding", "waar": {"kolom": "soort", "is": "melding"}, "tijd": "dag"},
        {
            "gebeurtenis": "overdracht",
            "waar": {"kolom": "soort", "is": "overdracht"},
            "tijd": "dag",
            "kenmerken": {"naar": "waar"},
        },
    ]
    loaded = file_mapping(path, chain, {"casus": "zaak", "gebeurtenissen": events})
    assert counts(take_in(chain, tmp_path / "out", loaded)) == {}
    path.write_text(path.read_text("utf-8").replace("team", "loket"), "utf-8")
    assert counts(take_in(chain, tmp_path / "out2", loaded)) == {"onbekende-code": 1}


def test_rows_can_be_chosen_and_the_others_are_counted(tmp_path: Path) -> None:
    lines = "1;A;2024-01-01;;x\n2;B;2024-01-01;;y\n3;C;;;x\n"
    result = read(tmp_path, lines, waar={"kolom": "reden", "is": ["X"]})
    assert result.event_count == 1
    assert [(str(one.step), one.left_out) for one in result.quality.row_attrition] == [
        ("leesbare rijen", 0),
        ("gekozen rijen", 1),
        ("met datum", 1),
    ]


def test_a_long_table_keeps_out_what_is_not_translated(tmp_path: Path) -> None:
    chain = log_chain(["start", "einde"])
    path = tmp_path / "lang.csv"
    path.write_text(
        "zaak,wat,wanneer\nA,Begin,2024-01-02\nA,einde,2024-01-01\nA,iets,2024-01-03\nA,iets,2024-01-04\n",
        encoding="utf-8",
    )
    activity = {"kolom": "wat", "tijd": "wanneer", "vertaling": {"begin": "start"}}
    result = take_in(
        chain, tmp_path / "out", file_mapping(path, chain, {"casus": "zaak", "activiteit": activity})
    )
    assert counts(result) == {"onbekende-activiteit": 2, "volgorde-in-bestand": 1}
    assert [one["activity"] for one in rows(result.events)] == ["einde", "start"]


def test_two_zones_in_one_column_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    path.write_text(
        "zaak,wat,wanneer\nA,start,2024-07-01T10:00:00Z\nA,start,2024-07-01T13:00:00+02:00\n",
        encoding="utf-8",
    )
    chain = log_chain(["start"])
    activity = {"kolom": "wat", "tijd": "wanneer"}
    result = take_in(
        chain, tmp_path / "out", file_mapping(path, chain, {"casus": "zaak", "activiteit": activity})
    )
    assert counts(result) == {"gemengde-tijdzones": 1}
    assert [one["occurred_at"].hour for one in rows(result.events)] == [12, 13]


def changing(tmp_path: Path, early: list[str], late: list[str], kind: str = "tekst") -> list[str]:
    chain = spell_chain(attributes=(Attribute(id="maat", name="Maat", type=kind),))  # type: ignore[arg-type]
    path = tmp_path / "een.csv"
    first = date(2024, 1, 1)
    lines = [f"{n};{first + timedelta(n)};{value}" for n, value in enumerate(early + late)]
    path.write_text("zaak;begin;maat\n" + "\n".join(lines) + "\n", encoding="utf-8")
    event = {"gebeurtenis": "start", "tijd": "begin", "kenmerken": {"maat": "maat"}}
    result = take_in(
        chain, tmp_path / "out", file_mapping(path, chain, {"casus": "zaak", "gebeurtenissen": [event]})
    )
    return [str(one.detail) for one in result.quality.findings if one.rule == "kolom-veranderd"]


def test_a_column_that_changed_its_codes_halfway(tmp_path: Path) -> None:
    assert changing(tmp_path, ["1", "2"] * 40, ["A", "B"] * 40) == ["Vanaf 2024-03 andere codes dan ervoor."]
    assert changing(tmp_path, ["1", "2"] * 40, ["2", "1"] * 40) == []


def test_a_column_that_changed_its_unit_halfway(tmp_path: Path) -> None:
    hours, minutes = [str(n) for n in range(1, 81)], [str(60 * n) for n in range(1, 81)]
    [found] = changing(tmp_path, hours, minutes, "getal")
    assert found.startswith("De mediaan ging van 40 naar 2400")
    assert changing(tmp_path, hours, hours, "getal") == []


def test_too_few_rows_prove_no_change(tmp_path: Path) -> None:
    assert changing(tmp_path, ["1"] * 20, ["A"] * 20) == []


def test_same_input_same_bytes(tmp_path: Path) -> None:
    lines = "".join(f"{n};Z{n % 7};2024-01-{n % 28 + 1:02d};;\n" for n in range(500))
    made = [
        take_in(spell_chain(), tmp_path / name, mapping(tmp_path / "een.csv", lines)) for name in ("a", "b")
    ]
    for name in ("events", "involvement", "persons", "problems"):
        first, second = (getattr(one, name).read_bytes() for one in made)
        assert first == second


def test_an_interrupted_run_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(tmp_path, "1;A;2024-01-01;;\n").events.read_bytes()

    def stop(step: str) -> None:
        if step == "opslaan":
            raise KeyboardInterrupt

    from ketenzicht.intake import run_intake

    loaded = mapping(tmp_path / "een.csv", "1;A;2024-01-01;;\n2;B;2024-01-01;;\n")
    with pytest.raises(KeyboardInterrupt):
        run_intake(
            spell_chain(), [loaded], tmp_path / "out", key=b"k" * 32,
            data_from=date(2020, 1, 1), data_to=date(2030, 1, 1), tell=stop,
        )  # fmt: skip
    assert (tmp_path / "out" / "events.parquet").read_bytes() == before
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".bezig")]


def test_what_a_killed_run_left_is_removed_and_a_running_one_is_not(tmp_path: Path) -> None:
    import os

    parent = os.getppid()
    left, running = tmp_path / "out" / ".bezig-999999999-x", tmp_path / "out" / f".bezig-{parent}-x"
    for folder in (left, running):
        folder.mkdir(parents=True)
    read(tmp_path, "1;A;2024-01-01;;\n")
    assert not left.exists()
    assert running.exists()


ROW = st.tuples(
    st.sampled_from(["", "1", "2", "3"]),
    st.sampled_from(["", "A", "B"]),
    st.sampled_from(["", "2024-01-01", "2024-01-05", "2024-13-01", "2031-05-05", "onbekend"]),
    st.sampled_from(["", "2024-01-03", "2024-02", "fout"]),
    st.sampled_from(["", "31", "99"]),
)


@settings(max_examples=25, deadline=None)
@given(first=st.lists(ROW, max_size=12), second=st.lists(ROW, max_size=8), by_person=st.booleans())
def test_rows_in_are_rows_used_plus_rows_out(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, ...]],
    second: list[tuple[str, ...]],
    by_person: bool,
) -> None:
    folder = tmp_path_factory.mktemp("rijen")
    kind = "persoon" if by_person else "gebeurtenis"
    files = [
        mapping(folder / f"{n}.csv", "".join(";".join(row) + "\n" for row in lines), rij_is=kind)
        for n, lines in enumerate((first, second))
    ]
    result = take_in(spell_chain(), folder / "out", *files)
    for steps in (result.quality.row_attrition, result.quality.event_attrition):
        for one, other in pairwise(steps):
            assert one.after == other.before
        assert all(step.left_out >= 0 for step in steps)
    assert result.quality.row_attrition[0].before == len(first) + len(second)
    assert result.quality.event_attrition[-1].after == result.event_count == len(rows(result.events))
    used = {(one["delivery"], one["source_row"]) for one in rows(result.events)}
    assert len(used) <= result.quality.row_attrition[-1].after


def test_every_rule_is_explained_and_documented() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "mapping.md"
    documented = set(
        re.findall(
            r"^\| `([a-z-]+)` \| (?:fout|waarschuwing|melding) \|", page.read_text("utf-8"), re.MULTILINE
        )
    )
    assert documented == set(RULES)
    for rule in RULES.values():
        assert str(rule.what).endswith(".")
        assert str(rule.fix).endswith(".")
