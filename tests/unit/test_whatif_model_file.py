"""A model file: what it says becomes the model, and what cannot be is refused at its line."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest

from helpers.whatif_files import MODEL, line_of, written
from ketenzicht.chain.model.base import Node
from ketenzicht.errors import UserError
from ketenzicht.whatif import cost, model_file_nodes, model_file_numbers, scenario
from ketenzicht.whatif.durations import exponential, lognormal
from ketenzicht.whatif.model_file import open_model, read_model_file, shipped_model, shipped_models
from ketenzicht.whatif.replications import run
from ketenzicht.whatif.world import shipped_world
from ketenzicht.whatif.world_model import world_model

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_file_becomes_the_model(tmp_path: Path) -> None:
    model = read_model_file(written(tmp_path, MODEL)).model
    assessment, help_ = model.stages
    assert assessment.ends[0].duration == lognormal(6, 0.5)
    assert assessment.organisations == (("veilig-thuis", 1.0),)
    assert (assessment.term, model.organisations[0].capacity) == (10, None)
    assert [(end.name, end.share, end.duration) for end in help_.ends] == [
        ("volgens-plan", 0.7, exponential(60)),
        ("uitgevallen", 0.3, exponential(20)),
    ]
    assert [(branch.to, branch.outcome, branch.share) for branch in model.routes[0].branches] == [
        ("hulp", None, 0.5),
        (None, "niets", 0.5),
    ]
    assert {one.outcome: one.chances for one in model.returns} == {
        "uitgevallen": (0.5,),
        "volgens-plan": (0.1,),
    }


def test_numbers_have_dotted_names_origins_and_errors_on_their_scale(tmp_path: Path) -> None:
    estimates = read_model_file(written(tmp_path, MODEL)).estimates
    per_day = estimates.by_name["zaken.huishouden.aankomst.per_dag"]
    assert (per_day.scale, per_day.origin) == ("log", "aanname")
    assert per_day.interval() == pytest.approx((0.8, 1.25), rel=1e-9)
    dropped = estimates.by_name["fasen.hulp.einde.uitgevallen"]
    assert (dropped.standard_error, dropped.shares_of) == (0.1, "fasen.hulp.einde")
    assert estimates.by_name["fasen.hulp.duur.uitgevallen.gemiddelde"].standard_error == 0


def test_draws_reproduce_the_covariance_that_is_given(tmp_path: Path) -> None:
    together = (
        "samenhang:\n  - parameters: [zaken.huishouden.aankomst.per_dag, fasen.hulp.duur.uitgevallen.gemiddelde]\n"
        "    covariantie: [[0.04, -0.03], [-0.03, 0.09]]\n"
    )
    estimates = read_model_file(written(tmp_path, MODEL + together)).estimates
    names = list(estimates.by_name)
    at = [
        names.index(name)
        for name in ("zaken.huishouden.aankomst.per_dag", "fasen.hulp.duur.uitgevallen.gemiddelde")
    ]
    drawn = estimates.draw(np.random.default_rng(1), 40_000)
    found = np.cov(np.log(drawn[:, at]).T)
    assert np.allclose(found, [[0.04, -0.03], [-0.03, 0.09]], atol=0.002)
    shares = drawn[:, [names.index(f"fasen.hulp.einde.{end}") for end in ("volgens-plan", "uitgevallen")]]
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[:, 1].std() > 0.01


@pytest.mark.parametrize(
    ("old", "other", "piece", "words"),
    [
        ("waarde: 1.0,", "waarde: -1.0,", "per_dag", "niet negatief"),
        ("waarde: 1.0,", "waarde: veel,", "per_dag", "een getal staan, niet 'veel'"),
        ("plaatsen: {waarde: geen", "plaatsen: {waarde: -3", "plaatsen", "vanaf 0"),
        ("plaatsen: {waarde: geen", "plaatsen: {waarde: 2.5", "plaatsen", "heel getal"),
        ("uitgevallen: 0.3}", "uitgevallen: 0.4}", "einde: {waarde", "tellen op tot 1.1"),
        ("kans: {waarde: 0.5,", "kans: {waarde: 1.5,", "kans: {waarde: 1.5", "tussen 0 en 1"),
        ("begint_in: veiligheidsbeoordeling", "begint_in: veiligheidbeoordeling", "begint_in", "Bedoelde je"),
        ("    bij: veilig-thuis", "    bij: veilig-huis", "    bij:", "Bedoelde je 'veilig-thuis'"),
        ("naar: {hulp: hulp}", "naar: {hulp: hupl}", "naar:", "Bedoelde je 'hulp'"),
        ("  veilig-thuis:\n", "  veilig-huis:\n", "  veilig-huis:", "kent 'veilig-huis' niet"),
        (
            "{waarde: {gemiddelde: 60}, herkomst: aanname}",
            "{waarde: {gemiddelde: 60}}",
            "60}",
            "'herkomst' ontbreekt",
        ),
        ("    bij: veilig-thuis", "    bijj: veilig-thuis", "bijj", "Bedoelde je 'bij'"),
        (
            "{waarde: {gemiddelde: 60}, herkomst: aanname}",
            "{waarde: {midden: 60}, herkomst: aanname}",
            "60",
            "mediaan",
        ),
        (
            "per_dag: {waarde: 1.0, herkomst: aanname",
            "per_dag: {waarde: 1.0, herkomst: vt-fl-erder",
            "per_dag",
            "vt-fl-eerder",
        ),
        ("interval: [0.8, 1.25]", "interval: [1.25, 0.8]", "interval", "eindigt lager"),
        ("standaardfout: {uitgevallen: 0.1}", "standaardfout: {uitval: 0.1}", "standaardfout", "'uitval'"),
        ('termijn: "10"', "termijn: besluit-5-werkdage", "termijn", "Bedoelde je 'besluit-5-werkdagen'"),
        ("tot: 2029-12-31", "tot: 2026-12-31", "periode", "voor de eerste"),
    ],
)
def test_what_cannot_be_is_refused_at_its_line(
    tmp_path: Path, old: str, other: str, piece: str, words: str
) -> None:
    path = written(tmp_path, MODEL, (old, other))
    with pytest.raises(UserError) as refused:
        read_model_file(path)
    assert words in refused.value.text()
    assert (refused.value.file, refused.value.line) == (str(path), line_of(path, piece))


def test_a_covariance_that_cannot_exist_is_refused(tmp_path: Path) -> None:
    names = "[fasen.hulp.duur.uitgevallen.gemiddelde, fasen.hulp.duur.volgens-plan.gemiddelde]"
    for matrix, words in (
        ("[[1, 2], [2, 1]]", "kan niet bestaan"),
        ("[[1, 0]]", "2 rijen"),
        ("[[1, 0.5], [0, 1]]", "spiegelbeeld"),
    ):
        text = MODEL + f"samenhang:\n  - parameters: {names}\n    covariantie: {matrix}\n"
        with pytest.raises(UserError, match=words):
            read_model_file(written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="veilig-thuis"):
        open_model(str(tmp_path / "niets.yaml"))


def test_the_shipped_model_holds_the_numbers_of_the_world_behind_the_demo() -> None:
    assert "veilig-thuis" in shipped_models()
    values, world = shipped_model("veilig-thuis").values, shipped_world()

    def below(name: str) -> list[float]:
        return [value for key, value in values.items() if key.startswith(name + ".")]

    same = {
        "zaken.huishouden.aankomst.seizoen": world.arrivals.season.value,
        "zaken.huishouden.aankomst.weekdagen": world.arrivals.weekdays.value,
        "zaken.huishouden.verlies": (world.losses.deaths.value, world.losses.departures.value),
        "fasen.veiligheidsbeoordeling.duur.op-tijd.dagen": world.assessment.day_in_time.value,
        "fasen.hulp.verdeling": world.transfer.to.value.values(),
        "routes.na-beoordeling.kans": world.routes.first.value.values(),
        "routes.na-beoordeling-tijdens.kans": world.routes.during.value.values(),
        "terugkeer.standen.fase": world.returns.rates.value.values(),
        "terugkeer.standen.hulp": world.returns.by_help.value.values(),
    }
    for name, expected in same.items():
        assert below(name) == list(expected), name
    for stage, duration in {
        "veiligheidsbeoordeling.duur.te-laat": world.assessment.late,
        "voorwaarden-en-vervolg.duur.klaar": world.conditions.duration,
        "onderzoek.duur.te-laat": world.investigation.judged_late,
        "wachten-op-overdracht.duur.klaar": world.transfer.delay,
        "wachten-op-hulp.duur.hulp-begint": world.transfer.waiting,
        "hulp.duur.volgens-plan": world.help.as_planned,
        "hulp.duur.uitgevallen": world.help.early,
        "monitoring.duur.klaar": world.monitoring.duration,
        "afsluiten.duur.klaar": world.closing.delay,
    }.items():
        assert below(f"fasen.{stage}") == [duration.value.median, duration.value.spread], stage
    early = sum(world.help.ends.value[code] for code in ("32", "33", "34"))
    for name, value in {
        "zaken.huishouden.verschil": world.households.frailty_shape.value,
        "zaken.huishouden.aankomst.groei_per_jaar": world.arrivals.growth.value,
        "fasen.veiligheidsbeoordeling.einde.op-tijd": world.assessment.in_time.value,
        "fasen.onderzoek.einde.op-tijd": world.investigation.judged_in_time.value,
        "fasen.wachten-op-hulp.einde.nooit-opgepakt": world.transfer.never_picked_up.value,
        "fasen.hulp.einde.uitgevallen": early,
        "routes.na-voorwaarden.ernaast.1.kans": world.conditions.transfer.value,
        "routes.na-voorwaarden.kans.monitoring": world.conditions.monitoring.value,
        "routes.na-onderzoek.ernaast.1.kans": world.investigation.transfer.value,
        "routes.na-onderzoek.kans.monitoring": world.investigation.monitoring.value,
        "terugkeer.per_eerdere_melding": world.returns.by_earlier.value,
        "terugkeer.weekend_naar_maandag": world.arrivals.weekend_to_monday.value,
    }.items():
        assert values[name] == pytest.approx(value, abs=1e-12), name


def test_nobody_waits_for_a_place_in_the_shipped_model() -> None:
    assert all(one.capacity is None for one in shipped_model("veilig-thuis").model.organisations)


def test_the_reference_page_explains_every_key_and_its_model_can_be_read(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "reference" / "what-if.md").read_text(encoding="utf-8")
    for module in (model_file_nodes, model_file_numbers, scenario, cost):
        for node in vars(module).values():
            if inspect.isclass(node) and issubclass(node, Node) and node.__module__ == module.__name__:
                for name, field in node.model_fields.items():
                    assert f"`{field.alias or name}`" in page or f"{field.alias}:" in page, field.alias
    example = page.split("```yaml\n")[1].split("```")[0]
    assert read_model_file(written(tmp_path, example)).model.stages


def test_the_shipped_model_behaves_as_the_world_behind_the_demo() -> None:
    file = shipped_model("veilig-thuis")
    twin = world_model(shipped_world(), per_day=file.values["zaken.huishouden.aankomst.per_dag"])
    ours, other = (run(model, file.span, replications=4, seed=5) for model in (file.model, twin))
    assert ours.caseload().mean() == pytest.approx(other.caseload().mean(), rel=0.03)
    assert ours.reports.sum(axis=(0, 1)) == pytest.approx(other.reports.sum(axis=(0, 1)), rel=0.03)
    assert ours.share_returned(2).mean() == pytest.approx(other.share_returned(2).mean(), rel=0.03)
