"""A made-up world with one thing changed: the tree points at what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from ketenzicht.causes.caseload_tree import CaseloadTree
from ketenzicht.causes.difference import CaseloadDifference, difference
from ketenzicht.engine import Engine
from ketenzicht.history import build_history
from ketenzicht.measures.kinds.caseload_counts import FIRST, count_caseload, prepare
from ketenzicht.study import demo
from ketenzicht.study.run import history_settings, take_in
from ketenzicht.study.settings import load_study
from ketenzicht.whatif.world import shipped_world, with_values

pytestmark = pytest.mark.generative

HOUSEHOLDS, SEED = 3000, 11
CARRIED = "van-ervoor"
STRONG = {"geen-hulp": 1.0, "wacht-op-hulp": 1.0, "hulp-loopt": 0.8, "volgens-plan": 0.65, "uitgevallen": 4.0}
"""How help goes decides whether a report follows."""
ENDS = shipped_world().help.ends.value


def tree_with(folder: Path, monkeypatch: pytest.MonkeyPatch, changes: Mapping[str, object]) -> CaseloadTree:
    monkeypatch.setattr(demo, "shipped_world", lambda: with_values(shipped_world(), changes))
    demo.make_demo_study(folder, households=HOUSEHOLDS, seed=SEED)
    study = load_study(folder)
    take_in(study)
    declared = next(item for item in study.chain.measures if item.kind == "caseload")
    with Engine() as engine:
        engine.attach_parquet("events", study.secure / "events.parquet")
        engine.attach_parquet("involvement", study.secure / "involvement.parquet")
        history = build_history(engine, study.chain, history_settings(study))
        prepare(history, declared)
        counts = count_caseload(history, declared, date(2024, 1, 1), date(2024, 12, 31))
    return CaseloadTree(
        days=counts.days,
        caseload=counts.open_days / counts.days,
        reports=sum(counts.reports.values()),
        first=counts.reports[FIRST],
        repeats={name: number for name, number in counts.reports.items() if name != FIRST},
        stages={name: number / counts.days for name, number in counts.own.items()}
        | {CARRIED: counts.carried / counts.days},
    )


def changed(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: Mapping[str, object],
    always: Mapping[str, object] | None = None,
) -> CaseloadDifference:
    before = tree_with(folder / "before", monkeypatch, always or {})
    after = tree_with(folder / "after", monkeypatch, {**(always or {}), **changes})
    return difference(before, after)


def test_a_slower_investigation_is_longer_open_in_investigation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = type(shipped_world().investigation.judged_late.value)(mediaan=250, spreiding=0.3)
    found = changed(tmp_path, monkeypatch, {"investigation.judged_late": slow})
    longest = max(found.factors, key=lambda item: abs(item.adds))
    assert longest.name == "duur"
    assert longest.adds > 0
    stages = {name: part for name, part in longest.parts.items() if name != CARRIED}
    assert max(stages, key=lambda name: stages[name]) == "onderzoek"
    assert stages["onderzoek"] > 3 * max(part for name, part in stages.items() if name != "onderzoek")


def test_fewer_drop_outs_are_fewer_repeats_after_drop_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = {**ENDS, "32": 0.01, "33": 0.01, "31": ENDS["31"] + ENDS["32"] + ENDS["33"] - 0.02}
    before = tree_with(tmp_path / "before", monkeypatch, {"returns.by_help": STRONG})
    after = tree_with(tmp_path / "after", monkeypatch, {"returns.by_help": STRONG, "help.ends": fewer})
    found = difference(before, after)
    repeats = next(item for item in found.factors if item.name == "herhaling")
    assert repeats is max(found.factors, key=lambda item: abs(item.adds))
    assert repeats.adds < 0
    assert repeats.parts["hulp-uitval"] < 0
    assert found.whole < 0
    # who dropped out comes back more often later too, after a report without help: but nothing falls as far as this
    left = {name: after.repeats[name] / number for name, number in before.repeats.items()}
    assert min(left, key=lambda name: left[name]) == "hulp-uitval"
    assert left["hulp-uitval"] < 0.2


def test_nothing_changed_is_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = changed(tmp_path, monkeypatch, {})
    assert found.whole == 0
    assert all(item.adds == 0 for item in found.factors)
