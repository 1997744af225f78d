"""``ketenzicht chain ...`` as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from helpers.chain_examples import base
from ketenzicht.chain import load_chain

pytestmark = pytest.mark.unit


def chain(*arguments: str, width: int = 80) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from ketenzicht.cli import main; main()", "chain", *arguments]
    environment = {**os.environ, "COLUMNS": str(width), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


def test_list_names_the_shipped_chains() -> None:
    assert "veilig-thuis" in chain("list").stdout
    assert {"veilig-thuis", "overheidsincasso"} <= {
        one["id"] for one in json.loads(chain("list", "--json").stdout)
    }


@pytest.mark.parametrize("width", [80, 120])
def test_show_fits_the_terminal(width: int) -> None:
    lines = chain("show", "veilig-thuis", width=width).stdout.splitlines()
    assert max(len(line) for line in lines) <= width


def test_show_tells_stages_terms_norms_sources_and_gaps() -> None:
    text = " ".join(chain("show", "veilig-thuis").stdout.split())
    assert "2. Veiligheidsbeoordeling" in text
    assert "5 werkdagen, van Melding tot Besluit na veiligheidsbeoordeling" in text
    assert "norm 90%" in text
    assert "32 Voortijdig door de cliënt alleen uitval" in text
    assert "37 Verzoek tot wijziging loopt door" in text
    assert "7. Eerste melding, niemand bekend" in text
    assert "Hiaten: wat we niet weten" in text


def test_terms_that_may_be_stale_have_the_badge() -> None:
    lines = chain("show", "veilig-thuis", width=160).stdout.splitlines()
    terms = [line for line in lines if "Termijn  " in line]
    badge = {line.split("Termijn  ")[1].split("  ")[0].rstrip(): "controleer" in line for line in terms}
    assert badge["Start onderzoek binnen 5 dagen na de melding (wet)"], "H"
    assert badge["Besluit binnen 5 werkdagen na de melding"], "A without a date"
    assert badge["Voorwaarden en vervolg binnen 10 weken (praktijk)"], "S"
    assert not badge["Oordeel binnen 10 weken na de melding"], "D is our own"


def test_show_of_the_smallest_chain(tmp_path: Path) -> None:
    (tmp_path / "keten.yaml").write_text(base(), encoding="utf-8")
    done = chain("show", str(tmp_path))
    assert done.returncode == 0
    assert "1. Behandeling" in done.stdout
    assert "controleer" not in done.stdout


def test_show_in_english() -> None:
    assert "Safety assessment" in chain("show", "veilig-thuis", "--language", "en").stdout


def test_show_as_json_holds_the_whole_chain() -> None:
    data = json.loads(chain("show", "veilig-thuis", "--json").stdout)
    assert len(data["hash"]) == 64
    assert len(data["chain"]["referentiewaarden"]) == 117


def test_check_of_a_shipped_chain_succeeds() -> None:
    done = chain("check", "veilig-thuis", "--as-of", "2026-11-22")
    assert done.returncode == 0
    assert "geen fouten" in done.stdout


def test_line_100_is_a_number_and_no_picture(tmp_path: Path) -> None:
    lines = base().rstrip("\n").splitlines()
    lines += ["#"] * (99 - len(lines)) + ["onderwerpen: [{id: leeg, naam: Leeg}]"]
    (tmp_path / "keten.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert "keten.yaml:100: Geen feit hoort bij 'leeg'" in chain("check", str(tmp_path)).stdout


def test_check_finds_stale_sources_as_of_a_day() -> None:
    done = chain("check", "veilig-thuis", "--as-of", "2028-01-01", "--json")
    data = json.loads(done.stdout)
    assert done.returncode == 0
    found = [item["check"] for item in data["findings"]]
    assert found.count("bron-verouderd") == len(load_chain("veilig-thuis").sources)
    assert set(found) == {"bron-verouderd", "feit-verouderd"}
    assert all(item["line"] for item in data["findings"])


def test_check_of_a_wrong_chain_ends_with_one(tmp_path: Path) -> None:
    text = base().replace("eindigt_met: besluit", "eindigt_met: []")
    (tmp_path / "keten.yaml").write_text(text, encoding="utf-8")
    done = chain("check", str(tmp_path))
    assert done.returncode == 1
    assert "keten.yaml:12" in done.stdout
    data = json.loads(chain("check", str(tmp_path), "--json").stdout)
    assert data["errors"] == 1
    assert data["findings"][0]["check"] == "fase-eindigt-nooit"


def test_check_of_an_unreadable_chain_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "keten.yaml").write_text(base() + "casus: x\nmaatregel: 1\n", encoding="utf-8")
    done = chain("check", str(tmp_path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    data = json.loads(chain("check", str(tmp_path), "--json").stdout)
    assert data["findings"][0]["line"] == 13


def test_a_name_that_does_not_exist_is_a_users_mistake() -> None:
    done = chain("show", "veilig-huis")
    assert done.returncode == 2
    assert "Bedoelde je 'veilig-thuis'?" in done.stderr


@pytest.mark.parametrize(("option", "value"), [("--format", "bpnm"), ("--language", "fr")])
def test_a_wrong_choice_is_a_users_mistake(option: str, value: str) -> None:
    done = chain("export", "veilig-thuis", option, value)
    assert done.returncode == 2
    assert option in done.stderr


def test_export_writes_the_form_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "keten.bpmn"
    assert chain("export", "veilig-thuis", "--format", "bpmn", "--output", str(target)).returncode == 0
    assert etree.parse(str(target)).getroot().tag.endswith("definitions")
    assert chain("export", "veilig-thuis").stdout.splitlines()[3] == "flowchart LR"
    assert json.loads(chain("export", "veilig-thuis", "-f", "json").stdout)["id"] == "veilig-thuis"
    schema = json.loads(chain("export", "veilig-thuis", "-f", "schema").stdout)
    assert schema == json.loads(chain("schema").stdout)


def test_export_to_a_folder_that_is_not_there_is_a_users_mistake(tmp_path: Path) -> None:
    done = chain("export", "veilig-thuis", "--output", str(tmp_path / "nergens" / "x.mmd"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_references_are_series_with_their_breaks() -> None:
    told = chain("references", "thuiszitters", "--definition", "ABS").stdout
    lines = [line.rstrip() for line in told.splitlines()]
    years = [line.split()[0] for line in lines if line.startswith("    20")]
    assert (years[0], years[-1], len(years)) == ("2009-10", "2022-23", 14)
    before = next(number for number, line in enumerate(lines) if line.startswith("    2018-19"))
    assert "breuk vanaf 2019-20" in lines[before + 1]
    assert max(len(line) for line in lines) <= 80


def test_references_of_a_measure_are_those_beside_it() -> None:
    told = json.loads(chain("references", "thuiszitters", "--measure", "absoluut-verzuim", "--json").stdout)
    assert [item["definition"] for item in told["series"]] == ["ABS"]
    found = told["series"][0]["figures"]
    assert [item["period"] for item in found if item["breaks_before"]] == ["2019-20", "2021-22", "2022-23"]
    assert found[0]["reference_value"] == "tz-abs-2009-10"


def test_figures_are_added_by_definition_on_the_command_line() -> None:
    parts = ("T3M", "LRV_KORT", "ABS_KORT", "V5A")
    asked = [word for code in parts for word in ("--add", f"{code}@2018-19")]
    told = chain("references", "thuiszitters", *asked).stdout
    assert "4.790 + 1.205 + 2.880 + 6.022 = 14.897" in told
    assert "ABS_LRV_V5A" in told
    assert json.loads(chain("references", "thuiszitters", *asked, "--json").stdout)["value"] == 14897


def test_a_change_is_told_with_what_to_know_of_it() -> None:
    told = chain(
        "references", "thuiszitters", "--trend", "tz-t3m-2016-17", "--trend", "tz-t3m-2017-18"
    ).stdout
    assert "4.212 -> 4.479  +267 (+6 %)" in told
    assert "4.214" in told


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("--add", "T3M@2018-19", "--add", "LRV@2018-19"), "dubbel tellen"),
        (("--trend", "T3M@2016-17", "--trend", "ABS_LRV@2017-18"), "verschillende definities"),
        (("--trend", "ABS@2018-19", "--trend", "ABS@2019-20"), "breekt vanaf 2019-20"),
        (("--add", "V5A@1999-00", "--add", "ABS_LRV@2018-19"), "geen aantal gepubliceerd"),
        (("--add", "V5A@2018-19", "--trend", "V5A@2019-20"), "niet allebei"),
        (("--definition", "ABS_LRW"), "Bedoelde je 'ABS_LRV'?"),
        (("--measure", "absoluut-verzuimen"), "Bedoelde je 'absoluut-verzuim'?"),
    ],
)
def test_what_definitions_do_not_allow_is_refused(asked: tuple[str, ...], says: str) -> None:
    refused = chain("references", "thuiszitters", *asked)
    assert refused.returncode == 2
    assert says in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("--add", "T3M@2018-19", "--add", "LRV@2018-19"), "Both count T3M_LRV"),
        (("--trend", "T3M@2016-17", "--trend", "ABS_LRV@2017-18"), "different definitions"),
        (
            ("--trend", "ABS@2018-19", "--trend", "ABS@2019-20"),
            "breaks from 2019-20 on: Covid. There is no uniform",
        ),
        (("--add", "V5A@1999-00", "--add", "ABS_LRV@2018-19"), "no count of V5A was published"),
        (("--add", "V5A@2018-19", "--trend", "V5A@2019-20"), "not both"),
        (("--definition", "ABS_LRW"), "Did you mean 'ABS_LRV'?"),
        (("--add", "tz-onbekend", "--add", "V5A@2018-19"), "has no reference value 'tz-onbekend'"),
    ],
)
def test_a_refusal_follows_the_language(asked: tuple[str, ...], says: str) -> None:
    refused = chain("references", "thuiszitters", *asked, "--language", "en")
    assert refused.returncode == 2
    told = " ".join(refused.stderr.split())
    assert says in told
    assert told.startswith("Error")
    assert "Waarom" not in told


def test_references_in_english_have_english_words_and_signs() -> None:
    told = chain("references", "thuiszitters", "--definition", "T3M", "--language", "en").stdout
    assert "4,479" in told
    assert "break from 2019-20 on" in told
    assert "Consists of T3M_ABS + T3M_LRV" in told
    assert "Bestaat" not in told


def test_a_number_that_is_only_a_gap_is_told_as_one_and_never_as_a_figure() -> None:
    told = chain("references", "thuiszitters", "--definition", "T3M").stdout
    series, gaps = " ".join(told.split()).split("Wat we niet weten")
    assert "4.212" in series
    assert "4.479" in series
    assert "4.733" not in series
    assert "T3M · ABS_LRV Waar de 4.733 opgeloste zaken van 2017-18 vandaan komen." in gaps
    assert "niet nagegaan" in gaps
    data = json.loads(chain("references", "thuiszitters", "--definition", "T3M", "--json").stdout)
    assert "oplossingen-2017-18" in [gap["id"] for gap in data["gaps"]]
    assert all(figure["value"] != 4733 for series in data["series"] for figure in series["figures"])
    assert "4.733" not in chain("references", "thuiszitters", "--definition", "V5A").stdout


def test_a_chain_without_published_figures_says_so() -> None:
    assert "geen gepubliceerde cijfers" in chain("references", "overheidsincasso").stdout
