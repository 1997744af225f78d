"""The program finds in the demo what a plain count finds: two roads from the same files to the same figures.

They may differ by a few tenths of a percentage point: the program leaves out reports of which only the month is
known and investigations that end before they start, and knows the Dutch holidays.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.demo_counts import Figures, figures
from helpers.demo_landmark import LandmarkFigures, landmark_figures
from helpers.demo_repeats import repeat_figures
from ketenzicht.measures.result import Count, MeanNumber, MeasureResult, Probability, Share
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import measure_study, take_in
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.generative


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pipeline") / "demo"
    make_demo_study(folder, households=4000)
    return folder


@pytest.fixture(scope="module")
def counted(folder: Path) -> Figures:
    return figures(folder / "registraties")


@pytest.fixture(scope="module")
def at_landmark(folder: Path) -> LandmarkFigures:
    return landmark_figures(folder / "registraties")


@pytest.fixture(scope="module")
def measured(folder: Path) -> dict[str, MeasureResult]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "key"))
        study = load_study(folder)
        results, _ = measure_study(study, take_in(study, lambda _step: None), lambda _step: None)
    return {result.measure: result for result in results}


def share(measured: dict[str, MeasureResult], measure: str, name: str = "aandeel") -> float:
    found = measured[measure].headline[name]
    assert isinstance(found, Share)
    return found.x / found.n


def test_earlier_reports(counted: Figures, measured: dict[str, MeasureResult]) -> None:
    assert share(measured, "eerdere-meldingen") == pytest.approx(counted.earlier, abs=0.005)
    assert share(measured, "eerdere-meldingen", "aandeel_3_7") == pytest.approx(
        counted.three_to_seven, abs=0.005
    )


@pytest.mark.parametrize(
    ("measured_as", "counted_as"),
    [
        ("niet_ingedeeld", "unclassified"),
        ("vervolg_tijdens_veiligheidsbeoordeling", "during assessment"),
        ("vervolg_in_monitoring", "in monitoring"),
        ("vervolg_na_veiligheidsbeoordeling", "after assessment"),
        ("hermelding_meer_personen", "several known"),
        ("hermelding_een_persoon", "one known"),
        ("eerste_melding", "first"),
    ],
)
def test_classes(
    counted: Figures, measured: dict[str, MeasureResult], measured_as: str, counted_as: str
) -> None:
    found = share(measured, "meldingsklassen", f"aandeel_{measured_as}")
    assert found == pytest.approx(counted.classes[counted_as], abs=0.005)


def test_new_violence_and_new_concerns(counted: Figures, measured: dict[str, MeasureResult]) -> None:
    for name, expected in (("nieuw_geweld", counted.violence), ("nieuwe_zorgen", counted.concerns)):
        found = share(measured, "nieuw-geweld-of-zorgen", f"aandeel_{name}")
        assert found == pytest.approx(expected, abs=0.015)


def test_terms(counted: Figures, measured: dict[str, MeasureResult]) -> None:
    # holidays give some decisions another working day
    assert -0.005 < share(measured, "besluit-binnen-5-werkdagen") - counted.decided_in_time < 0.03
    assert share(measured, "oordeel-binnen-10-weken") == pytest.approx(counted.judged_in_time, abs=0.02)


def test_drop_out_and_pick_up(counted: Figures, measured: dict[str, MeasureResult]) -> None:
    found = measured["uitval"].headline["kans"]
    assert isinstance(found, Probability)
    assert found.value == pytest.approx(counted.dropped_out, abs=0.015)
    late = share(measured, "niet-opgepakt", "aandeel_42_dagen")
    assert late == pytest.approx(counted.not_picked_up_42, abs=0.015)


def chance(measured: dict[str, MeasureResult], measure: str, name: str) -> float:
    found = measured[measure].headline[name]
    assert isinstance(found, Probability)
    return found.value


@pytest.mark.parametrize("route", ["een", "meer"])
def test_routes_at_the_landmark_and_new_reports_after_it(
    at_landmark: LandmarkFigures, measured: dict[str, MeasureResult], route: str
) -> None:
    assert share(measured, "routes", f"aandeel_{route}") == pytest.approx(
        at_landmark.places[route], abs=0.005
    )
    # the plain count takes no account of the few that leave
    assert chance(measured, "routes", f"kans_{route}") == pytest.approx(at_landmark.again[route], abs=0.02)


def test_days_with_one_organisation_responsible_and_own_help(
    at_landmark: LandmarkFigures, measured: dict[str, MeasureResult]
) -> None:
    assert chance(measured, "regie", "aandeel") == pytest.approx(at_landmark.one_responsible, abs=0.01)
    assert chance(measured, "regie", "aandeel_eigen_hulp") == pytest.approx(at_landmark.own_help, abs=0.01)


def test_new_reports_per_case(folder: Path, measured: dict[str, MeasureResult]) -> None:
    counted = repeat_figures(folder / "registraties")
    found = measured["nieuwe-meldingen-per-zaak"]
    rows = {row.id: row.figures[0] for row in found.tables[0].rows}
    everyone, violence = rows["alle"], rows["onderdeel-geweld"]
    assert isinstance(everyone, MeanNumber)
    assert isinstance(violence, MeanNumber)
    # nobody is lost out of sight within the year, so that the estimate is a plain mean
    assert everyone.value == pytest.approx(counted.mean, abs=1e-9)
    assert violence.value == pytest.approx(counted.violence, abs=1e-9)
    groups = {row.id: row.figures[0] for row in found.tables[1].rows}
    sizes = {name.removeprefix("groep-"): size.n for name, size in groups.items() if isinstance(size, Count)}
    assert sizes == counted.by_earlier
