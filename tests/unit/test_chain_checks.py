"""How grave a finding is, where it stands, and when the controleer badge shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.chain_examples import base
from helpers.guides import guide_chain, option
from ketenzicht.chain import load_chain, needs_check, open_chain
from ketenzicht.chain.certainty import quotes_amount
from ketenzicht.chain.model import Chain
from ketenzicht.guide.checks import CHECKS, check_chain, check_folder

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)
UNVERIFIED = """bronnen:
  - {id: horen-zeggen, titel: Horen zeggen, gecontroleerd: 2026-11-01}
einde_redenen:
  - {id: klaar, naam: Klaar, bron: horen-zeggen, zekerheid: L, gecontroleerd: 2026-11-01}
  - {id: weg, naam: Weg}
"""


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    (tmp_path / "keten.yaml").write_text(base() + UNVERIFIED, encoding="utf-8")
    return load_chain(tmp_path)


def test_strict_findings_are_errors_only_in_shipped_chains(chain: Chain) -> None:
    own = {finding.check: finding.severity for finding in check_chain(chain, as_of=TODAY)}
    shipped = {finding.check: finding.severity for finding in check_chain(chain, as_of=TODAY, shipped=True)}
    assert own == {"feit-zonder-herkomst": "warning", "onbevestigd-feit": "warning"}
    assert shipped == {"feit-zonder-herkomst": "error", "onbevestigd-feit": "error"}


def test_errors_come_first(chain: Chain) -> None:
    broken = chain.model_copy(update={"stages": (chain.stages[0].model_copy(update={"ends_with": ()}),)})
    severities = [finding.severity for finding in check_chain(broken, as_of=TODAY)]
    assert severities == sorted(severities)
    assert severities[0] == "error"


def test_a_chain_made_in_python_is_checked_for_unknown_ids(chain: Chain) -> None:
    broken = chain.model_copy(
        update={"stages": (chain.stages[0].model_copy(update={"ends_with": ("beslut",)}),)}
    )
    finding = check_chain(broken, as_of=TODAY)[0]
    assert finding.check == "onbekende-id"
    assert "Bedoelde je 'besluit'?" in finding.fix
    assert finding.file is None


def test_a_source_is_stale_after_a_year(tmp_path: Path) -> None:
    text = base().replace("naam: Gemeente}", "naam: Gemeente, bron: wet}")
    text += "bronnen: [{id: wet, titel: Wet, gecontroleerd: 2025-11-22}]\n"
    (tmp_path / "keten.yaml").write_text(text, encoding="utf-8")
    folder = open_chain(tmp_path)
    assert check_folder(folder, as_of=date(2026, 11, 22)) == []
    assert [finding.check for finding in check_folder(folder, as_of=date(2026, 11, 23))] == ["bron-verouderd"]


def test_old_and_new_version_of_a_term_may_follow_each_other(tmp_path: Path) -> None:
    terms = """
    termijnen:
      - {id: oud, termijn: {duur: 8, eenheid: weken}, geldig_tot: 2025-12-31}
      - {id: nieuw, termijn: {duur: 6, eenheid: weken}, geldig_van: 2026-01-01}
"""
    stage = "  - {id: behandeling, naam: Behandeling, begint_met: aanvraag, eindigt_met: besluit}\n"
    block = (
        "  - id: behandeling\n    naam: Behandeling\n    begint_met: aanvraag\n    eindigt_met: besluit"
        + terms
    )
    (tmp_path / "keten.yaml").write_text(base().replace(stage, block), encoding="utf-8")
    found = {finding.check for finding in check_chain(load_chain(tmp_path), as_of=TODAY)}
    assert "overlappende-geldigheid" not in found


def test_every_check_explains_itself_in_a_sentence() -> None:
    for check in CHECKS:
        assert check.explanation.endswith(".")
        assert len(check.explanation) > 30


@pytest.mark.parametrize(
    ("certainty", "as_of", "amount_or_term", "badge"),
    [
        ("A", date(2024, 1, 1), True, False),
        ("A", date(2023, 12, 31), True, True),
        ("A", None, True, True),
        ("A", None, False, False),
        ("H", date(2026, 1, 1), False, True),
        ("S", date(2026, 1, 1), True, True),
        ("D", None, True, False),
        (None, None, True, False),
    ],
)
def test_badge(certainty: str | None, as_of: date | None, amount_or_term: bool, badge: bool) -> None:
    assert needs_check(certainty, as_of, amount_or_term=amount_or_term) is badge


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Betaal minstens 45,41 euro per maand.", True),
        ("De reis kost 23 cent per kilometer.", True),
        ("De bank vraagt € 5.", True),
        ("Er mag 80 procent af.", True),
        ("Bel binnen 4 weken.", False),
        ("Vraag eerst een briefadres.", False),
    ],
)
def test_an_option_that_quotes_an_amount_goes_stale_like_one(text: str, quotes: bool) -> None:
    chain = guide_chain(opties=[option("o", None, let_op=[text])])
    assert quotes_amount(chain.options[0]) is quotes
