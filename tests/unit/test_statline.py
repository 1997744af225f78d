"""The client of StatLine, against a service on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from helpers.statline import FakeStatLine, made_up, serving
from ketenzicht.compare.places.context import IMPOSSIBLE, NO_FIGURE, ContextValue
from ketenzicht.compare.places.statline import SERVICE, StatLine
from ketenzicht.compare.places.statline_table import Wanted, context_of, demand_wanted, odata_filter
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit

TABLE = "85000NED"
WANTED = Wanted("hulp", "M1", {"Geslacht": "T"}, (2021, 2022))


@pytest.fixture
def service() -> Iterator[FakeStatLine]:
    with serving(made_up()) as statline:
        yield statline


def client(service: FakeStatLine, folder: Path, *, online: bool = True) -> StatLine:
    return StatLine(folder / "kept", online=online, service=service.address, pause=0.0, seconds=5.0)


def fetched(statline: StatLine, wanted: Wanted = WANTED) -> tuple[ContextValue, ...]:
    about = statline.describe(TABLE)
    demand_wanted(about, wanted)
    answer = statline.observations(TABLE, odata_filter(about, wanted))
    return context_of(about, answer.rows, wanted, answer.fetched)


def asked_for(service: FakeStatLine, collection: str) -> int:
    return sum(f"/{collection}" in path for path in service.asked)


def test_offline_nothing_is_asked(service: FakeStatLine, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="niet eerder opgehaald") as error:
        client(service, tmp_path, online=False).describe(TABLE)
    assert "--online" in error.value.fix
    assert service.asked == []
    assert StatLine().online is False
    assert SERVICE.startswith("https://")


def test_every_place_and_year_has_a_figure_or_the_reason_why_not(
    service: FakeStatLine, tmp_path: Path
) -> None:
    found = {(one.unit, one.year): (one.value, one.missing) for one in fetched(client(service, tmp_path))}
    assert found == {
        ("GM0001", 2021): (1.5, ""),
        ("GM0001", 2022): (2.5, ""),
        ("GM0002", 2021): (None, IMPOSSIBLE),
        ("GM0002", 2022): (3.5, ""),
        ("GM0003", 2021): (None, NO_FIGURE),
        ("GM0003", 2022): (None, NO_FIGURE),
    }


def test_a_figure_says_its_unit_source_day_and_whether_it_is_provisional(
    service: FakeStatLine, tmp_path: Path
) -> None:
    one, other = fetched(client(service, tmp_path), Wanted("hulp", "M1", {"Geslacht": "V"}, (2021, 2022)))[:2]
    assert (one.value, one.measured_in, one.source) == (11.5, "%", "CBS StatLine 85000NED")
    assert one.fetched == date.today()
    assert (one.provisional, other.provisional) == (False, True)


def test_only_what_is_wanted_is_asked_for(service: FakeStatLine, tmp_path: Path) -> None:
    about = client(service, tmp_path).describe(TABLE)
    assert odata_filter(about, WANTED) == (
        "Measure eq 'M1' and Geslacht eq 'T   ' and (Perioden eq '2021JJ00' or Perioden eq '2022JJ00') "
        "and startswith(RegioS,'GM')"
    )
    assert sorted(about.years) == [2021, 2022], "a quarter is no year"


def test_pages_are_followed_to_the_last(service: FakeStatLine, tmp_path: Path) -> None:
    whole = fetched(client(service, tmp_path / "whole"))
    before = len(service.asked)
    service.page = 1
    assert fetched(client(service, tmp_path / "pages")) == whole
    assert len(service.asked) - before > 4 + 4


def test_what_was_kept_is_enough_without_network(service: FakeStatLine, tmp_path: Path) -> None:
    online = fetched(client(service, tmp_path))
    asked = len(service.asked)
    assert fetched(client(service, tmp_path, online=False)) == online
    assert len(service.asked) == asked


def test_another_question_was_not_kept(service: FakeStatLine, tmp_path: Path) -> None:
    fetched(client(service, tmp_path))
    with pytest.raises(UserError, match="niet eerder opgehaald"):
        fetched(client(service, tmp_path, online=False), Wanted("hulp", "M1", {"Geslacht": "V"}, (2021,)))


def test_an_unchanged_table_is_not_fetched_again_and_a_changed_one_is(
    service: FakeStatLine, tmp_path: Path
) -> None:
    first = fetched(client(service, tmp_path))
    assert asked_for(service, "Observations") == 1
    fetched(client(service, tmp_path))
    assert asked_for(service, "Observations") == 1
    service.properties = {**service.properties, "Modified": "2026-02-01T02:00:00+01:00"}
    cells = [{**row, "Value": 9.0, "ValueAttribute": "None"} for row in service.collections["Observations"]]
    service.collections = {**service.collections, "Observations": cells}
    changed = fetched(client(service, tmp_path))
    assert asked_for(service, "Observations") == 2
    assert changed != first
    assert changed[0].value == 9.0


def test_a_damaged_answer_is_fetched_again(service: FakeStatLine, tmp_path: Path) -> None:
    whole = fetched(client(service, tmp_path))
    for file in (tmp_path / "kept").iterdir():
        file.write_bytes(file.read_bytes()[:40])
    assert fetched(client(service, tmp_path)) == whole
    assert asked_for(service, "Observations") == 2


def test_a_busy_service_is_asked_again(service: FakeStatLine, tmp_path: Path) -> None:
    service.busy = 3
    assert len(fetched(client(service, tmp_path))) == 6


def test_a_service_that_stays_silent_is_an_error_with_a_way_out(
    service: FakeStatLine, tmp_path: Path
) -> None:
    service.busy = 4
    with pytest.raises(UserError, match="antwoordt niet") as error:
        client(service, tmp_path).describe(TABLE)
    assert "CSV" in error.value.fix
    nobody = StatLine(tmp_path, online=True, service="http://127.0.0.1:9/CBS", pause=0.0, tries=2)
    with pytest.raises(UserError, match="antwoordt niet"):
        nobody.describe(TABLE)


def test_an_unknown_table_is_named(service: FakeStatLine, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="kent de tabel 1NED niet"):
        client(service, tmp_path).describe("1NED")
    with pytest.raises(UserError, match="geen nummer"):
        client(service, tmp_path).describe("../85000NED")


def test_no_other_host_is_asked(service: FakeStatLine, tmp_path: Path) -> None:
    with serving(made_up()) as other:
        service.page, service.elsewhere = 1, other.address
        with pytest.raises(UserError, match="ander adres"):
            fetched(client(service, tmp_path))
        service.elsewhere, service.redirect = "", f"{other.address}/{TABLE}/Dimensions"
        with pytest.raises(UserError, match="weigert"):
            client(service, tmp_path / "anew").describe(TABLE)
        assert other.asked == []


def test_a_page_to_log_in_is_not_understood(service: FakeStatLine, tmp_path: Path) -> None:
    service.broken = True
    with pytest.raises(UserError, match="niet te begrijpen"):
        client(service, tmp_path).describe(TABLE)


@pytest.mark.parametrize(
    ("wanted", "words", "fix"),
    [
        (Wanted("x", "M2", {"Geslacht": "T"}, (2021,)), "'M2'", "M1"),
        (Wanted("x", "M1", {}, (2021,)), "Kies een code van 'Geslacht'", "T (Totaal)"),
        (Wanted("x", "M1", {"Geslacht": "M"}, (2021,)), "'M'", "V (Vrouwen)"),
        (Wanted("x", "M1", {"Geslaht": "T"}, (2021,)), "'Geslaht'", "Geslacht"),
        (Wanted("x", "M1", {"Geslacht": "T"}, (2020,)), "geen cijfers over 2020", "2021, 2022"),
    ],
)
def test_what_is_not_there_comes_with_what_is(
    service: FakeStatLine, tmp_path: Path, wanted: Wanted, words: str, fix: str
) -> None:
    about = client(service, tmp_path).describe(TABLE)
    with pytest.raises(UserError) as error:
        demand_wanted(about, wanted)
    assert words in error.value.what
    assert fix in error.value.fix
