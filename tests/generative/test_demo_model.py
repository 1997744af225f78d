"""From the model to registrations and back: what is estimated from the demo behaves as the model that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.whatif import estimate_study
from ketenzicht.whatif.model import Model, Span
from ketenzicht.whatif.model_file import read_model_file
from ketenzicht.whatif.replications import run
from ketenzicht.whatif.tally import ReportColumn
from ketenzicht.whatif.world import shipped_world
from ketenzicht.whatif.world_model import world_model

pytestmark = pytest.mark.generative


def per_first_report(model: Model, span: Span) -> tuple[float, float, float]:
    """Days of involvement, later reports during it and later reports after it, for each first report."""
    found = run(model, span, seed=3)
    first, after, during = (
        found.reports[:, :, column].sum()
        for column in (ReportColumn.FIRST, ReportColumn.AFTER, ReportColumn.DURING)
    )
    return float((found.caseload() * found.days).sum() / first), during / first, after / first


def test_the_model_of_the_demo_is_the_world_that_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    make_demo_study(tmp_path / "demo", households=8000)
    made = read_model_file(estimate_study(tmp_path / "demo", Path("wat-als.yaml")).file)
    open_days, during, after = per_first_report(made.model, made.span)
    world_days, world_during, world_after = per_first_report(
        world_model(shipped_world(), per_day=5.0), made.span
    )
    # chance of 8000 households, who was known before 2018 and counts as new, and steps after the first one
    assert open_days == pytest.approx(world_days, rel=0.15)
    assert during == pytest.approx(world_during, rel=0.15)
    assert after == pytest.approx(world_after, rel=0.15)
