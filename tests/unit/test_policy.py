"""The policy of the custodian: read with errors that help, found outside the study, stricter but never weaker."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ketenzicht.errors import UserError
from ketenzicht.publish.language import Wording
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_file import DominanceRules, PolicyContent, read_policy, remarks
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.statbarn import CHECK_NAMES, CHECKS, RISKS, STATBARNS, checks_of
from ketenzicht.study import policy as found
from ketenzicht.study.settings import Study, load_study

pytestmark = pytest.mark.unit

DOCS = Path(__file__).resolve().parents[2] / "docs"
DAY = date(2026, 11, 22)
SMALLEST = "bronhouder: Bron\ncontact: bron@voorbeeld.example\ngeldig_van: 2026-01-01\n"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a policy: whatever this one has plays no part."""
    monkeypatch.setattr(found, "system_policy", lambda: tmp_path / "etc" / "onthulling.yaml")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv(found.VARIABLE, raising=False)
    return tmp_path


def written(path: Path, more: str = "", text: str = SMALLEST) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + more, encoding="utf-8")
    return path


def study(folder: Path, more: str = "") -> Study:
    (folder / "koppelingen").mkdir(parents=True)
    (folder / "study.yaml").write_text(
        "keten: veilig-thuis\ntitel: Proef\ngegevens: {van: 2018-01-01, tot: 2025-12-31}\n"
        "periode: {van: 2024-01-01, tot: 2024-12-31}\nkoppelingen: [koppelingen/meldingen.yaml]\n" + more,
        encoding="utf-8",
    )
    return load_study(folder)


def refused(call: object, *words: str) -> UserError:
    with pytest.raises(UserError) as raised:
        call()  # type: ignore[operator]
    text = raised.value.text()
    for word in words:
        assert word in text, text
    return raised.value


def test_a_policy_says_everything_that_it_can(tmp_path: Path) -> None:
    path = written(
        tmp_path / "onthulling.yaml",
        "geldig_tot: 2026-12-31\nafronden: 10\ndrempel: 20\nbeschermingsinterval: 5\nvrijheidsgraden: 12\n"
        "dominantie: {aantal: 3, deel: 0.8, rest: 0.2}\ngroepsonthulling: waarschuwen\n"
        "toestaan: [Shape]\nnakijken: [Position]\nweigeren: [Clusters, Mode]\nuitvoer: [json, rapport]\n"
        "tweede_persoon: true\ngrootboek: boek.jsonl\n",
    )
    file = read_policy(path)
    policy = file.policy
    assert (policy.rounding, policy.threshold, policy.protection, policy.degrees_of_freedom) == (
        10,
        20,
        5,
        12,
    )
    assert (policy.dominance.number, policy.dominance.share, policy.dominance.rest) == (3, 0.8, 0.2)
    assert policy.class_disclosure == "warn"
    assert (policy.allowed, policy.review, policy.refused) == ({"Shape"}, {"Position"}, {"Clusters", "Mode"})
    assert policy.output_types == ("report", "json")
    assert policy.second_person
    assert file.ledger == tmp_path / "boek.jsonl"
    assert policy.source is not None
    assert (policy.source.file, policy.source.custodian) == ("onthulling.yaml", "Bron")
    assert str(tmp_path) not in repr(policy)


def test_what_a_policy_leaves_out_is_as_the_program_has_it(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path / "p.yaml")).policy
    usual = Policy(source=policy.source)
    assert policy == usual


@pytest.mark.parametrize(
    ("more", "line", "words"),
    [
        ("drempl: 10\n", 4, ("'drempl'", "Bedoelde je 'drempel'?")),
        ("weigeren: [Cluster]\n", 4, ("'Cluster'", "Bedoelde je 'Clusters'?")),
        ("afronden: vijf\n", 4, ("'afronden'", "geheel getal")),
        ("drempel: 2\n", 4, ("minstens 3",)),
        ("uitvoer: [excel]\n", 4, ("'excel'", "werkmap")),
        ("groepsonthulling: mag\n", 4, ("toestaan, waarschuwen, nakijken",)),
        ("geldig_tot: 2025-01-01\n", 1, ("eindigt (2025-01-01) voor het begint",)),
        ("drempel: 5\nbeschermingsinterval: 5\n", 1, ("kleiner zijn dan de drempel",)),
        ("drempel: 10\ndrempel: 5\n", 5, ("twee keer",)),
        ("weigeren: [Mode]\nnakijken: [Mode]\n", 1, ("Mode staat meer dan een keer",)),
        ("uitvoer: []\n", 1, ("'uitvoer' is leeg",)),
    ],
)
def test_a_mistake_names_its_line_and_how_to_mend_it(
    tmp_path: Path, more: str, line: int, words: tuple[str, ...]
) -> None:
    error = refused(lambda: read_policy(written(tmp_path / "p.yaml", more)), *words)
    assert error.line == line


def test_a_policy_without_an_owner_is_refused(tmp_path: Path) -> None:
    text = "bronhouder: ' '\ncontact: x\ngeldig_van: 2026-01-01\n"
    refused(lambda: read_policy(written(tmp_path / "p.yaml", text=text)), "hier staat niets")
    refused(
        lambda: read_policy(written(tmp_path / "q.yaml", text="contact: x\n")), "'bronhouder'", "geldig_van"
    )


def test_nothing_leaves_outside_the_days_on_which_it_holds(tmp_path: Path) -> None:
    file = read_policy(written(tmp_path / "p.yaml", "geldig_tot: 2026-12-31\n"))
    file.demand_valid(date(2026, 1, 1))
    file.demand_valid(date(2026, 12, 31))
    early = refused(
        lambda: file.demand_valid(date(2025, 12, 31)), "pas vanaf 2026-01-01", "bron@voorbeeld.example"
    )
    late = refused(lambda: file.demand_valid(date(2027, 1, 1)), "gold tot en met 2026-12-31")
    assert (early.line, late.line) == (3, 4)


def test_without_a_policy_the_defaults_of_the_program_hold(machine: Path) -> None:
    in_force = found.policy_of(study(machine / "s"), on=DAY)
    assert in_force == found.PolicyInForce(Policy(), None)
    assert "geen beleid van een bronhouder" in dict(policy_words(in_force.policy, Wording("nl")))["Beleid"]


def test_the_system_goes_before_the_variable_and_the_variable_before_the_user(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = written(machine / "settings" / "ketenzicht" / "onthulling.yaml")
    assert found.find_policy().path == own  # type: ignore[union-attr]
    named = written(machine / "named.yaml")
    monkeypatch.setenv(found.VARIABLE, str(named))
    assert found.find_policy().path == named  # type: ignore[union-attr]
    system = written(found.system_policy())
    refused(found.find_policy, "beleid van dit systeem", "Haal KETENZICHT_POLICY_FILE weg")
    monkeypatch.setenv(found.VARIABLE, str(system))
    assert found.find_policy().path == system  # type: ignore[union-attr]


def test_a_variable_that_names_nothing_is_an_error(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(found.VARIABLE, str(machine / "weg.yaml"))
    refused(found.find_policy, "bestaat niet")


def test_a_policy_inside_the_study_is_refused_with_the_reason(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study(machine / "s")
    elsewhere = written(machine / "s" / "koppelingen" / "ruim.yaml")
    monkeypatch.setenv(found.VARIABLE, str(elsewhere))
    refused(lambda: found.policy_of(made, on=DAY), "in de map van de studie", "van de bronhouder")
    monkeypatch.delenv(found.VARIABLE)
    written(machine / "s" / "onthulling.yaml")
    refused(lambda: found.policy_of(made, on=DAY), "in de map van de studie")


def test_a_link_out_of_the_study_does_not_make_it_a_policy_of_the_study(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study(machine / "s")
    inside = written(machine / "s" / "ruim.yaml")
    link = machine / "link.yaml"
    link.symlink_to(inside)
    monkeypatch.setenv(found.VARIABLE, str(link))
    refused(lambda: found.policy_of(made, on=DAY), "in de map van de studie")


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", (5, 12, 3)),
        ("onthulling: {drempel: 20}\n", (5, 20, 3)),
        ("onthulling: {afronden: 10, drempel: 12, beschermingsinterval: 4}\n", (10, 12, 4)),
    ],
)
def test_a_study_may_be_stricter(
    machine: Path, monkeypatch: pytest.MonkeyPatch, asked: str, numbers: tuple[int, int, int]
) -> None:
    monkeypatch.setenv(found.VARIABLE, str(written(machine / "p.yaml", "drempel: 12\n")))
    policy = found.policy_of(study(machine / "s", asked), on=DAY).policy
    assert (policy.rounding, policy.threshold, policy.protection) == numbers
    assert policy.source is not None


@pytest.mark.parametrize("asked", ["afronden: 3", "drempel: 11", "beschermingsinterval: 2", "drempel: -1"])
def test_a_study_is_never_weaker(machine: Path, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv(found.VARIABLE, str(written(machine / "p.yaml", "drempel: 12\n")))
    made = study(machine / "s", f"onthulling: {{{asked}}}\n")
    error = refused(
        lambda: found.policy_of(made, on=DAY),
        asked.replace(":", ""),
        "nooit soepeler",
        "bron@voorbeeld.example",
    )
    assert error.line == 6


def test_a_study_without_a_policy_is_never_weaker_than_the_program(machine: Path) -> None:
    made = study(machine / "s", "onthulling: {drempel: 9}\n")
    refused(lambda: found.policy_of(made, on=DAY), "de standaard van het programma (10)")


def test_remarks_tell_a_custodian_what_to_think_over(tmp_path: Path) -> None:
    said = " ".join(remarks(read_policy(written(tmp_path / "p.yaml", "drempel: 5\n"))))
    assert "'drempel' is 5; de standaard van het programma is 10" in said
    assert "geldig_tot" in said
    assert "grootboek" in said
    strict = written(tmp_path / "q.yaml", "geldig_tot: 2026-12-31\ngrootboek: boek.jsonl\n")
    assert not any("standaard" in remark or "grootboek" in remark for remark in remarks(read_policy(strict)))


def test_the_commands_show_and_check(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ketenzicht.cli import app, policy

    if not any(group.name == "policy" for group in app.registered_groups):
        policy.register(app)
    runner = CliRunner()
    shown = runner.invoke(app, ["policy", "show"])
    assert "standaard van het programma" in shown.output
    path = written(machine / "p.yaml", "geldig_tot: 2026-12-31\n")
    checked = runner.invoke(app, ["policy", "check", str(path), "--as-of", "2026-06-01"])
    assert checked.exit_code == 0
    assert "Het beleid klopt." in checked.output
    late = runner.invoke(app, ["policy", "check", str(path), "--as-of", "2027-06-01"])
    assert isinstance(late.exception, UserError)
    assert late.exception.exit_code == 1
    monkeypatch.setenv(found.VARIABLE, str(path))
    data = json.loads(runner.invoke(app, ["policy", "show", "--json"]).output)
    assert data["policy"]["custodian"] == "Bron"
    assert data["policy"]["file"] == "p.yaml"


def test_the_reference_page_has_every_key_and_every_kind_of_output() -> None:
    page = (DOCS / "reference" / "policy.md").read_text(encoding="utf-8")
    head = page.partition("## Where it is found")[0]
    keys = re.findall(r"^\| `([^`]+)` \|", head, re.MULTILINE)
    model = [
        info.alias or name
        for item in (PolicyContent, DominanceRules)
        for name, info in item.model_fields.items()
    ]
    assert sorted(keys) == sorted(model)
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|]*\|[^|]*\|([^|]*)\|$", page, re.MULTILINE))
    assert {name: rows[name].strip() for name in STATBARNS} == {
        name: ", ".join(RISKS[name]) for name in STATBARNS
    }
    assert set(CHECKS) <= set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_the_example_of_the_reference_page_is_a_policy(tmp_path: Path) -> None:
    page = (DOCS / "reference" / "policy.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    file = read_policy(written(tmp_path / "p.yaml", text=example[1]))
    assert set(file.content.model_fields_set) == set(PolicyContent.model_fields)


def test_every_check_has_a_name_and_follows_from_a_risk() -> None:
    assert set(CHECK_NAMES) == set(CHECKS)
    assert set(checks_of(STATBARNS)) == set(CHECKS)
    assert checks_of(["StatisticalHypothesisTests"]) == ("MinimumDoFCheck", "MissingCheck")
