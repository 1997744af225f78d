"""The demo study: an ordinary study folder with registrations as a system exports them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ketenzicht.errors import UserError
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

REPORT_COLUMNS = (
    "meldingnummer;datum_melding;huishoudnummer;persoonnummer;geboortejaar;geslacht;rol;"
    "melder;aanleiding;aard;zorgsoort;leeftijd_jongste_kind;datum_besluit;besluit"
)
STEP_COLUMNS = (
    "trajectnummer;meldingnummer;huishoudnummer;persoonnummer_1;persoonnummer_2;persoonnummer_3;soort;organisatie;"
    "datum_vaststelling;datum_start;datum_einde;einde_reden"
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    make_demo_study(folder, households=6000, seed=5)
    return folder


@pytest.fixture(scope="module")
def reports(demo: Path) -> list[dict[str, str]]:
    return rows(demo / "registraties" / "meldingen.csv")


@pytest.fixture(scope="module")
def steps(demo: Path) -> list[dict[str, str]]:
    return rows(demo / "registraties" / "trajecten.csv")


def test_the_folder_is_a_study_that_loads_and_says_it_is_synthetic(demo: Path) -> None:
    study = load_study(demo)
    assert study.settings.synthetic
    assert study.settings.seed == 5
    assert [mapping.path.resolve() for mapping in study.file_mappings()] == [
        (demo / "registraties" / name).resolve() for name in ("meldingen.csv", "trajecten.csv")
    ]


def test_the_files_have_the_columns_and_line_ends_of_an_export(demo: Path) -> None:
    for name, columns in (("meldingen.csv", REPORT_COLUMNS), ("trajecten.csv", STEP_COLUMNS)):
        content = (demo / "registraties" / name).read_bytes()
        assert content.startswith(columns.encode() + b"\r\n")
        assert content.count(b"\r\n") == content.count(b"\n")


def test_exactly_so_many_households_have_a_report(reports: list[dict[str, str]]) -> None:
    numbers = {row["huishoudnummer"] for row in reports} - {""}
    assert len(numbers) == 6000


def test_numbers_cannot_be_citizen_service_numbers(reports: list[dict[str, str]]) -> None:
    assert all(row["persoonnummer"][:1] in ("P", "") for row in reports)


def test_a_person_is_the_same_person_on_every_row(reports: list[dict[str, str]]) -> None:
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    homes: dict[str, set[str]] = defaultdict(set)
    for row in reports:
        if row["persoonnummer"] and row["geboortejaar"] != "NA":
            seen[row["persoonnummer"]].add((row["geboortejaar"], row["geslacht"]))
            homes[row["persoonnummer"]].add(row["huishoudnummer"])
    assert all(len(looks) == 1 for looks in seen.values())
    moved = sum(len(numbers) > 1 for numbers in homes.values())
    assert 0.002 < moved / len(homes) < 0.05
    assert max(len(numbers) for numbers in homes.values()) == 2


def test_a_report_is_one_report_on_every_row(reports: list[dict[str, str]]) -> None:
    about = ("datum_melding", "huishoudnummer", "melder", "aard", "zorgsoort", "datum_besluit", "besluit")
    seen: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in reports:
        seen[row["meldingnummer"]].add(tuple(row[column] for column in about))
    assert all(len(contents) == 1 for contents in seen.values())


def test_there_is_a_little_dirt_of_each_kind(
    reports: list[dict[str, str]], steps: list[dict[str, str]]
) -> None:
    found = Counter(
        {
            "unlinked": sum(not row["huishoudnummer"] for row in reports),
            "unknown code": sum(row["melder"] == "99" for row in reports),
            "NA": sum(row["geboortejaar"] == "NA" for row in reports),
            "double": len(reports) - len({tuple(row.values()) for row in reports}),
            "no decision": sum(not row["datum_besluit"] for row in reports),
            "month only": sum(row["datum_start"].startswith("00-") for row in steps),
            "end before start": sum(
                row["datum_einde"][6:] + row["datum_einde"][3:5] + row["datum_einde"][:2]
                < row["datum_start"][6:] + row["datum_start"][3:5] + row["datum_start"][:2]
                for row in steps
                if row["datum_einde"] and row["datum_start"]
            ),
        }
    )
    total = len(reports)
    assert all(0 < number < 0.03 * total for number in found.values()), found


def test_help_keeps_the_number_of_its_transfer(steps: list[dict[str, str]]) -> None:
    transfers = {row["trajectnummer"] for row in steps if row["soort"] == "overdracht"}
    help_numbers = Counter(row["trajectnummer"] for row in steps if row["soort"] == "hulp")
    assert set(help_numbers) <= transfers
    twice = {number for number, count in help_numbers.items() if count == 2}
    reasons = {
        row["einde_reden"] for row in steps if row["trajectnummer"] in twice and row["soort"] == "hulp"
    }
    assert {"20", "37", "38"} <= reasons


def test_a_second_place_is_another_place_with_a_number_of_its_own(steps: list[dict[str, str]]) -> None:
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for row in steps:
        if row["soort"] == "overdracht":
            places[row["meldingnummer"]][row["trajectnummer"]] = row["organisatie"]
    several = [set(found.values()) for found in places.values() if len(found) > 1]
    assert 0.10 < len(several) / len(places) < 0.35
    assert all(len(found) == 2 for found in several)


def test_a_second_place_is_likelier_after_more_reports(
    reports: list[dict[str, str]], steps: list[dict[str, str]]
) -> None:
    household = {row["meldingnummer"]: row["huishoudnummer"] for row in reports}
    number: dict[str, int] = {}
    so_far = Counter[str]()
    for report in dict.fromkeys(row["meldingnummer"] for row in reports if row["huishoudnummer"]):
        number[report] = so_far[household[report]]
        so_far[household[report]] += 1
    transfers = Counter(row["meldingnummer"] for row in steps if row["soort"] == "overdracht")
    by_number: dict[bool, list[bool]] = {False: [], True: []}
    for report, count in transfers.items():
        by_number[number[report] >= 3].append(count > 1)
    few, many = (sum(found) / len(found) for found in by_number.values())
    assert many > few + 0.08


def test_help_names_persons_of_the_household(
    reports: list[dict[str, str]], steps: list[dict[str, str]]
) -> None:
    members: dict[str, set[str]] = defaultdict(set)
    for row in reports:
        members[row["huishoudnummer"]].add(row["persoonnummer"])
    columns = [f"persoonnummer_{number}" for number in (1, 2, 3)]
    clients = [
        (row["huishoudnummer"], [row[column] for column in columns if row[column]])
        for row in steps
        if row["soort"] == "hulp"
    ]
    assert all(persons and len(set(persons)) == len(persons) for _, persons in clients)
    unnamed = sum(not set(persons) <= members[home] for home, persons in clients)
    assert unnamed < 0.05 * len(clients)  # a third or later member may never have been named in a report
    assert not any(row[column] for row in steps for column in columns if row["soort"] != "hulp")


def test_the_youngest_child_grows_up(reports: list[dict[str, str]]) -> None:
    ages = [int(row["leeftijd_jongste_kind"]) for row in reports if row["leeftijd_jongste_kind"]]
    assert min(ages) == 0
    assert max(ages) == 17
    assert 0.5 < len(ages) / len(reports) < 0.98


def test_nothing_lies_after_the_last_day_or_before_the_first(
    reports: list[dict[str, str]], steps: list[dict[str, str]]
) -> None:
    years = {row["datum_melding"][-4:] for row in reports}
    years |= {row[column][-4:] for row in steps for column in ("datum_start", "datum_einde") if row[column]}
    assert years <= {str(year) for year in range(2017, 2026)}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_demo_study(tmp_path / name, households=300, seed=seed)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) == 5
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)
    reports = Path("registraties/meldingen.csv")
    assert (tmp_path / "a" / reports).read_bytes() != (tmp_path / "c" / reports).read_bytes()


def test_a_demo_study_is_made_anew_and_its_results_stay(tmp_path: Path) -> None:
    make_demo_study(tmp_path / "demo", households=50)
    (tmp_path / "demo" / "out").mkdir()
    written = make_demo_study(tmp_path / "demo", households=60)
    assert written.households == 60
    assert (tmp_path / "demo" / "out").is_dir()


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="niet leeg"):
        make_demo_study(tmp_path, households=50)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_interruption_leaves_no_half_files(tmp_path: Path) -> None:
    def interrupt(_step: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo_study(tmp_path / "demo", households=50, tell=interrupt)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("households", "seed"), [(0, 1), (-5, 1), (20_000_000, 1), (50, -1)])
def test_numbers_that_make_no_sense_are_refused(tmp_path: Path, households: int, seed: int) -> None:
    with pytest.raises(UserError):
        make_demo_study(tmp_path / "demo", households=households, seed=seed)
