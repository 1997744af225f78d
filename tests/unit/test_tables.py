"""Protected tables: what goes in, what comes out."""

from __future__ import annotations

import numpy as np
import pytest

import ketenzicht as kz
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.tables import ProtectedCell

pytestmark = pytest.mark.unit

PLACES = {"gemeente": ["Almere", "Urk"], "soort": ["eerste", "her"]}
COUNTS = {("Almere", "eerste"): 43, ("Almere", "her"): 28, ("Urk", "eerste"): 12, ("Urk", "her"): 4}


def test_a_small_count_is_hidden_and_the_others_are_rounded() -> None:
    table = kz.protect_table(COUNTS, PLACES)
    assert table.method == "suppress"
    assert table.cell(gemeente="Almere", soort="eerste") == ProtectedCell(45, "shown")
    assert table.cell(gemeente="Urk", soort="her") == ProtectedCell(None, "small")
    assert table.cell(gemeente="Almere") == ProtectedCell(70, "shown")
    assert table.cell() == ProtectedCell(85, "shown")


def test_what_gives_a_small_count_away_is_withheld() -> None:
    table = kz.protect_table({("a",): 10, ("b",): 2}, {"soort": ["a", "b", "c"]})
    shown = [(row["soort"], row["value"], row["status"]) for row in table.rows()]
    assert ("b", None, "small") in shown
    assert ("c", 0, "shown") in shown
    assert [status for _, _, status in shown].count("withheld") == 1


def test_rounding_shows_every_count_and_adds_up() -> None:
    table = kz.protect_table(COUNTS, PLACES, method="round")
    values = table.values
    assert table.base == 10
    assert set(values.ravel() % 10) == {0}
    assert values[:-1, :-1].sum() == values[-1, -1] in (80, 90)


def test_an_array_gives_the_same_as_counts_by_category() -> None:
    by_category = kz.protect_table(COUNTS, PLACES, method="midpoint")
    by_place = kz.protect_table(np.array([[43, 28], [12, 4]]), PLACES, method="midpoint")
    assert list(by_category.rows()) == list(by_place.rows())


def test_the_policy_decides_about_base_and_threshold() -> None:
    table = kz.protect_table(COUNTS, PLACES, policy=Policy(rounding=7, threshold=15), method="round")
    assert table.base == 21
    assert kz.protect_table(COUNTS, PLACES, policy=Policy(rounding=3, threshold=30)).cell(
        gemeente="Almere", soort="her"
    ) == ProtectedCell(None, "small")


@pytest.mark.parametrize(
    ("counts", "dimensions", "wrong"),
    [
        ({("Urk", "eerste"): -1}, PLACES, "negative"),
        ({("Urk", "eerste"): 1.5}, PLACES, "whole number"),
        ({("Zeewolde", "eerste"): 3}, PLACES, "no cell"),
        ({("Urk",): 3}, PLACES, "no cell"),
        (np.zeros((2, 3)), PLACES, "shape"),
        (np.full((2, 2), 0.5), PLACES, "whole numbers"),
        ({}, {"soort": ["a", "a"]}, "different"),
        ({}, {"soort": ["a", "totaal"]}, "totaal"),
        ({}, {}, "dimension"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(counts: object, dimensions: object, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        kz.protect_table(counts, dimensions)  # type: ignore[arg-type]


def test_a_cell_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="gemeente 'Dronten'"):
        kz.protect_table(COUNTS, PLACES).cell(gemeente="Dronten")
