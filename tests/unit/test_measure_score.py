"""Change between two measurements: pairs, domains, what is refused, and how the figures leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.attack import assert_true, truth
from helpers.histories import Happening, history_of
from ketenzicht.chain import load_chain
from ketenzicht.chain.checks import check_chain
from ketenzicht.chain.model import Chain, ScoreMeasure
from ketenzicht.errors import UserError
from ketenzicht.measures import measure
from ketenzicht.measures.estimators.paired import mean_value, paired_change
from ketenzicht.measures.result import Count, Equal, Mean, MeasureResult, Share
from ketenzicht.publish.audit import attack, given_away
from ketenzicht.publish.linked import known_of_result
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedNumber, PublishedShare
from ketenzicht.publish.release import release
from ketenzicht.publish.sentence import sentence_of

pytestmark = pytest.mark.unit

CHAIN = load_chain(Path(__file__).resolve().parents[1] / "chains" / "zelfredzaamheid")
DATA = (date(2023, 1, 1), date(2024, 12, 31))
PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
Levels = Mapping[str, str | None]


def chain_with(**changes: object) -> Chain:
    declared = CHAIN.measures[0]
    assert isinstance(declared, ScoreMeasure)
    content = declared.model_dump(by_alias=True) | {"domeinen": ["financien", "justitie"]} | changes
    return CHAIN.model_copy(update={"measures": (ScoreMeasure.model_validate(content),)})


def measured(case: str, day: date, financien: str | None, justitie: str | None = "3") -> Happening:
    values = {"financien": financien, "justitie": justitie}
    return Happening(day, "meting", household=None, persons=(case,), attributes=values)


def result(rows: list[Happening], **changes: object) -> MeasureResult:
    chain = chain_with(**changes)
    history = history_of(rows, chain=chain, unit="persoon", data=DATA, period=PERIOD)
    return measure(history, chain.measures[0])


def counts(found: MeasureResult, domain: str) -> tuple[int, ...]:
    """Pairs, better, same and worse of a domain."""
    row = next(item for item in found.tables[0].rows if item.id == domain)
    pairs, *shares = row.figures
    assert isinstance(pairs, Count)
    for share in shares:
        assert isinstance(share, Share)
        assert share.n == pairs.n
    return pairs.n, *(share.x for share in shares if isinstance(share, Share))


def mean(found: MeasureResult, domain: str) -> Mean | None:
    figure = next(item for item in found.tables[1].rows if item.id == domain).figures[0]
    assert figure is None or isinstance(figure, Mean)
    return figure


def missing(found: MeasureResult, domain: str) -> int:
    figure = next(item for item in found.tables[1].rows if item.id == domain).figures[1]
    assert isinstance(figure, Count)
    return figure.n


FIRST, LATER = date(2024, 1, 10), date(2024, 6, 10)


def test_each_domain_is_compared_by_itself_and_their_mean_per_case() -> None:
    found = result(
        [
            measured("a", FIRST, "2", "3"),
            measured("a", LATER, "4", "3"),
            measured("b", FIRST, "3", "3"),
            measured("b", LATER, "2", "4"),
        ]
    )
    assert counts(found, "financien") == (2, 1, 0, 1)
    assert counts(found, "justitie") == (2, 1, 1, 0)
    # a: (2 + 0) / 2 = 1; b: (-1 + 1) / 2 = 0
    assert counts(found, "samen") == (2, 1, 1, 0)
    figure = mean(found, "samen")
    assert figure is not None
    assert figure.value == pytest.approx(0.5)
    # t(1) = 12.7062, standard error 0.5
    assert (figure.low, figure.high) == pytest.approx((0.5 - 6.3531, 0.5 + 6.3531), abs=1e-4)


def test_the_first_and_the_last_measurement_count_not_those_between() -> None:
    rows = [
        measured("a", FIRST, "3"),
        measured("a", date(2024, 4, 1), "1"),
        measured("a", date(2024, 8, 1), "5"),
        measured("a", date(2024, 12, 1), "4"),
    ]
    figure = mean(result(rows), "financien")
    assert figure is not None
    assert figure.value == 1


def test_one_measurement_is_no_progress() -> None:
    found = result([measured("a", FIRST, "2"), measured("b", FIRST, "2"), measured("b", LATER, "3")])
    assert counts(found, "financien")[0] == 1
    assert [step.left_out for step in found.attrition] == [0, 1, 0]
    assert str(found.attrition[1].reason) == "maar één meting: die zegt niets over vooruitgang"


def test_measurements_too_close_together_are_no_two() -> None:
    rows = [measured("a", FIRST, "2"), measured("a", date(2024, 4, 9), "4")]
    rows += [measured("b", FIRST, "2"), measured("b", date(2024, 4, 10), "4")]
    found = result(rows)
    assert counts(found, "financien")[0] == 1
    assert [step.left_out for step in found.attrition] == [0, 0, 1]


def test_who_began_too_late_for_a_second_measurement_is_counted_apart() -> None:
    found = result([measured("a", date(2024, 10, 1), "2"), measured("b", date(2024, 9, 30), "2")])
    assert [step.left_out for step in found.attrition] == [1, 1, 0]


def test_a_first_measurement_before_the_period_is_no_index() -> None:
    found = result(
        [measured("a", date(2023, 12, 31), "2"), measured("a", FIRST, "3"), measured("a", LATER, "4")]
    )
    assert counts(found, "financien")[0] == 0
    assert [step.before for step in found.attrition] == [0, 0, 0]


@pytest.mark.parametrize("value", [None, "", "0", "6", "9", "2.5", "onbekend"])
def test_a_level_that_is_missing_or_outside_the_scale_drops_that_domain_only(value: str | None) -> None:
    found = result([measured("a", FIRST, value, "2"), measured("a", LATER, "3", "4")])
    assert counts(found, "financien") == (0, 0, 0, 0)
    assert mean(found, "financien") is None
    assert missing(found, "financien") == 1
    assert counts(found, "justitie") == (1, 1, 0, 0)
    assert counts(found, "samen") == (1, 1, 0, 0)


def test_two_levels_on_one_day_count_only_when_they_are_the_same() -> None:
    rows = [measured("a", FIRST, "2", "2"), measured("a", FIRST, "3", "2"), measured("a", LATER, "4", "4")]
    found = result(rows)
    assert counts(found, "financien")[0] == 0
    assert counts(found, "justitie") == (1, 1, 0, 0)


def test_on_a_reversed_scale_less_is_better() -> None:
    rows = [measured("a", FIRST, "2"), measured("a", LATER, "4")]
    found = result(rows, schaal={"laagste": 1, "hoogste": 5, "omgekeerd": True})
    assert counts(found, "financien") == (1, 0, 0, 1)
    figure = mean(found, "financien")
    assert figure is not None
    assert figure.value == -2


def test_those_measured_once_stand_beside_those_measured_twice_with_how_they_began() -> None:
    rows = [measured("a", FIRST, "2", "4"), measured("a", LATER, "3", "4"), measured("b", FIRST, "1", "1")]
    rows.append(measured("c", date(2024, 11, 1), "5", "5"))
    table = result(rows).tables[2]
    twice, once, total = (row.figures for row in table.rows)
    assert [figure.n for figure in (twice[0], once[0], total[0]) if isinstance(figure, Count)] == [1, 1, 2]
    assert isinstance(twice[2], Mean)
    assert isinstance(once[2], Mean)
    assert (twice[2].value, once[2].value) == (3, 1)


def test_a_domain_that_no_registration_holds_is_told() -> None:
    rows = [Happening(FIRST, "meting", household=None, persons=("a",), attributes={"financien": "2"})]
    with pytest.raises(UserError, match="justitie"):
        result(rows)


def test_the_chain_of_the_tests_is_right() -> None:
    assert [
        item.what for item in check_chain(CHAIN, as_of=date(2026, 11, 22)) if item.severity == "error"
    ] == []


def test_the_interval_of_the_mean_is_that_of_students_sleep_data() -> None:
    """Student (1908): hours of sleep gained with two drugs by ten patients; the interval is R's ``t.test``."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = paired_change(Counter(a - b for a, b in zip(first, second, strict=True)))
    assert found.mean.mean == pytest.approx(-1.58)
    assert (found.mean.low, found.mean.high) == pytest.approx((-2.4598858, -0.7001142), abs=1e-7)
    assert (found.better, found.same, found.worse) == (0, 1, 9)


def test_a_mean_of_one_has_no_interval_and_of_none_no_value() -> None:
    assert mean_value({2.0: 1}) == mean_value(Counter([2.0]))
    assert (mean_value({2.0: 1}).low, mean_value({}).mean) == (None, None)
    with pytest.raises(ValueError, match="negative"):
        mean_value({1.0: -1})
    with pytest.raises(ValueError, match="level"):
        mean_value({1.0: 1}, level=1)


levels = st.sampled_from(["1", "2", "3", "4", "5", "9", None])
cases = st.lists(st.tuples(levels, levels, levels, levels, st.integers(1, 200)), min_size=1, max_size=8)


def rows_of(drawn: list[tuple[str | None, str | None, str | None, str | None, int]]) -> list[Happening]:
    rows = []
    for number, (a, b, c, d, later) in enumerate(drawn):
        rows.append(measured(f"p{number}", FIRST, a, b))
        rows.append(measured(f"p{number}", date.fromordinal(FIRST.toordinal() + later), c, d))
    return rows


@settings(max_examples=15, deadline=None)
@given(cases)
def test_the_parts_of_every_domain_add_up_and_reversing_the_scale_mirrors_them(
    drawn: list[tuple[str | None, str | None, str | None, str | None, int]],
) -> None:
    found = result(rows_of(drawn))
    mirrored = result(
        [
            Happening(
                row.day,
                row.activity,
                household=None,
                persons=row.persons,
                attributes={
                    name: str(6 - int(value)) if value in ("1", "2", "3", "4", "5") else value
                    for name, value in row.attributes.items()
                },
            )
            for row in reversed(rows_of(drawn))
        ],
        schaal={"laagste": 1, "hoogste": 5, "omgekeerd": True},
    )
    pairs = found.attrition[-1].after
    for domain in ("financien", "justitie", "samen"):
        whole, better, same, worse = counts(found, domain)
        assert better + same + worse == whole
        assert whole + missing(found, domain) == pairs
        assert counts(mirrored, domain) == (whole, better, same, worse)
        one, other = mean(found, domain), mean(mirrored, domain)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.value == pytest.approx(other.value)


def test_relations_hold_between_the_named_numbers() -> None:
    rows = rows_of([("1", "2", "3", "2", 200), ("9", "2", "3", "1", 150), ("2", "2", "2", "3", 20)])
    found = result([*rows, measured("alone", FIRST, "2")])
    numbers: dict[str, int] = {}
    for table in found.tables:
        for row in table.rows:
            for figure in row.figures:
                if isinstance(figure, Count) and figure.name:
                    assert numbers.setdefault(figure.name, figure.n) == figure.n
                if isinstance(figure, Share) and figure.part and figure.whole:
                    assert numbers.setdefault(figure.part, figure.x) == figure.x
                    assert numbers.setdefault(figure.whole, figure.n) == figure.n
    for step in found.attrition:
        for name, number in zip(step.names, (step.before, step.after, step.left_out), strict=True):
            assert name is not None
            assert numbers.setdefault(name, number) == number
    for relation in found.relations:
        assert isinstance(relation, Equal)
        assert sum(numbers[name] for name in relation.left) == sum(numbers[name] for name in relation.right)


def test_what_leaves_gives_no_small_number_away() -> None:
    for more in range(6):
        rows = [measured("alone", FIRST, "2")]
        for number in range(30 + more):
            rows.append(measured(f"p{number}", FIRST, "2" if number else "9"))
            rows.append(measured(f"p{number}", LATER, "1" if number % 7 == 0 else "3", "4"))
        exact = result(rows)
        known = known_of_result(release(exact, Policy()), Policy())
        found = attack(known)
        assert_true(known, found, truth((exact,)))
        assert given_away(found) == ()


def test_few_pairs_are_hidden_and_many_make_a_sentence() -> None:
    chain = chain_with()
    declared = chain.measures[0]
    few = release(result([measured("a", FIRST, "2"), measured("a", LATER, "3")]), Policy())
    assert isinstance(few.headline["verandering"], Hidden)
    assert sentence_of(declared, few, "nl") == "Te weinig gevallen om te tonen."
    rows = []
    for number in range(60):
        rows.append(measured(f"p{number}", FIRST, "2"))
        rows.append(measured(f"p{number}", LATER, ("1", "2", "4")[number % 3]))
    many = release(result(rows), Policy())
    assert isinstance(many.headline["verandering"], PublishedNumber)
    assert isinstance(many.headline["aandeel_vooruit"], PublishedShare)
    sentence = sentence_of(declared, many, "nl")
    assert sentence.startswith("Van de 60 mensen die minstens 3 maanden later nog eens gemeten zijn ging 33")
