"""Parameters of a what-if model from a study: by hand where that can be, where the file stands, what is refused."""

from __future__ import annotations

import json
import stat
from datetime import date, timedelta
from math import inf, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.cli import app, whatif
from ketenzicht.errors import UserError
from ketenzicht.measures.estimators.ends import fit_ends
from ketenzicht.measures.estimators.lengths import Family, fit_lengths
from ketenzicht.measures.hazards.frailty import fit_frailty
from ketenzicht.measures.hazards.model import hazard_model
from ketenzicht.measures.hazards.rows import hazard_rows
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.whatif import estimate_study
from ketenzicht.whatif.estimate import default_since, estimate_model
from ketenzicht.whatif.estimate_ends import NEVER, OTHER, EndRows, estimate_ends
from ketenzicht.whatif.estimate_parts import parts_of
from ketenzicht.whatif.model_file import read_model_file
from ketenzicht.whatif.model_file_numbers import NOT_IN_DATA, STUDY
from ketenzicht.whatif.replications import run
from ketenzicht.whatif.uncertain import Estimate, Estimates, joined

pytestmark = pytest.mark.unit

DATA = (date(2020, 1, 1), date(2021, 12, 31))


def rows(days: list[int], code: list[int], *names: str) -> EndRows:
    many = np.arange(len(days))
    return EndRows(many, np.zeros(len(days), dtype=np.int64), np.array(days), np.array(code), names)


def test_shares_of_what_all_ended_are_counts_and_their_errors_those_of_a_share() -> None:
    random = np.random.default_rng(0)
    days, end = random.integers(1, 60, 100), np.repeat([1, 2], [30, 70])
    found = fit_ends(days, end, ["lognormal", "weibull"])
    assert found.shares == pytest.approx([0.3, 0.7])
    assert sqrt(found.covariance[0, 0]) == pytest.approx(1 / sqrt(100 * 0.3 * 0.7), rel=1e-6)
    # and the length of an end is that of those who ended so
    alone = fit_lengths(days[:30], np.ones(30), family="lognormal")
    assert found.lengths[1] == pytest.approx((alone.location, alone.spread), rel=1e-6)


def test_long_spells_that_still_go_on_raise_the_share_of_the_slow_end() -> None:
    random = np.random.default_rng(1)
    slow = random.random(5000) < 0.5
    length = np.ceil(np.where(slow, 200, 20) * np.exp(0.4 * random.standard_normal(5000)))
    limit = random.integers(1, 300, 5000)
    end = np.where(length <= limit, np.where(slow, 2, 1), 0)
    found = fit_ends(np.minimum(length, limit), end, ["lognormal", "lognormal"])
    assert np.mean(end[end > 0] == 2) < 0.35
    assert found.shares[1] == pytest.approx(0.5, abs=4 * 0.5 / sqrt(5000) * 1.5)


@pytest.mark.parametrize("family", ["lognormal", "weibull"])
def test_an_end_alone_is_a_length_alone_however_long_some_still_run(family: Family) -> None:
    random = np.random.default_rng(5)
    days = np.append(np.ceil(60 * random.weibull(2.0, 300)), [900, 2500, 3000])
    entry = np.append(np.zeros(300), [0, 2000, 10])
    end = np.append(np.ones(300), [0, 0, 0])
    found = fit_ends(days, end, [family], entry=entry)
    alone = fit_lengths(days, end, family=family, entry=entry)
    assert found.lengths[1] == pytest.approx((alone.location, alone.spread), rel=1e-6)
    assert found.covariance[1:, 1:] == pytest.approx(alone.covariance, rel=1e-4)


def test_rates_without_frailty_are_those_of_the_hazard_model() -> None:
    random = np.random.default_rng(2)
    case, group = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    days = random.integers(50, 400, 400)
    events = (random.random(400) < np.where(group, 0.5, 0.25)).astype(int)
    found = fit_frailty(case, group, days, events, [[1, 0], [1, 1]], frailty=False)
    model = hazard_model(
        hazard_rows(days, events, {"group": group}, case=case, member=np.arange(400)), bands=[]
    )
    ratio = model.rate_ratio("group", 1)
    assert found.coefficient[1] == pytest.approx(ratio.coefficient, rel=1e-6)
    assert sqrt(found.covariance[1, 1]) == pytest.approx(ratio.standard_error, rel=1e-5)
    assert sqrt((found.influence[:, 1] ** 2).sum()) == pytest.approx(ratio.robust_error, rel=1e-5)


def test_rare_ends_are_taken_together() -> None:
    days = [*range(1, 41), *range(1, 13), *range(1, 13)]
    code = [1] * 40 + [2] * 12 + [3] * 12
    found = estimate_ends("fasen.hulp", rows(days, code, "plan", "client", "aanbieder"), may_never=False)
    assert found is not None
    assert [way.name for way in found.ways] == ["plan", OTHER]
    assert found.piece.estimates[1].value == pytest.approx(24 / 64)


def test_too_few_ends_give_no_estimate() -> None:
    assert estimate_ends("fasen.hulp", rows([3] * 19, [1] * 19, "klaar"), may_never=False) is None


def test_lengths_that_are_all_alike_become_that_length() -> None:
    found = estimate_ends("fasen.hulp", rows([7] * 50, [1] * 50, "klaar"), may_never=False)
    assert found is not None
    assert [(one.name, one.value) for one in found.piece.estimates] == [("fasen.hulp.duur.klaar.vast", 7.0)]
    assert found.piece.missing


def test_a_share_that_never_ends_is_found_only_where_it_can_be() -> None:
    random = np.random.default_rng(3)
    never = random.random(2000) < 0.2
    length = np.where(never, 9999, np.ceil(20 * np.exp(0.6 * random.standard_normal(2000)))).astype(int)
    seen = np.minimum(length, 500)
    spells = rows(seen.tolist(), (length <= 500).astype(int).tolist(), "start-hulp")
    found = estimate_ends("fasen.wachten", spells, may_never=True)
    assert found is not None
    share = next(one for one in found.piece.estimates if one.name.endswith(NEVER))
    assert share.value == pytest.approx(0.2, abs=0.04)
    without = estimate_ends("fasen.wachten", spells, may_never=False)
    assert without is not None
    assert [way.name for way in without.ways] == ["start-hulp"]


def test_draws_have_the_covariance_and_shares_that_add_up() -> None:
    shares = [
        Estimate(f"einde.{name}", value, "logit", 0.1, shares_of="einde")
        for name, value in (("a", 0.2), ("b", 0.8))
    ]
    median = Estimate("duur", 20.0, "log", 0.3)
    known = Estimate("vast", 3.0, "plain", 0.0)
    both = joined(
        [
            Estimates(tuple(shares), np.array([[0.01, -0.01], [-0.01, 0.01]])),
            Estimates((median, known), np.diag([0.09, 0.0])),
        ]
    )
    drawn = both.draw(np.random.default_rng(4), 20_000)
    assert drawn[:, :2].sum(axis=1) == pytest.approx(1.0)
    assert np.log(drawn[:, 2]).std() == pytest.approx(0.3, rel=0.02)
    assert np.log(drawn[:, 0] / drawn[:, 1]).std() == pytest.approx(0.1, rel=0.02)
    assert (drawn[:, 3] == 3.0).all()


def reported(number: int, *, every: int = 1) -> list[Happening]:
    """Cases that come one after another, each decided on after some days and closed later, one in ten lost."""
    found = []
    for case in range(number):
        day, home = DATA[0] + timedelta(days=case * every), f"h{case}"
        found += [
            Happening(day, "melding", home, spell=f"m{case}"),
            Happening(day + timedelta(days=2 + case % 9), "besluit", home, spell=f"m{case}"),
        ]
        if case % 10 == 0:
            found.append(Happening(day + timedelta(days=30), "overlijden", home))
    return found


def test_losses_are_counted_by_time_in_sight() -> None:
    happened = reported(300, every=2)
    model = estimate_model(history_of(happened, data=DATA, chain=whole_chain()), since=DATA[0])
    died = model.estimates.by_name["zaken.huishouden.verlies.overlijden"]
    days = sum(30 if case % 10 == 0 else (DATA[1] - DATA[0]).days - 2 * case for case in range(300))
    assert died.value == pytest.approx(30 / (days / 365.25))
    assert died.events == 30
    assert died.standard_error == pytest.approx(1 / sqrt(30), rel=0.1)


def test_first_reports_come_at_their_rate() -> None:
    model = estimate_model(history_of(reported(300, every=2), data=DATA, chain=whole_chain()), since=DATA[0])
    per_day = model.estimates.by_name["zaken.huishouden.aankomst.per_dag"]
    assert per_day.n == 300
    assert log(per_day.value) == pytest.approx(log(300 / 731), abs=4 * per_day.standard_error + 0.7)


def test_a_quarter_of_the_data_is_looked_back_at_and_five_years_at_most() -> None:
    assert default_since(date(2020, 1, 1), date(2024, 1, 1)) == date(2020, 12, 31)
    assert default_since(date(1980, 1, 1), date(2024, 1, 1)) == date(1984, 12, 30)


def whole_chain() -> Chain:
    """The small chain with its assessment as a part of involvement."""
    chain = mini_chain()
    stages = [stage.model_dump(by_alias=True) for stage in chain.stages]
    stages[1]["deel_van"] = "betrokkenheid"
    return mini_chain(fasen=stages)


def test_the_parts_of_the_chain_of_veilig_thuis() -> None:
    parts = parts_of(load_chain("veilig-thuis"))
    assert parts.umbrella.id == "betrokkenheid"
    assert parts.entry.id == "veiligheidsbeoordeling"
    assert [stage.id for stage in parts.outside] == ["wachten-op-hulp", "hulp"]
    assert "hulp" not in [
        stage.id for stage in parts.may_follow(parts.entry)
    ]  # only waiting ends with its start
    assert list(parts.left_behind) == ["hulp"]
    assert parts.dropouts == {"voortijdig-client", "voortijdig-aanbieder"}


def test_a_chain_without_reports_gives_no_model() -> None:
    whole = whole_chain()
    events = tuple(event.model_copy(update={"kind": "overig"}) for event in whole.events)
    with pytest.raises(UserError, match="heeft geen melding om een model mee te beginnen"):
        parts_of(whole.model_copy(update={"events": events}))


def test_a_chain_without_stages_gives_no_model() -> None:
    with pytest.raises(UserError, match="heeft geen fase om een model mee te beginnen"):
        parts_of(whole_chain().model_copy(update={"stages": ()}))


def test_hardly_any_report_gives_no_model() -> None:
    with pytest.raises(UserError, match="minder dan 20 eerste meldingen"):
        estimate_model(history_of(reported(10), data=DATA, chain=whole_chain()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estimate") / "studie"
    make_demo_study(folder, households=400)
    settings = folder / "study.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("synthetisch: true", "synthetisch: false"), "utf-8"
    )
    return folder


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "key"))


@pytest.mark.usefixtures("key")
def test_the_file_stands_in_the_secure_folder_says_so_is_the_same_again_and_runs(folder: Path) -> None:
    made = estimate_study(folder, Path("wat-als.yaml"))
    assert estimate_study(folder, Path("weer.yaml")).file.read_bytes() == made.file.read_bytes()
    assert made.file == folder / "out" / "secure" / "wat-als.yaml"
    assert made.file.read_text("utf-8").startswith("# GEHEIM")
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    again = read_model_file(made.file)
    estimated = made.model.estimates
    for one in estimated.estimates:
        read = again.estimates.by_name[one.name]
        assert (read.value, read.origin) == (one.value, one.origin)
        assert read.standard_error == pytest.approx(one.standard_error, rel=1e-12)
    order = [[one.name for one in again.estimates.estimates].index(one.name) for one in estimated.estimates]
    assert again.estimates.covariance[np.ix_(order, order)] == pytest.approx(estimated.covariance, abs=1e-15)
    assert {one.origin for one in again.estimated} == {STUDY}
    places = [one for name, one in again.estimates.by_name.items() if name.endswith(".plaatsen")]
    assert {(one.value, one.origin) for one in places} == {(inf, NOT_IN_DATA)}
    assert run(again.model, again.span, replications=1).caseload().min() > 0


@pytest.mark.usefixtures("key")
def test_the_command_shows_no_figure(folder: Path) -> None:
    if not any(group.name == "whatif" for group in app.registered_groups):
        whatif.register(app)
    answer = CliRunner().invoke(app, ["whatif", "estimate", str(folder), "-o", "model.yaml", "--json"])
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    assert set(said) == {"study", "file", "since", "until", "parameters", "missing"}
    assert "zaken.huishouden.aankomst.per_dag" in said["parameters"]
    assert any(one["name"].startswith("organisaties.") for one in said["missing"])
    written = read_model_file(Path(said["file"])).values
    assert str(written["zaken.huishouden.aankomst.per_dag"]) not in answer.stdout


@pytest.mark.usefixtures("key")
def test_a_file_outside_the_secure_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="buiten de beveiligde map"):
        estimate_study(folder, tmp_path / "wat-als.yaml")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("key")
def test_a_day_outside_the_data_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="ligt niet in de gegevens"):
        estimate_study(folder, Path("wat-als.yaml"), since=date(2030, 1, 1))
