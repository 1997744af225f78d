"""Real registrations that nobody here wrote, through a tiny chain: spells, stock, durations.

An English return of looked-after children (episodes that follow each other) and Dutch benefit spells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest

from helpers.histories import Happening, history_of, mini_chain
from helpers.reference_files import rows_of
from ketenzicht.chain.model import Chain
from ketenzicht.history import History
from ketenzicht.measures import measure
from ketenzicht.measures.estimators.survival import Incidence, aalen_johansen, count_table
from ketenzicht.measures.result import Count

pytestmark = pytest.mark.reference


def chain_of_spells(gap: int = 0) -> Chain:
    """One stage whose starts and ends carry the number of the row; ``start-hulp`` continues, ``melding`` begins."""
    stage = {
        "id": "f",
        "naam": "F",
        "begint_met": ["melding", "start-hulp"],
        "eindigt_met": "einde",
        "koppeling": "traject",
        "onderbreking": gap,
    }
    stock = {"id": "m", "naam": "M", "zin": "Z.", "soort": "voorraad", "fase": "f"}
    return mini_chain(fasen=[stage], klassen=[], maten=[stock])


# Looked-after children: an episode starts where the one before it ended (reason X1).

CHILDREN_DATA = (date(2015, 1, 1), date(2018, 4, 1))


def english_date(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


@pytest.fixture(scope="module")
def episodes(shared_data: Path) -> list[dict[str, str]]:
    return rows_of(shared_data / "looked_after_children" / "episodes.csv.gz")


def care_history(episodes: list[dict[str, str]], gap: int) -> History:
    happened = []
    for number, row in enumerate(episodes):
        activity = "melding" if row["RNE"] == "S" else "start-hulp"
        spell = f"e{number}"
        happened.append(Happening(english_date(row["DECOM"]), activity, row["CHILD"], spell=spell))
        if row["DEC"]:
            happened.append(Happening(english_date(row["DEC"]), "einde", row["CHILD"], spell=spell))
    return history_of(happened, chain=chain_of_spells(gap), data=CHILDREN_DATA)


def test_every_episode_is_a_spell_of_its_own_when_none_are_joined(episodes: list[dict[str, str]]) -> None:
    assert Counter(row["RNE"] for row in episodes) == {
        "P": 2807,
        "L": 1293,
        "T": 452,
        "S": 381,
        "B": 101,
        "U": 16,
    }
    history = care_history(episodes, gap=0)
    assert history.rows("select count(*), count(distinct case_id) from spell") == [(5050, 2123)]
    assert history.rows("select count(*) from spell where ended_on is null") == [(1413,)]


def test_seventeen_children_start_care_twice(episodes: list[dict[str, str]]) -> None:
    history = care_history(episodes, gap=1)
    [(found,)] = history.rows(
        """
        select count(*) from (
            select case_id from case_event where activity = 'melding' group by case_id having count(*) = 2
        )
        """
    )
    assert found == 17


def test_episodes_that_follow_each_other_are_one_period_of_care(episodes: list[dict[str, str]]) -> None:
    history = care_history(episodes, gap=1)
    found = history.rows("select case_id, started_on, ended_on, parts from spell order by all")
    expected = sorted(
        (child, *period) for child, periods in periods_of_care(episodes).items() for period in periods
    )
    as_known = [(case, begin, end or date.max, parts) for case, begin, end, parts in found]
    assert sorted(as_known, key=str) == sorted(expected, key=str)
    assert sum(parts for *_, parts in expected) == 5050


def test_a_change_of_placement_with_a_next_day_start_is_the_same_period(
    episodes: list[dict[str, str]],
) -> None:
    """Every one of the 2,801 changes (X1) that a next episode follows within a day lies inside one period."""
    history = care_history(episodes, gap=1)
    inside = history.rows("select case_id, started_on, coalesce(ended_on, date '9999-12-31') from spell")
    periods = defaultdict(list)
    for child, begin, end in inside:
        periods[child].append((begin, end))
    starts = {(row["CHILD"], english_date(row["DECOM"])) for row in episodes}
    followed = [
        (row["CHILD"], ended)
        for row in episodes
        if row["REC"] == "X1"
        and (ended := english_date(row["DEC"])) is not None
        and (row["CHILD"], ended) in starts
    ]
    assert len(followed) >= 2801
    assert all(any(begin < ended < end for begin, end in periods[child]) for child, ended in followed)


def periods_of_care(episodes: list[dict[str, str]]) -> dict[str, list[tuple[date, date, int]]]:
    """Plain definition: episodes at most a day apart are one; ``date.max`` for what is still open."""
    by_child = defaultdict(list)
    for row in episodes:
        begin = english_date(row["DECOM"])
        assert begin is not None
        by_child[row["CHILD"]].append((begin, english_date(row["DEC"]) or date.max))
    periods: dict[str, list[tuple[date, date, int]]] = {}
    for child, spells in by_child.items():
        joined: list[tuple[date, date, int]] = []
        for begin, end in sorted(spells):
            if joined and (begin - joined[-1][1]).days <= 1:
                first, until, parts = joined[-1]
                joined[-1] = (first, max(until, end), parts + 1)
            else:
                joined.append((begin, end, 1))
        periods[child] = joined
    return periods


# Benefit spells: a start and, when closed, an end.

BENEFIT_DATA = (date(2008, 1, 1), date(2019, 2, 28))
OBSERVED_TO = date(2018, 7, 9)


@pytest.fixture(scope="module")
def benefits(shared_data: Path) -> list[dict[str, str]]:
    return rows_of(shared_data / "bijstand" / "dummy_bijstand.csv.gz")


def benefit_history(benefits: list[dict[str, str]], period: tuple[date, date] = BENEFIT_DATA) -> History:
    happened = []
    for number, row in enumerate(benefits):
        case = f"{number:04}"
        happened.append(Happening(date.fromisoformat(row["startdatum"]), "melding", case, spell=case))
        if row["einddatum"]:
            happened.append(Happening(date.fromisoformat(row["einddatum"]), "einde", case, spell=case))
    return history_of(happened, chain=chain_of_spells(), data=BENEFIT_DATA, period=period)


def test_benefit_spells_ended_and_open(benefits: list[dict[str, str]]) -> None:
    history = benefit_history(benefits)
    assert history.rows("select count(*), count(ended_on), count(*) - count(ended_on) from spell") == [
        (6878, 5187, 1691)
    ]


@pytest.mark.parametrize(("year", "expected"), [(2008, 328), (2012, 1218), (2017, 1868)])
def test_stock_of_benefits_at_the_end_of_a_year(
    benefits: list[dict[str, str]], year: int, expected: int
) -> None:
    history = benefit_history(benefits, (date(year, 1, 1), date(year, 12, 31)))
    found = measure(history, history.chain.measures[0])
    stock = found.headline["eind"]
    assert isinstance(stock, Count)
    assert stock.n == expected
    [ages] = [table for table in found.tables if table.id == "ouderdom"]
    assert ages.rows[-1].figures[0] == stock


def durations(spells: list[tuple[date, date | None]]) -> tuple[Incidence, int]:
    """As published: open spells last until the end of observation, those that start later are left out."""
    kept = [(begin, end) for begin, end in spells if end is not None or begin <= OBSERVED_TO]
    counts = count_table(
        [((end or OBSERVED_TO) - begin).days for begin, end in kept],
        [int(end is not None) for _, end in kept],
    )
    return aalen_johansen(counts), len(spells) - len(kept)


def test_kaplan_meier_of_benefit_spells(benefits: list[dict[str, str]]) -> None:
    rows = benefit_history(benefits).rows("select started_on, ended_on from spell")
    found, left_out = durations(rows)  # type: ignore[arg-type]
    assert left_out == 120
    assert (found.survival_at(365), found.survival_at(730)) == pytest.approx((0.5189696, 0.3648626), abs=6e-8)


@pytest.mark.parametrize(
    ("household", "expected"),
    [("Alleenstaande", 392), ("Alleenstaande ouder", 485), ("Gehuwd / Samenwonend", 299)],
)
def test_median_duration_by_household(benefits: list[dict[str, str]], household: str, expected: int) -> None:
    chosen = [row for row in benefits if row["Omschrijving leefvorm"] == household]
    rows = benefit_history(chosen).rows("select started_on, ended_on from spell")
    assert durations(rows)[0].quantile() == expected  # type: ignore[arg-type]
