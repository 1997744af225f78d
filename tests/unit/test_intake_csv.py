from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from helpers.intake import counts, file_mapping, rows, spell_chain, take_in
from ketenzicht.errors import UserError
from ketenzicht.intake import IntakeResult
from ketenzicht.intake.readers.delimited import find_delimiter, unique_names

pytestmark = pytest.mark.unit

MAPPING: dict[str, Any] = {
    "casus": "zaak",
    "gebeurtenissen": [
        {"gebeurtenis": "start", "tijd": "begin"},
        {"gebeurtenis": "einde", "tijd": "eind", "einde_reden": "reden"},
    ],
}
TEXT = 'zaak;begin;eind;reden;wie\nA;01-02-2024;03-02-2024;31;"Zoë; ""van"" \n Dam"\nNA;02-02-2024;;;x\n'


def read(tmp_path: Path, content: bytes, name: str = "bestand.csv", **more: Any) -> IntakeResult:
    path = tmp_path / name
    path.write_bytes(content)
    chain = spell_chain()
    return take_in(chain, tmp_path / "out", file_mapping(path, chain, MAPPING | more))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_encoding_and_delimiter_gives_the_same_events(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = TEXT.replace("Zoë;", "Zoë#").replace(";", delimiter).replace("#", delimiter)
    result = read(tmp_path, text.encode(encoding))
    made = [
        (event["activity"], str(event["occurred_at"])[:10], event["end_reason"])
        for event in rows(result.events)
    ]
    assert sorted(made) == [
        ("einde", "2024-02-03", "volgens-plan"),
        ("start", "2024-02-01", None),
        ("start", "2024-02-02", None),
    ]


def test_packed_file(tmp_path: Path) -> None:
    result = read(tmp_path, gzip.compress(TEXT.encode()), "bestand.csv.gz")
    assert result.event_count == 3


def test_a_case_that_is_called_na_is_a_case(tmp_path: Path) -> None:
    result = read(tmp_path, TEXT.encode())
    assert len({event["case_id"] for event in rows(result.events)}) == 2
    assert None not in {event["case_id"] for event in rows(result.events)}
    assert counts(result)["letterlijk-na"] == 1


def test_a_line_with_too_few_fields_is_counted_and_kept_out(tmp_path: Path) -> None:
    result = read(tmp_path, b"zaak;begin;eind;reden\nA;01-02-2024;;\nB;02-02-2024\nC;03-02-2024;;\n")
    assert counts(result)["kapotte-regel"] == 1
    assert "afgekapt-bestand" not in counts(result)
    assert result.quality.row_attrition[0].before == 3
    assert result.quality.row_attrition[-1].after == 2


def test_a_file_cut_off_in_its_last_line_is_reported(tmp_path: Path) -> None:
    result = read(tmp_path, b"zaak;begin;eind;reden\nA;01-02-2024;;\nB;02-02-20")
    assert counts(result)["afgekapt-bestand"] == 1
    assert result.event_count == 1


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    text = ("zaak;begin;eind;reden\n" + "".join(f"{n};01-02-2024;;\n" for n in range(5_000))).encode()
    with pytest.raises(UserError, match="afgekapt"):
        read(tmp_path, gzip.compress(text)[:-400], "bestand.csv.gz")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(("content", "words"), [(b"", "leeg"), (b"zaak;begin;eind\n", "'reden' staat niet")])
def test_an_unusable_file_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read(tmp_path, content)


def test_a_file_with_only_a_header_gives_no_events(tmp_path: Path) -> None:
    result = read(tmp_path, b"zaak;begin;eind;reden\n")
    assert result.event_count == 0
    assert result.quality.files[0].rows == 0


def test_a_header_of_last_year_names_the_columns_that_moved(tmp_path: Path) -> None:
    before = ["begin", "zaak", "eind", "reden", "team"]
    result = read(tmp_path, TEXT.encode(), kolommen=before)
    [finding] = [one for one in result.quality.findings if one.rule == "kolommen-veranderd"]
    assert str(finding.detail) == "Verdwenen: team. Nieuw: wie. Verplaatst: zaak, begin."


@pytest.mark.parametrize("ends", [("\n", "\r\n"), ("\r\n", "\n"), ("\n", "\r"), ("\r", "\r")])
def test_lines_may_end_in_different_ways(tmp_path: Path, ends: tuple[str, str]) -> None:
    lines = ["zaak;begin;eind;reden", 'A;01-02-2024;;"x', 'y"', "B;02-02-2024;;"]
    text = "".join(line + ends[place % 2] for place, line in enumerate(lines))
    result = read(tmp_path, text.encode())
    assert result.event_count == 2
    [unknown] = result.quality.findings
    assert unknown.values == (("x\ny", 1),)


def test_a_quotation_mark_without_an_end_is_refused(tmp_path: Path) -> None:
    lines = "".join(f"B{n};02-02-2024;;\n" for n in range(20_000))
    with pytest.raises(UserError, match="aanhalingsteken dat nergens sluit") as caught:
        read(tmp_path, f'zaak;begin;eind;reden\nA;01-02-2024;;"x\n{lines}'.encode())
    assert caught.value.line == 2


def test_a_missing_column_is_looked_for_by_likeness(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Bedoelde je 'zaak'"):
        read(tmp_path, TEXT.encode(), casus="zaa")


def test_the_absent_file_and_the_unknown_encoding(tmp_path: Path) -> None:
    chain = spell_chain()
    with pytest.raises(UserError, match="bestaat niet"):
        take_in(chain, tmp_path / "out", file_mapping(tmp_path / "weg.csv", chain, MAPPING))
    with pytest.raises(UserError, match="'utf-99' bestaat niet"):
        read(tmp_path, TEXT.encode(), indeling={"tekenset": "utf-99"})


def test_the_delimiter_is_the_one_that_splits_lines_alike() -> None:
    assert find_delimiter(["a;b\n", "1,5;2,5\n", "3,1;4,1\n"]) == ";"
    assert find_delimiter(["a,b\n", '"1;2",3\n']) == ","
    assert find_delimiter(["alleen\n", "een\n"]) in ";,\t|"


def test_header_names_are_made_unique() -> None:
    assert unique_names([" naam ", "Naam", "", "naam"]) == ("naam", "Naam (2)", "kolom 3", "naam (3)")
