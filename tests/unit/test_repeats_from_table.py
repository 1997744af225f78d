"""From a table of rows to mean numbers of repeats in one call: tables small enough for paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ketenzicht as kz
from ketenzicht.measures.result import MeanNumber
from ketenzicht.message import message

pytestmark = pytest.mark.unit

TWO = {"who": ["a", "a", "b"], "until": [2, 6, 4], "what": [1, 0, 0]}
"""a: an event on day 2, seen until 6. b: seen until 4."""


def two(data: Any, **more: Any) -> Any:
    return kz.repeats(data, case="who", time="until", event="what", **more)


def test_mean_and_error_of_two_cases_by_hand() -> None:
    (row,) = two(TWO, at=2).at().to_pylist()
    assert (row["estimate"], row["standard_error"]) == (0.5, pytest.approx((2 * 0.25**2) ** 0.5))
    assert (row["at_risk"], row["events"], row["n"], row["status"]) == (2, 1, 2, None)
    mean = kz.mean_repeats(kz.repeat_table(*TWO.values()))
    assert (row["low"], row["high"]) == pytest.approx(mean.interval(2))


def test_nobody_followed_so_far_means_no_figure() -> None:
    assert two(TWO).at([6, 7])["estimate"].to_pylist() == [0.5, None]
    assert two(TWO).at([6, 7])["at_risk"].to_pylist() == [1, 0]


def test_a_file_in_any_order_will_do(tmp_path: Path) -> None:
    table = pa.table(TWO)
    pq.write_table(table.take([2, 1, 0]), tmp_path / "rows.parquet")
    assert two(tmp_path / "rows.parquet").at([2, 5]).equals(two(table).at([2, 5]))


def test_dates_count_from_the_first_start_of_the_case() -> None:
    data = {
        "who": ["a", "a", "b", "c"],
        "from": [date(2023, 3, 1), date(2023, 3, 3), date(2023, 5, 1), date(2023, 12, 30)],
        "to": [date(2023, 3, 3), date(2023, 3, 7), None, None],
        "what": [1, 0, 1, 0],
    }
    found = kz.repeats(
        data, case="who", start="from", end="to", event="what", data_end="2023-12-31", at=[1, 2]
    )
    # c is followed for one day; b is open, so that its event code says nothing.
    assert found.at()["estimate"].to_pylist() == [0.0, 0.5]
    assert found.at()["at_risk"].to_pylist() == [3, 2]
    assert found.at()["status"].to_pylist() == ["complete", "incomplete follow-up"]
    assert [str(told) for told in found.warnings] == ["Niet iedereen kon tot dag 2 worden gevolgd."]


def test_gaps_and_late_entry() -> None:
    data = {"who": [1, 1, 2, 2], "in": [0, 4, 0, 5], "until": [4, 9, 2, 9], "what": [1, 0, 0, 0]}
    assert two(data, entry="in").at(4)["estimate"].to_pylist() == [1.0]


def test_strata_have_estimates_of_their_own() -> None:
    data = {name: [*column, *column] for name, column in TWO.items()}
    data["what"] = [1, 0, 0, 1, 0, 1]
    data["g"] = ["x", "x", "x", "y", "y", "y"]
    found = two(data, by="g", at=[2, 4])
    assert found.at()["g"].to_pylist() == ["x", "x", "y", "y"]
    assert found.at()["estimate"].to_pylist() == [0.5, 0.5, 0.5, 1.0]
    assert found.curve(g="y").to_pydict()["day"] == [2, 4]


def test_a_terminal_event_asks_for_a_choice() -> None:
    data = {"who": [1, 2], "until": [1, 2], "what": [2, 1]}
    with pytest.raises(ValueError, match="choose"):
        two(data)
    assert two(data, terminal="survivors").at(2)["estimate"].to_pylist() == [1.0]
    assert two(data, terminal="everyone").at(2)["estimate"].to_pylist() == [0.5]


def test_rows_of_no_length_and_rows_without_a_case_are_counted_and_said() -> None:
    data = {"who": ["a", "a", "a", None, "b"], "until": [2, 2, 6, 9, None], "what": [1, 1, 0, 1, 0]}
    found = two(data, at=6)
    assert found.at()["estimate"].to_pylist() == [1.0]
    assert [(str(step.step), step.left_out) for step in found.attrition] == [
        ("gekoppeld aan een casus", 1),
        ("datum bekend", 1),
        ("binnen de gegevens", 0),
        ("gevolgd na de dag van het begin", 1),
        ("gebeurtenissen die tellen", 1),
    ]
    assert found.warnings == ()


def test_figures_are_ready_for_the_one_way_out() -> None:
    (table,) = two(TWO, at=[2, 9]).as_measure("often", message("Hoe vaak"), message("casus")).tables
    first, later = table.rows[0].figures
    assert isinstance(first, MeanNumber)
    assert (first.value, first.n, first.events, later) == (0.5, 2, 1, None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"time": "until", "event": "what", "case": "whoo"}, "case: .* did you mean 'who'"),
        ({"time": "until", "event": "until", "case": "who"}, "event: .*codes"),
        (
            {
                "start": "d",
                "end": "d",
                "data_end": "2023-01-01",
                "entry": "d",
                "event": "what",
                "case": "who",
            },
            "entry=",
        ),
        ({"time": "until", "entry": "what", "event": "what", "case": "who"}, "overlap"),
    ],
)
def test_what_cannot_be_right_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        kz.repeats({**TWO, "d": [date(2023, 1, 1)] * 3}, **arguments)
