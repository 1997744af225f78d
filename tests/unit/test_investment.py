"""What wijkteams cost beside referrals: by hand, with its uncertainty, and never as an effect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from helpers.investments import made_up, write_investment
from ketenzicht.cli import app, compare
from ketenzicht.compare.investment import Investment, InvestmentContent, read_investment, write_example
from ketenzicht.compare.investment_balance import Balance, balance_of
from ketenzicht.errors import UserError
from ketenzicht.publish.investment import investment_data, investment_view
from ketenzicht.publish.investment_counts import protected
from ketenzicht.publish.investment_page import render_investment
from ketenzicht.publish.policy import Policy
from ketenzicht.study import policy as found

pytestmark = pytest.mark.unit

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_investment(tmp_path / "investering.yaml", made_up())


def changed(path: Path, change: Change) -> Path:
    content = made_up()
    change(content)
    return write_investment(path, content)


def worked_out(path: Path) -> Balance:
    return balance_of(protected(read_investment(path), Policy()))


def test_figures_are_those_worked_out_by_hand(path: Path) -> None:
    balance = worked_out(path)
    young, adults = balance.kinds
    # 400 x 10,000 / 10,000, moved along with (6,600 / 120,000) / (5,000 / 100,000) = 1.1
    assert (young.expected, young.seen, young.fewer.value) == pytest.approx((440, 330, 110))
    assert young.saved.value == pytest.approx(220_000)
    assert (adults.expected, adults.fewer.value, adults.saved.value) == pytest.approx((200, 10, 10_000))
    assert [item.compared for item in balance.kinds] == [True, False]
    whole = balance.groups[-1]
    assert whole.cost is not None
    assert whole.balance is not None
    # 100,000 at the prices of 2022 is 110,000 at those of 2024
    assert (whole.saved.value, whole.cost.value, whole.balance.value) == pytest.approx(
        (230_000, 110_000, 120_000)
    )
    # break-even: 110,000 of 440 x 2,000 + 200 x 1,000
    assert whole.needed == pytest.approx(110_000 / 1_080_000)
    assert whole.drop.value == pytest.approx(230_000 / 1_080_000)
    # 60,000 once, at 120,000 per year
    assert balance.months is not None
    assert balance.months.value == pytest.approx(6)


def test_groups_are_apart_and_add_up(path: Path) -> None:
    young, adults, whole = worked_out(path).groups
    assert young.balance is not None
    assert adults.balance is not None
    assert whole.balance is not None
    assert (young.balance.value, adults.balance.value) == pytest.approx((165_000, -45_000))
    assert young.balance.value + adults.balance.value == pytest.approx(whole.balance.value)


def test_a_team_that_is_not_divided_has_a_balance_for_all_together_only(path: Path) -> None:
    def not_divided(content: dict[str, Any]) -> None:
        for group in content["groepen"]:
            del group["deel_van_team"]

    *groups, whole = worked_out(changed(path, not_divided)).groups
    assert all(item.cost is None and item.balance is None and item.needed is None for item in groups)
    assert whole.balance is not None


def test_the_interval_of_counts_is_that_of_two_poisson_numbers(path: Path) -> None:
    adults = worked_out(path).kinds[1]
    half = 1.96 * np.sqrt(200 + 190)
    assert adults.fewer.low == pytest.approx(10 - half, abs=1.5)
    assert adults.fewer.high == pytest.approx(10 + half, abs=1.5)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    # truth: 400 became 300 where 440 were to be expected by what happened elsewhere; counts are Poisson
    random = np.random.default_rng(20261122)
    held = 0
    times = 400
    for seed in range(times):
        content = made_up()
        young = content["groepen"][0]["verwijzingen"][0]
        young["aantal"] = {"voor": int(random.poisson(400)), "na": int(random.poisson(300))}
        young["vergelijking"]["aantal"] = {"voor": int(random.poisson(5000)), "na": int(random.poisson(6600))}
        read = Investment(InvestmentContent.model_validate(content), {}, Path("proef.yaml"))
        fewer = balance_of(read, draws=1_000, seed=seed).kinds[0].fewer
        held += fewer.low <= 140 <= fewer.high
    assert 0.92 <= held / times <= 0.98


def test_more_spread_gives_a_wider_interval_around_the_same_figure(path: Path) -> None:
    narrow = worked_out(path).kinds[1].fewer
    wide = worked_out(changed(path, lambda content: content.update(spreiding=4))).kinds[1].fewer
    assert wide.value == narrow.value
    assert wide.high - wide.low == pytest.approx(2 * (narrow.high - narrow.low), rel=0.06)


def test_a_certain_amount_adds_nothing_and_an_uncertain_one_stays_between_its_bounds(path: Path) -> None:
    def certain_counts(content: dict[str, Any]) -> None:
        # so many that chance is nothing beside the unit cost of 1,600 to 2,500
        group = content["groepen"][0]
        group["verwijzingen"][0]["aantal"] = {"voor": 40_000_000, "na": 33_000_000}
        group["inwoners"] = {"voor": 100_000_000, "na": 100_000_000}
        group["verwijzingen"][0]["vergelijking"] = None

    saved = worked_out(changed(path, certain_counts)).kinds[0].saved
    assert (saved.low, saved.high) == pytest.approx((7_000_000 * 1_600, 7_000_000 * 2_500), rel=0.01)


def test_the_same_seed_gives_the_same_and_another_seed_nearly_so(path: Path) -> None:
    read = read_investment(path)
    assert balance_of(read, seed=3) == balance_of(read, seed=3)
    one, other = (balance_of(read, seed=seed).groups[-1].saved for seed in (3, 4))
    assert one != other
    assert one.low == pytest.approx(other.low, rel=0.05)


def test_what_is_never_earned_back_says_so(path: Path) -> None:
    def dear(content: dict[str, Any]) -> None:
        content["team"]["per_jaar"]["bedrag"] = 1_000_000

    balance = worked_out(changed(path, dear))
    assert balance.months is not None
    assert balance.months.value == float("inf")
    assert balance.earned_back == 0
    read = protected(read_investment(path), Policy())
    assert "wordt met deze cijfers niet terugverdiend" in investment_view(read, balance, "nl").sentences[-1]
    assert investment_data(read, balance)["months_to_earn_back"]["value"] is None


def test_what_is_earned_back_says_when(path: Path) -> None:
    read = protected(read_investment(path), Policy())
    told = investment_view(read, balance_of(read), "nl").sentences[-1]
    assert "na 6 maanden terugverdiend (3 tot nooit)" in told


def test_more_referrals_than_expected_cost_more(path: Path) -> None:
    def more(content: dict[str, Any]) -> None:
        content["groepen"][0]["verwijzingen"][0]["aantal"]["na"] = 600

    read = protected(read_investment(changed(path, more)), Policy())
    view = investment_view(read, balance_of(read), "nl")
    assert "meer verwijzingen dan verwacht" in view.sentences[0]


def test_no_cause_is_claimed_and_the_page_says_so(path: Path) -> None:
    read = protected(read_investment(path), Policy())
    view = investment_view(read, balance_of(read), "nl")
    page = render_investment(view)
    assert "Dit bewijst niet dat het team de oorzaak is." in page
    alone = [text for text in view.cautions if "zonder andere gemeenten" in text]
    assert len(alone) == 1
    assert "Maatwerkvoorziening" in alone[0]
    assert "zonder verblijf" not in alone[0]
    assert any("drie verzonnen gemeenten" in text for text in view.cautions)
    for word in ("effect", "dankzij", "bewezen", "levert op"):
        assert word not in page.lower()


def test_english_has_no_dutch_left(path: Path) -> None:
    read = protected(read_investment(path), Policy())
    view = investment_view(read, balance_of(read), "en")
    told = " ".join((*view.sentences, *view.cautions))
    assert "This does not prove" in told
    for word in ("verwijz", "per jaar", " tot "):
        assert word not in told


def test_counts_are_rounded_before_anything_is_worked_out(path: Path) -> None:
    def odd(content: dict[str, Any]) -> None:
        content["groepen"][1]["verwijzingen"][0]["aantal"] = {"voor": 201, "na": 188}

    adults = worked_out(changed(path, odd)).kinds[1]
    assert (adults.expected, adults.seen) == (200, 190)


def test_a_small_count_is_refused(path: Path) -> None:
    def small(content: dict[str, Any]) -> None:
        content["groepen"][1]["verwijzingen"][0]["aantal"]["na"] = 7

    with pytest.raises(UserError, match="kleiner dan 10"):
        worked_out(changed(path, small))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c["prijsindex"].pop("2022"), "prijsindex van 2022"),
        (lambda c: c["groepen"][0].update(deel_van_team=0.6), "tellen niet op tot 1"),
        (lambda c: c["groepen"][0].pop("deel_van_team"), "tellen niet op tot 1"),
        (lambda c: c["groepen"][1].update(groep="jeugd"), "'jeugd' staat er twee keer"),
        (lambda c: c["na"].update(van="2019-06-01"), "voordat 'voor' om is"),
        (lambda c: c["team"]["per_jaar"].update(laag=200000, hoog=300000), "niet tussen"),
        (lambda c: c["team"]["per_jaar"].update(laag=20000), "horen bij elkaar"),
        (lambda c: c["team"].update(per_maand=3), "per_jaar"),
        (lambda c: c["team"]["per_jaar"].update(bedrag=0), "bedrag"),
        (lambda c: c["team"]["per_jaar"].pop("herkomst"), "herkomst"),
        (lambda c: c["groepen"][1]["verwijzingen"][0]["aantal"].update(voor=0), "Voor waren er geen"),
        (
            lambda c: c["groepen"][0]["verwijzingen"][0]["vergelijking"]["aantal"].update(voor=0),
            "vergelijking",
        ),
        (
            lambda c: c["groepen"][0]["verwijzingen"][0]["vergelijking"]["aantal"].update(na=0),
            "vergelijking",
        ),
    ],
)
def test_mistakes_are_told(path: Path, change: Change, says: str) -> None:
    with pytest.raises(UserError) as refused:
        worked_out(changed(path, change))
    assert says in refused.value.text()


def test_the_example_has_no_figures_and_is_to_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "voorbeeld.yaml"
    write_example(path)
    with pytest.raises(UserError, match="invullen") as refused:
        read_investment(path)
    assert refused.value.line == 3
    with pytest.raises(UserError, match="bestaat al"):
        write_example(path)


def test_the_example_once_filled_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "voorbeeld.yaml"
    write_example(path)
    text = path.read_text(encoding="utf-8")
    text = text.replace("titel: invullen", "titel: Proef").replace("prijspeil: invullen", "prijspeil: 2024")
    text = text.replace("voor: {van: invullen, tot: invullen}", "voor: {van: 2019-01-01, tot: 2019-12-31}")
    text = text.replace("na: {van: invullen, tot: invullen}", "na: {van: 2022-01-01, tot: 2022-12-31}")
    text = text.replace("deel_van_team: invullen", "deel_van_team: 0.5").replace(
        "naam: invullen", "naam: Elders"
    )
    text = text.replace("herkomst: invullen", "herkomst: verzonnen").replace("'invullen'", "alles")
    path.write_text(text.replace(": invullen", ": 100"), encoding="utf-8")
    assert len(worked_out(path).kinds) == 3


def test_the_command_prints_writes_and_gives_data(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "system_policy", lambda: tmp_path / "etc" / "onthulling.yaml")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv(found.VARIABLE, raising=False)
    if not any(group.name == "compare" for group in app.registered_groups):
        compare.register(app)
    page = tmp_path / "pagina.html"
    run = CliRunner().invoke(app, ["compare", "investment", str(path), "--draws", "1000", "-o", str(page)])
    assert run.exit_code == 0, run.output
    assert "Dit bewijst niet" in " ".join(run.output.split())
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
