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
