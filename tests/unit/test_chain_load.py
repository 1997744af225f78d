"""The loader: what it accepts, what it refuses, and that every mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.chain_examples import base
from ketenzicht.chain import ChainErrors, chain_hash, load_chain, open_chain, shipped_chains, write_chain
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "keten.yaml").write_text(base(), encoding="utf-8")
    return tmp_path


def add(folder: Path, text: str, file: str = "keten.yaml") -> None:
    path = folder / file
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def refused(folder: Path) -> ChainErrors:
    with pytest.raises(ChainErrors) as caught:
        load_chain(folder)
    return caught.value


def test_a_folder_its_main_file_and_text_are_the_same_chain(folder: Path) -> None:
    assert load_chain(folder) == load_chain(str(folder)) == load_chain(folder / "keten.yaml")


def test_a_shipped_chain_is_found_by_its_name() -> None:
    assert "veilig-thuis" in shipped_chains()
    assert load_chain("veilig-thuis").id == "veilig-thuis"


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UserError, match="Bedoelde je 'veilig-thuis'"):
        load_chain("veilig-tuis")


def test_a_folder_without_main_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"geen keten\.yaml"):
        load_chain(tmp_path)


def test_keys_may_be_spread_over_files(folder: Path) -> None:
    whole = load_chain(folder)
    fasen = "fasen:\n" + base().split("fasen:\n")[1]
    (folder / "keten.yaml").write_text(base().replace(fasen, ""), encoding="utf-8")
    add(folder, fasen, "maten.yaml")
    assert load_chain(folder) == whole


def test_codes_dates_and_the_country_no_stay_text(folder: Path) -> None:
    add(
        folder,
        "codelijsten:\n"
        "  - id: landen\n    naam: Landen\n    onbekend: [00]\n"
        "    codes: {no: Noorwegen, 01: Een, 2024-01-01: Dag, on: Aan, 1e3: Getal, 0x1F: Hex}\n",
    )
    codes = load_chain(folder).code_lists[0]
    assert list(codes.codes) == ["no", "01", "2024-01-01", "on", "1e3", "0x1F"]
    assert codes.unknown == ("00",)


def test_a_version_without_quotes_stays_as_written(folder: Path) -> None:
    text = base().replace('versie: "1"', "versie: 1.10")
    (folder / "keten.yaml").write_text(text, encoding="utf-8")
    assert load_chain(folder).version == "1.10"


def test_english_keys_are_refused(folder: Path) -> None:
    text = base().replace("organisaties:", "organisations:")
    (folder / "keten.yaml").write_text(text, encoding="utf-8")
    errors = refused(folder)
    assert any("'organisations' is niet bekend" in error.what for error in errors.errors)


def test_a_byte_order_mark_is_no_mistake(folder: Path) -> None:
    (folder / "keten.yaml").write_text(base(), encoding="utf-8-sig")
    assert load_chain(folder).id == "voorbeeld"


def test_another_encoding_is_named_with_its_line(folder: Path) -> None:
    (folder / "keten.yaml").write_bytes(base().replace("Voorbeeld", "Cliënt").encode("cp1252"))
    error = refused(folder).errors[0]
    assert "UTF-8" in error.what
    assert error.line == 3


def test_an_empty_file_says_what_is_missing(folder: Path) -> None:
    (folder / "keten.yaml").write_text("", encoding="utf-8")
    missing = {error.what for error in refused(folder).errors}
    assert "De sleutel 'id' ontbreekt." in missing
    assert "De sleutel 'gebeurtenissen' ontbreekt." in missing


def test_all_mistakes_are_told_at_once_in_order(folder: Path) -> None:
    add(folder, "maten:\n  - {id: A, soort: voorraad}\n  - {id: b, soort: vooraad}\n")
    add(folder, "bronnen:\n  - {id: x}\n", "bronnen.yaml")
    errors = refused(folder)
    places = [(Path(error.file or "").name, error.line) for error in errors.errors]
    assert places == sorted(places)
    assert len(errors.errors) >= 5
    assert str(len(errors.errors)) in errors.what
    assert all(error.what in errors.why for error in errors.errors)


def test_mistakes_in_the_files_come_before_mistakes_in_the_content(folder: Path) -> None:
    add(folder, "casus: x\n")
    add(folder, "maten: [\n", "maten.yaml")
    errors = refused(folder)
    assert len(errors.errors) == 2


def test_a_value_that_stands_in_itself_is_refused(folder: Path) -> None:
    add(folder, "hiaten: &a [*a]\n")
    assert "zichzelf" in refused(folder).errors[0].what


def test_the_line_of_a_multi_line_value_is_that_of_its_key(folder: Path) -> None:
    add(folder, "hiaten:\n  - id: a\n    wat: >-\n      lang\n      verhaal\n    gevolg: g\n")
    last = base().count("\n")
    place = open_chain(folder).place(("hiaten", 0, "wat"))
    assert place is not None
    assert place.line == last + 3


def test_hash_depends_on_content_only(folder: Path, tmp_path: Path) -> None:
    first = chain_hash(load_chain(folder))
    (folder / "keten.yaml").write_text("# een opmerking\n\n" + base(), encoding="utf-8")
    assert chain_hash(load_chain(folder)) == first
    changed = base().replace("Van aanvraag", "Vanaf aanvraag")
    (folder / "keten.yaml").write_text(changed, encoding="utf-8")
    assert chain_hash(load_chain(folder)) != first


def test_writing_and_reading_gives_the_same_chain(tmp_path: Path) -> None:
    chain = load_chain("veilig-thuis")
    write_chain(chain, tmp_path)
    again = load_chain(tmp_path)
    assert again == chain
    assert chain_hash(again) == chain_hash(chain)


def test_a_chain_cannot_be_changed() -> None:
    chain: Chain = load_chain("veilig-thuis")
    with pytest.raises(ValueError, match="frozen"):
        chain.version = "x"  # type: ignore[misc]
