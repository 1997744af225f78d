"""Hazard models against R: numbers that R's survival prints on public data, and R itself where it is.

Breslow's likelihood and ours are one when every day of events is a band of its own. Efron's, R's default, differs
where events fall on one day; the tests say by how much.

To run the second kind: ``apt-get install r-base-core r-cran-survival``; without R those tests skip and say so.
"""

from __future__ import annotations

import csv
import gzip
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.reference_files import rows_of
from ketenzicht.measures.hazards.adjusted_risks import adjusted_risks
from ketenzicht.measures.hazards.attributable import attributable_shares
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.proportional import proportional_hazards_test
from ketenzicht.measures.hazards.rows import HazardRows, hazard_rows

pytestmark = pytest.mark.reference

SCRIPT = Path(__file__).resolve().parent.parent / "r" / "hazard.R"


def bladder2(shared_data: Path) -> HazardRows:
    rows = rows_of(shared_data / "survival" / "bladder2.csv")
    column = {name: [int(row[name]) for row in rows] for name in rows[0]}
    return hazard_rows(
        column["stop"],
        column["event"],
        {name: column[name] for name in ("rx", "number", "size")},
        entry=column["start"],
        case=column["id"],
        linear=("number", "size"),
    )


def cgd(shared_data: Path, *names: str) -> HazardRows:
    rows = rows_of(shared_data / "survival" / "cgd.csv")
    return hazard_rows(
        [int(row["tstop"]) for row in rows],
        [int(row["status"]) for row in rows],
        {
            name: [int(row[name]) for row in rows] if name == "age" else [row[name] for row in rows]
            for name in ("treat", *names)
        },
        entry=[int(row["tstart"]) for row in rows],
        case=[row["id"] for row in rows],
        linear={"age"} & set(names),
        levels={"treat": ("placebo", "rIFN-g")},
    )


def rossi(shared_data: Path, *names: str) -> HazardRows:
    rows = rows_of(shared_data / "recidivism" / "carData_Rossi.csv")
    numbers = {"age", "prio"} & set(names)
    return hazard_rows(
        [int(row["week"]) for row in rows],
        [int(row["arrest"]) for row in rows],
        {name: [int(row[name]) if name in numbers else row[name] for row in rows] for name in names},
        linear=numbers,
    )


ALL_OF_ROSSI = ("fin", "age", "race", "wexp", "mar", "paro", "prio")


def recid(shared_data: Path) -> HazardRows:
    rows = rows_of(shared_data / "recidivism" / "wooldridge_recid.csv")
    names = ("black", "alcohol", "drugs", "married", "felon", "workprg", "priors", "tserved")
    return hazard_rows(
        [int(row["durat"]) for row in rows],
        [1 - int(row["cens"]) for row in rows],
        {name: [int(row[name]) for row in rows] for name in names},
        linear=("priors", "tserved"),
    )


def uis(shared_data: Path) -> HazardRows:
    rows = rows_of(shared_data / "recidivism" / "quantreg_uis.csv")
    names = ("TREAT", "AGE", "NDT", "IV3", "RACE")
    return hazard_rows(
        [int(row["TIME"]) for row in rows],
        [int(row["CENSOR"]) for row in rows],
        {name: [int(row[name]) for row in rows] for name in names},
        linear=("AGE", "NDT"),
    )


def bijstand(shared_data: Path) -> HazardRows:
    """Benefit spells by sex and household; observation ends on 9 July 2018."""
    end = date(2018, 7, 9)
    with gzip.open(shared_data / "bijstand" / "dummy_bijstand.csv.gz", "rt", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if date.fromisoformat(row["startdatum"]) < end]
    stops = [date.fromisoformat(row["einddatum"]) if row["einddatum"] else None for row in rows]
    lasting = [
        (min(stop or end, end) - date.fromisoformat(row["startdatum"])).days
        for row, stop in zip(rows, stops, strict=True)
    ]
    return hazard_rows(
        lasting,
        [int(stop is not None and stop <= end) for stop in stops],
        {
            "sex": [row["geslacht"] for row in rows],
            "household": [row["Omschrijving leefvorm"] for row in rows],
        },
    )


def coefficients(model: HazardModel) -> dict[str, float]:
    return {f"{of.covariate} {of.level}": of.coefficient for of in model.rate_ratios if not of.is_reference}


def test_bladder2_is_r_with_breslow_ties(shared_data: Path) -> None:
    model = hazard_model(bladder2(shared_data), bands="event days")
    treated = model.rate_ratio("rx", 2)
    assert (treated.coefficient, treated.robust_error) == pytest.approx((-0.45979, 0.25801), abs=5e-6)
    assert model.rate_ratio("number").coefficient == pytest.approx(0.17164, abs=5e-6)
    assert model.events == 112
    # R's default, Efron, gives -0.46468695: 112 events fall on 37 days.
    assert treated.coefficient == pytest.approx(-0.46468695, abs=0.005)


def test_cgd_lies_near_r_with_efron_ties(shared_data: Path) -> None:
    """R's -1.11911127 is Efron's with sex and age; few of the 76 events fall on one day."""
    rows = cgd(shared_data, "sex", "age")
    assert (len(rows.stop), rows.cases) == (203, 128)
    treated = hazard_model(rows, bands="event days").rate_ratio("treat", "rIFN-g")
    assert treated.coefficient == pytest.approx(-1.11911127, abs=0.003)
    assert treated.robust_error == pytest.approx(0.31017719, abs=0.001)


def test_rossi_lies_near_r_with_efron_ties(shared_data: Path) -> None:
    rows = rossi(shared_data, *ALL_OF_ROSSI)
    model = hazard_model(rows, bands="event days")
    assert (model.cases, model.events) == (432, 114)
    assert model.rate_ratio("fin", "yes").is_reference is False
    assert model.rate_ratio("fin", "yes").coefficient == pytest.approx(-0.37942217, abs=5e-4)
    assert model.rate_ratio("age").coefficient == pytest.approx(-0.05743774, abs=5e-4)
    assert model.rate_ratio("prio").coefficient == pytest.approx(0.09149708, abs=5e-4)


def test_rossi_risks_by_aid_alone_lie_near_kaplan_meier(shared_data: Path) -> None:
    """One minus .6944444 without aid and .7777778 with it; the model forces the curves to be proportional."""
    model = hazard_model(rossi(shared_data, "fin"), bands="event days")
    found = adjusted_risks(model, "fin", 52)
    assert found.risk("no").value == pytest.approx(1 - 0.6944444, abs=0.005)
    assert found.risk("yes").value == pytest.approx(1 - 0.7777778, abs=0.005)


@pytest.mark.parametrize(
    "of",
    [
        bladder2,
        lambda data: cgd(data, "sex", "age"),
        lambda data: rossi(data, *ALL_OF_ROSSI),
        recid,
        uis,
        bijstand,
    ],
    ids=["bladder2", "cgd", "rossi", "recid", "uis", "bijstand"],
)
def test_bands_chosen_by_default_give_coefficients_within_half_a_percent_of_cox(
    shared_data: Path, of: Any
) -> None:
    rows = of(shared_data)
    chosen, cox = hazard_model(rows), hazard_model(rows, bands="event days")
    assert len(chosen.fit.hazard) <= 50
    assert coefficients(chosen) == pytest.approx(coefficients(cox), abs=0.005)


def generated(seed: int) -> dict[str, np.ndarray]:
    """Cases with ties, late entry, gaps and rows of no length; the group changes from row to row."""
    random = np.random.default_rng(seed)
    rows: list[tuple[int, ...]] = []
    for case in range(int(random.integers(25, 120))):
        day, number = int(random.choice([0, 0, random.integers(0, 30)])), int(random.integers(0, 6))
        for _ in range(int(random.integers(1, 6))):
            start = day + int(random.choice([0, 0, 0, random.integers(1, 15)]))
            day = start + int(random.choice([0, random.integers(1, 5), random.integers(1, 60)]))
            group = int(random.choice([0, 1, 2]))
            rows.append((case, start, day, int(random.random() < 0.4 + 0.1 * group), group, number))
    table = np.array([rows[place] for place in random.permutation(len(rows))])
    return dict(zip(("case", "entry", "time", "event", "group", "number"), table.T, strict=True))


def from_r(sets: list[dict[str, np.ndarray]], folder: Path) -> list[dict[str, str]]:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R absent: this test runs R itself (apt-get install r-base-core r-cran-survival)")
    with (folder / "rows.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("set", *sets[0]))
        for number, columns in enumerate(sets):
            writer.writerows((number, *row) for row in zip(*columns.values(), strict=True))
    command = [program, str(SCRIPT), str(folder / "rows.csv"), str(folder / "answers.csv")]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    if "no package called" in ran.stderr:
        pytest.skip(f"a package of R is absent (apt-get install r-cran-survival): {ran.stderr}")
    assert ran.returncode == 0, ran.stderr
    with (folder / "answers.csv").open() as file:
        return list(csv.DictReader(file))


def test_coefficients_errors_proportionality_risks_and_shares_are_those_of_r(tmp_path: Path) -> None:
    sets = [generated(seed) for seed in range(30)]
    answers = from_r(sets, tmp_path)
    for number, columns in enumerate(sets):
        expected = {row["name"].strip(): row for row in answers if int(row["set"]) == number}
        rows = hazard_rows(
            columns["time"],
            columns["event"],
            {"group": columns["group"], "number": columns["number"]},
            entry=columns["entry"],
            case=columns["case"],
            linear=("number",),
        )
        model = hazard_model(rows, bands="event days", references={"group": 0})
        for name, ours in (
            ("group1", model.rate_ratio("group", 1)),
            ("group2", model.rate_ratio("group", 2)),
            ("number", model.rate_ratio("number")),
        ):
            theirs = [float(expected[name][figure]) for figure in ("value", "error", "robust")]
            assert [ours.coefficient, ours.standard_error, ours.robust_error] == pytest.approx(
                theirs, abs=1e-8
            )
        test = proportional_hazards_test(model, along="days", robust=False)
        for name, score in (("group", test.covariates["group"]), ("number", test.covariates["number"])):
            assert_same_test(score, expected[f"zph_{name}"])
        assert_same_test(test.together, expected["zph_GLOBAL"])
        found = adjusted_risks(model, "group", int(expected["group1"]["horizon"]))
        for level in (0, 1, 2):
            assert found.risk(level).value == pytest.approx(
                float(expected[f"risk_{level}"]["value"]), abs=1e-8
            )
        attributable = attributable_shares(model, "group")
        for name, share in (
            ("share_group1", attributable.share(1)),
            ("share_group2", attributable.share(2)),
            ("share_all", attributable.together),
        ):
            theirs = [float(expected[name][figure]) for figure in ("value", "robust")]
            assert [share.value, share.standard_error] == pytest.approx(theirs, abs=1e-8)


def assert_same_test(ours: Any, theirs: dict[str, str]) -> None:
    assert ours.degrees == int(float(theirs["error"]))
    assert (ours.statistic, ours.p_value) == pytest.approx(
        (float(theirs["value"]), float(theirs["robust"])), rel=1e-6
    )
