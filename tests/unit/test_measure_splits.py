"""Cases in groups by what was known when the clock started."""

from __future__ import annotations

from datetime import date

import pytest

from helpers.histories import Happening, history_of
from ketenzicht.chain.model import Category, Split, StartPoint
from ketenzicht.errors import UserError
from ketenzicht.history import History
from ketenzicht.measures.cohort import start_cohort
from ketenzicht.measures.splits import split_cohort, split_labels

pytestmark = pytest.mark.unit

REPORT = StartPoint(gebeurtenis="melding", keuze="elke")
FIRST_REPORT = StartPoint(gebeurtenis="melding")
HELP = StartPoint(fase="hulp", moment="begin")


def group(id_: str, **content: object) -> Category:
    return Category.model_validate({"id": id_, "naam": id_} | content)


CONCERN = Split(
    id="soort-zorg",
    naam="Soort zorg",
    kenmerk="zorgsoort",
    groepen=(group("geweld", **{"is": ("geweld",)}), group("zorgen", **{"is": ("zorgen", "overig")})),
)
AGE = Split(
    id="leeftijd",
    naam="Leeftijd",
    kenmerk="zorgsoort",
    groepen=(
        group("jong", hoogstens=3.5),
        group("midden", minstens=4, hoogstens=11),
        group("oud", minstens=12),
    ),
)
EARLIER = Split(
    id="eerder",
    naam="Eerdere meldingen",
    eerdere="melding",
    groepen=(group("geen", hoogstens=0), group("een", minstens=1, hoogstens=1), group("meer", minstens=2)),
)


def day(month: int, number: int) -> date:
    return date(2020, month, number)


def groups(history: History, start: StartPoint, *splits: Split) -> list[tuple[object, ...]]:
    """Case, start and the number of the group in each split."""
    start_cohort(history, start)
    split_cohort(history, start, splits)
    return history.rows(
        "select case_id, started_on, cohort_split.* exclude (member) "
        "from cohort join cohort_split using (member) order by all"
    )


def test_the_value_on_the_starting_event_counts_before_earlier_ones() -> None:
    history = history_of(
        [
            Happening(day(1, 1), "melding", zorgsoort="geweld"),
            Happening(day(2, 1), "melding", zorgsoort="zorgen"),
            Happening(day(3, 1), "melding"),
        ]
    )
    assert groups(history, REPORT, CONCERN) == [
        ("h1", day(1, 1), 0),
        ("h1", day(2, 1), 1),
        ("h1", day(3, 1), 1),
    ]


def test_what_is_registered_after_the_start_is_not_known_at_the_start() -> None:
    history = history_of(
        [Happening(day(1, 1), "melding"), Happening(day(1, 2), "melding", zorgsoort="geweld")]
    )
    assert groups(history, FIRST_REPORT, CONCERN) == [("h1", day(1, 1), 2)]


def test_other_events_on_the_day_of_a_starting_event_count_only_where_a_stage_starts_the_clock() -> None:
    happened = [
        Happening(day(1, 1), "melding", zorgsoort="geweld"),
        Happening(day(2, 1), "melding"),
        Happening(day(2, 1), "start-hulp", spell="t1"),
        Happening(day(2, 1), "besluit", zorgsoort="zorgen"),
        Happening(day(2, 2), "melding", zorgsoort="geweld"),
    ]
    start_of_help = StartPoint(gebeurtenis="start-hulp")
    assert groups(history_of(happened), start_of_help, CONCERN) == [("h1", day(2, 1), 0)]
    assert groups(history_of(happened), HELP, CONCERN) == [("h1", day(2, 1), 1)]


def test_unknown_is_a_group_of_its_own() -> None:
    history = history_of(
        [
            Happening(day(1, 1), "melding", "niets"),
            Happening(day(1, 1), "melding", "leeg", zorgsoort=" "),
            Happening(day(1, 1), "melding", "vreemd", zorgsoort="brand"),
        ]
    )
    assert {row[2] for row in groups(history, FIRST_REPORT, CONCERN)} == {2}
    assert split_labels(CONCERN)[:2] == (CONCERN.categories[0].name, CONCERN.categories[1].name)
    assert [str(label) for label in split_labels(CONCERN)[2:]] == ["onbekend"]


def test_of_several_codes_in_one_field_the_first_group_that_fits_counts() -> None:
    history = history_of([Happening(day(1, 1), "melding", zorgsoort="overig,geweld")])
    assert groups(history, FIRST_REPORT, CONCERN) == [("h1", day(1, 1), 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("3.5", 0),
        ("3.7", 3),
        ("4", 1),
        ("11", 1),
        ("12", 2),
        ("1e2", 2),
        ("?", 3),
        ("", 3),
        (None, 3),
    ],
)
def test_numbers_by_range_with_both_bounds_included(text: str | None, expected: int) -> None:
    history = history_of([Happening(day(1, 1), "melding", zorgsoort=text)])
    assert groups(history, FIRST_REPORT, AGE) == [("h1", day(1, 1), expected)]


def test_earlier_reports_are_counted_before_the_day_and_once_a_day() -> None:
    happened = [
        Happening(day(1, 1), "melding", zorgsoort="geweld"),
        Happening(day(1, 1), "melding", zorgsoort="zorgen"),
        Happening(day(2, 1), "melding"),
        Happening(day(3, 1), "melding"),
        Happening(day(3, 1), "melding", "h2"),
    ]
    assert groups(history_of(happened), REPORT, EARLIER) == [
        ("h1", day(1, 1), 0),
        ("h1", day(2, 1), 1),
        ("h1", day(3, 1), 2),
        ("h2", day(3, 1), 0),
    ]
    apart = history_of(happened, merge_same_day=False)
    assert [row[2] for row in groups(apart, REPORT, EARLIER)] == [0, 2, 2, 0]


def test_earlier_events_that_are_no_reports_are_counted_too() -> None:
    decisions = EARLIER.model_copy(update={"earlier": "besluit"})
    history = history_of([Happening(day(1, 5), "besluit"), Happening(day(2, 1), "melding")])
    assert groups(history, FIRST_REPORT, decisions) == [("h1", day(2, 1), 1)]


def test_several_splits_stand_side_by_side() -> None:
    history = history_of([Happening(day(1, 1), "melding", zorgsoort="geweld")])
    assert groups(history, FIRST_REPORT, CONCERN, EARLIER) == [("h1", day(1, 1), 0, 0)]
    assert [name for (name, *_rest) in history.rows("describe cohort_split")] == [
        "member",
        "soort_zorg",
        "eerder",
    ]


def test_without_splits_every_member_is_there() -> None:
    assert groups(history_of([Happening(day(1, 1), "melding")]), FIRST_REPORT) == [("h1", day(1, 1))]


def test_with_the_person_as_unit_each_person_has_its_own_past() -> None:
    history = history_of(
        [
            Happening(day(1, 1), "melding", persons=("p1",), zorgsoort="geweld"),
            Happening(day(2, 1), "melding", persons=("p1", "p2")),
        ],
        unit="persoon",
        period=(day(2, 1), day(2, 1)),
    )
    assert groups(history, REPORT, CONCERN, EARLIER) == [("p1", day(2, 1), 0, 1), ("p2", day(2, 1), 2, 0)]


def test_a_missing_attribute_is_said_to_the_user() -> None:
    history = history_of([Happening(day(1, 1), "melding")])
    unknown = CONCERN.model_copy(update={"attribute": "haar-kleur"})
    with pytest.raises(UserError, match="geen kenmerk 'haar-kleur'"):
        groups(history, FIRST_REPORT, unknown)
