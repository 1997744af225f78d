"""English children in need through a benchmark folder: from the published files to what the report says."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.benchmarks import benchmark_folder, opened
from helpers.reference_files import rows_of
from ketenzicht.publish.benchmark import release_benchmark
from ketenzicht.publish.benchmark_words import benchmark_view

pytestmark = pytest.mark.reference

YEARS = range(2013, 2026)


@pytest.fixture(scope="module")
def folder(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    england = shared_data / "england"
    people = {
        (row["new_la_code"], int(row["time_period"]) + 1): row["population_estimate"]
        for row in rows_of(england / "ons_mid-year_population_estimates_2012_to_2024.csv.gz")
    }
    rows = [
        (
            row["new_la_code"],
            f'"{row["la_name"]}"',
            year,
            row["At31_episodes"],
            people[row["new_la_code"], year],
        )
        for row in rows_of(england / "b1_children_in_need_2013_to_2025.csv.gz")
        if row["geographic_level"] == "Local authority"
        and (row["new_la_code"], year := int(row["time_period"])) in people
    ]
    return benchmark_folder(
        tmp_path_factory.mktemp("england"),
        rows,
        columns=("code", "naam", "jaar", "x", "n"),
        named={"naam": "naam"},
        indicator={
            "naam": "children in need",
            "soort": "per_inwoners",
            "per": 10_000,
            "definitie": "CIN_31MARCH",
        },
        eigen=["Leeds", "Blackpool"],
        soort_eenheden="local authorities",
    )


def test_what_the_report_says_of_england(folder: Path) -> None:
    shown = release_benchmark(opened(folder))
    assert shown.year == 2025
    assert len(shown.units) == 153
    # 402,400 children in need of 12,183,016 children, both as published for the country
    assert shown.reference_rate == pytest.approx(10_000 * 402_400 / 12_183_016, rel=2e-4)
    known = [one for one in shown.units if one.place is not None]
    assert sum(one.place_by_chance != "between" for one in known) > 100
    assert sum(one.place != "between" for one in known) <= 5
    view = benchmark_view(shown, "nl")
    assert "dat zou misleiden" in view.funnel_sentences[1]
    leeds = shown.chapters[1] if shown.chapters[1].unit.name == "Leeds" else shown.chapters[0]
    assert leeds.trend.segments[0].has_limits
    assert len(leeds.years) == len(YEARS)


def test_a_year_that_was_not_delivered_is_missing_and_said(folder: Path) -> None:
    text = (folder / "benchmark.yaml").read_text(encoding="utf-8")
    (folder / "benchmark.yaml").write_text(text + "jaar: 2024\n", encoding="utf-8")
    view = benchmark_view(release_benchmark(opened(folder)), "nl")
    (folder / "benchmark.yaml").write_text(text, encoding="utf-8")
    reasons = {why for _, why in view.apart}
    assert "de bron vindt dit cijfer niet betrouwbaar genoeg" in reasons
