"""The recipes of ``docs/taken``, followed step by step on a copy of the shipped guide."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from ketenzicht.chain import open_chain
from ketenzicht.chain.checks import Finding
from ketenzicht.chain.model import Chain
from ketenzicht.guide.assess import Guide
from ketenzicht.guide.checks import check_folder
from ketenzicht.guide.worked_cases import try_case

pytestmark = pytest.mark.content

CHECKED = date(2026, 11, 22)
"""The day on which the shipped guide was last laid beside its sources."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "overheidsincasso"
    shutil.copytree(open_chain("overheidsincasso").folder, copy)
    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def findings(folder: Path, day: date = CHECKED) -> list[Finding]:
    return check_folder(open_chain(folder), as_of=day)


def wrong_cases(chain: Chain) -> list[str]:
    guide = Guide(chain)
    return [case.id for case in chain.worked_cases if not try_case(guide, case).holds]


def test_update_an_amount(folder: Path) -> None:
    path = folder / "bronnen" / "50-zorg.yaml"
    norm = "  - id: eigen-bijdrage-wmo\n"
    text = path.read_text(encoding="utf-8")
    start = text.index(norm)
    declared = yaml.safe_load(text)["normen"]
    last = next(item for item in declared if item["id"] == "eigen-bijdrage-wmo")["waarden"][-1]
    assert last["geldig_tot"] == date(2026, 12, 31)
    end = text.index("geldig_tot: 2026-12-31", start)
    row = text.index("\n", end) + 1
    text = (
        text[:row]
        + "      - {waarde: 22.40, geldig_van: 2027-01-01, geldig_tot: 2027-12-31, bron: wmo-2027, "
        "zekerheid: A, peildatum: 2027-01-01, gecontroleerd: 2027-01-02}\n" + text[row:]
    )
    source = (
        "\n  - {id: wmo-2027, titel: Eigen bijdrage Wmo 2027, uitgever: CAK, jaar: 2027, "
        "url: 'https://www.hetcak.nl/', gecontroleerd: 2027-01-02}\n"
    )
    text = text.replace("bronnen:\n", "bronnen:" + source, 1)
    path.write_text(text, encoding="utf-8")
    change(folder / "keten.yaml", 'versie: "2026.11.1"', 'versie: "2027.1"')
    opened = open_chain(folder)
    assert findings(folder) == []
    assert wrong_cases(opened.chain) == []
    amounts = Guide(opened.chain).conditions(date(2027, 3, 1)).variables.amounts
    assert amounts.norms["eigen-bijdrage-wmo"] == Decimal("22.40")
    assert Guide(opened.chain).conditions(CHECKED).variables.amounts.norms["eigen-bijdrage-wmo"] == Decimal(
        "21.80"
    )


def test_retire_an_option(folder: Path) -> None:
    path = folder / "opties" / "10-cjib.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("  - id: cjib-hardheidsclausule\n")
    place = text.index("    gecontroleerd:", start)
    path.write_text(text[:place] + "    geldig_tot: 2026-10-31\n" + text[place:], encoding="utf-8")
    chain = open_chain(folder).chain
    wrong = wrong_cases(chain)
    assert wrong == ["cjib-geldboete", "cjib-geldboete-verhoogd"]
    for case in wrong:
        cases = folder / "casussen" / "10-cjib.yaml"
        text = cases.read_text(encoding="utf-8")
        place = text.index("peildatum: 2026-11-22", text.index(f"  - id: {case}\n"))
        cases.write_text(
            text[:place] + "peildatum: 2026-10-22" + text[place + len("peildatum: 2026-11-22") :],
            encoding="utf-8",
        )
    assert findings(folder) == []
    retired = Guide(open_chain(folder).chain).assess({}, CHECKED).status("cjib-hardheidsclausule")
    assert retired.status == "niet-beoordeeld"
    assert str(retired.why_not_judged) == "Deze optie geldt niet meer op deze dag."


def test_add_an_organisation(folder: Path) -> None:
    change(
        folder / "keten.yaml",
        "  - {id: schuldeisers,",
        "  - {id: waterschap, naam: {nl: Waterschap, en: Water board}, soort: schuldeiser}\n  - {id: schuldeisers,",
    )
    change(
        folder / "feiten" / "01-jongere.yaml",
        "      - {id: telecom,",
        "      - {id: waterschap, naam: {nl: Waterschap, en: Water board}}\n      - {id: telecom,",
    )
    proof = "bron: waterschap-pagina\n    zekerheid: A\n    peildatum: 2026-11-01\n    gecontroleerd: 2026-11-22\n"
    (folder / "bronnen" / "80-waterschap.yaml").write_text(
        "bronnen:\n  - {id: waterschap-pagina, titel: Betalen aan het waterschap, uitgever: Waterschap, jaar: 2026, "
        "url: 'https://example.org/', gecontroleerd: 2026-11-22}\n",
        encoding="utf-8",
    )
    (folder / "opties" / "80-waterschap.yaml").write_text(
        "contacten:\n  - id: waterschap\n    bij: waterschap\n    naam: {nl: Het waterschap, en: The water board}\n"
        f"    {proof}"
        "opties:\n  - id: waterschap-regeling\n    bij: waterschap\n    soort: betalingsregeling\n"
        "    naam: {nl: Regeling bij het waterschap, en: Arrangement with the water board}\n"
        "    wat: {nl: De jongere betaalt in delen., en: The young person pays in parts.}\n"
        "    speelt_als: {feit: jongere.schuldeisers, is: waterschap}\n"
        "    voorwaarden:\n      feit: jongere.vermogen\n      is: nee\n"
        "      niet_gehaald: {nl: Er is spaargeld of bezit., en: There are savings or property.}\n"
        "    wie: [jongere]\n    hoe: {kanaal: telefoon, contact: waterschap}\n"
        f"    {proof}",
        encoding="utf-8",
    )
    assert {item.check for item in findings(folder)} == {"optie-zonder-casus"}
    cases = "casussen:\n" + "".join(
        f"  - id: waterschap-{answer}\n    naam: {{nl: Waterschap {answer}, en: Water board {answer}}}\n"
        "    verhaal: {nl: Er is een schuld bij het waterschap., en: There is a debt to the water board.}\n"
        "    peildatum: 2026-11-22\n"
        f"    feiten: {{jongere.schuldeisers: waterschap, jongere.vermogen: {answer}}}\n"
        f"    verwacht: {{waterschap-regeling: {status}}}\n    bron: waterschap-pagina\n"
        for answer, status in (("nee", "open"), ("ja", "dicht"))
    )
    (folder / "casussen" / "80-waterschap.yaml").write_text(cases, encoding="utf-8")
    assert findings(folder) == []
    assert wrong_cases(open_chain(folder).chain) == []


def test_fact_check_a_chain(folder: Path) -> None:
    later = CHECKED + timedelta(days=400)
    stale = findings(folder, later)
    assert {"bron-verouderd", "feit-verouderd"} <= {item.check for item in stale}
    assert all(item.line and item.file is not None for item in stale)
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("gecontroleerd: 2026-11-22", f"gecontroleerd: {later}"), encoding="utf-8"
        )
    assert not {"bron-verouderd", "feit-verouderd"} & {item.check for item in findings(folder, later)}
