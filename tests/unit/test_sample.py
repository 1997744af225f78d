"""Samples of cases: how they are drawn, how many files, how far readers agree, what follows for all cases."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from ketenzicht.measures.estimators.intervals import wilson
from ketenzicht.message import message
from ketenzicht.publish.language import Wording
from ketenzicht.sample.agreement import alpha, alpha_of_sets, kappa, masi
from ketenzicht.sample.design import allocate, by_size, inclusion_chances, simple, stratified, systematic
from ketenzicht.sample.estimate import mean, share
from ketenzicht.sample.lots import lots
from ketenzicht.sample.result_compared import label_of
from ketenzicht.sample.size import files_needed, margin_of, margin_of_design

pytestmark = pytest.mark.unit

CASES = [f"zaak-{number}" for number in range(200)]


def test_a_lot_follows_from_the_seed_and_the_case_alone() -> None:
    found = lots(["b", "a"], 1)
    assert found.tolist() == [*lots(["b"], 1), *lots(["a"], 1)]
    assert found.tolist() != lots(["b", "a"], 2).tolist() != lots(["b", "a"], 2, "dubbel").tolist()


def test_a_draw_is_the_same_whatever_the_order_of_the_rows() -> None:
    forward = simple(CASES, 20, seed=7)
    backward = simple(CASES[::-1], 20, seed=7)
    assert [CASES[row] for row in forward.rows] == [CASES[::-1][row] for row in backward.rows]
    assert np.all(forward.chance == 0.1)
    assert set(forward.rows) | set(forward.replacements[""]) == set(range(200))


def test_a_case_that_is_added_leaves_most_of_a_sample_as_it_was() -> None:
    before = {CASES[row] for row in simple(CASES, 20, seed=7).rows}
    more = [*CASES, "nieuw"]
    after = {more[row] for row in simple(more, 20, seed=7).rows}
    assert len(before - after) <= 1


def test_each_stratum_gives_its_number_and_its_own_weight() -> None:
    strata = ["a" if number < 150 else "b" for number in range(200)]
    found = stratified(CASES, strata, {"a": 15, "b": 25}, seed=3)
    assert sorted(found.stratum) == ["a"] * 15 + ["b"] * 25
    assert {(name, weight) for name, weight in zip(found.stratum, found.weight, strict=True)} == {
        ("a", 10.0),
        ("b", 2.0),
    }
    assert found.weight.sum() == pytest.approx(200)
    assert all(strata[row] == "b" for row in found.replacements["b"])


def test_a_systematic_sample_is_spread_over_the_list() -> None:
    found = systematic(CASES, 20, seed=5, by=[f"{number:03}" for number in range(200)])
    steps = np.diff(np.sort(found.rows))
    assert set(steps) == {10}
    assert np.allclose(found.chance, 0.1)


def test_chances_by_size_add_up_and_none_is_above_one() -> None:
    chance = inclusion_chances(np.array([100.0, 50.0, 1.0, 1.0, 1.0]), 3)
    assert chance.tolist() == pytest.approx([1.0, 1.0, 1 / 3, 1 / 3, 1 / 3])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=5, max_size=40), st.data())
def test_every_case_is_drawn_as_often_as_its_chance_says(size: list[int], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(size)))
    cases = CASES[: len(size)]
    expected = inclusion_chances(np.array(size, dtype=float), number)
    seen = np.zeros(len(size))
    for seed in range(300):
        drawn = by_size(cases, size, number, seed)
        assert len(set(drawn.rows.tolist())) == number
        seen[drawn.rows] += 1
    assert np.all(np.abs(seen / 300 - expected) <= 5 * np.sqrt(expected * (1 - expected) / 300) + 1e-9)


def test_strata_get_as_many_as_they_are_large_and_at_least_two() -> None:
    sizes = {"politie": 1500, "school": 700, "zelf": 100, "klein": 1}
    assert allocate(sizes, 100) == {"politie": 65, "school": 30, "zelf": 4, "klein": 1}
    assert allocate(sizes, 30, "gelijk") == {"politie": 10, "school": 10, "zelf": 9, "klein": 1}
    assert allocate({"a": 100, "b": 100}, 30, "spreiding", {"a": 1.0, "b": 2.0}) == {"a": 10, "b": 20}


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (lambda: simple(["a", "a"], 1, 0), "twice"),
        (lambda: simple(["a", "b"], 3, 0), "cannot draw 3 of 2"),
        (lambda: stratified(["a"], ["x"], {"y": 1}, 0), "differ: x, y"),
        (lambda: by_size(["a", "b"], [1, 0], 1, 0), "size above 0"),
        (lambda: allocate({"a": 5, "b": 5}, 3), "cannot spread"),
        (lambda: files_needed(0, 100), "margin"),
        (lambda: margin_of(101, 100), "cannot read 101 of 100"),
        (lambda: kappa(["x"], ["q"], ["x"]), "no level of the variable: q"),
        (lambda: alpha([[1, None], [None, 2]]), "no file was read twice"),
        (lambda: share([True, True], [1, 1], None, {"": 1}), "more files than cases"),
    ],
)
def test_what_cannot_be_is_refused(what: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        what()  # type: ignore[operator]


def test_several_codes_in_one_field_are_each_called_by_name() -> None:
    names = {"01": message("Partnergeweld"), "09": message("Iets anders")}
    wording = Wording("nl")
    assert wording.text(label_of("01,09", names)) == "Partnergeweld; Iets anders"
    assert wording.text(label_of("01,12", names)) == "Partnergeweld; 12"
    assert wording.text(label_of("onbekend", names)) == "onbekend"


@pytest.mark.parametrize("seed", range(5))
def test_a_share_without_variance_within_strata_is_not_called_certain(seed: int) -> None:
    lot = np.random.default_rng(seed)
    sizes = {f"s{at}": int(size) for at, size in enumerate(lot.integers(3, 900, 25))}
    files = {name: 47 if name == "s0" else 2 for name in sizes}
    sizes["s0"] = 855
    strata = [name for name, number in files.items() for _ in range(number)]
    lot.shuffle(strata)
    weight = [1 / (files[name] / sizes[name]) for name in strata]
    for name, size in sizes.items():
        found = share([one == name for one in strata], weight, strata, sizes)
        assert found.value == pytest.approx(size / sum(sizes.values()))
        assert found.standard_error == pytest.approx(0.0, abs=1e-12)
        assert (found.low, found.high) == pytest.approx(wilson(95 * found.value, 95), abs=1e-6)


def test_a_margin_knows_the_design() -> None:
    assert margin_of_design([100 / 2300] * 100, 2300) == pytest.approx(margin_of(100, 2300))
    # 50 of 900 and 50 of 100, by hand: 1.96 * sqrt(.25 * (.9^2 * (1 - 1/18) / 50 + .1^2 * .5 / 50) * 1000/999)
    uneven = [50 / 900] * 50 + [50 / 100] * 50
    assert margin_of_design(uneven, 1000) == pytest.approx(0.1217, abs=5e-5)
    assert margin_of(100, 1000) == pytest.approx(0.0930, abs=5e-5)
    with pytest.raises(ValueError, match="these chances"):
        margin_of_design([0.0], 10)


def test_files_for_a_margin_and_the_margin_of_files() -> None:
    # Cochran (1977), 4.2: 95 % within 5 points of a share of one half asks for 384.16 files; 4.4 with N = 3200: 344.
    assert files_needed(0.05, None) == 385
    assert files_needed(0.05, 3200) == 344
    assert margin_of(100, 2300) == pytest.approx(0.0959, abs=5e-5)
    assert margin_of(2300, 2300) == 0.0


@settings(max_examples=50, deadline=None)
@given(st.integers(10, 5000), st.floats(0.02, 0.3))
def test_so_many_files_buy_the_margin_and_one_less_does_not(cases: int, margin: float) -> None:
    files = files_needed(margin, cases)
    assert margin_of(files, cases) <= margin + 1e-9
    if 1 < files < cases:
        assert margin_of(files - 1, cases) > margin - 1e-9


@pytest.mark.parametrize(
    ("numbers", "interval"), [((65, 100), (55, 74)), ((25, 100), (18, 34)), ((32, 100), (24, 42))]
)
def test_a_simple_sample_gives_the_published_intervals(
    numbers: tuple[int, int], interval: tuple[int, int]
) -> None:
    found = share([True] * numbers[0] + [False] * (numbers[1] - numbers[0]), np.ones(numbers[1]))
    assert (round(100 * found.low), round(100 * found.high)) == interval
    assert found.design_effect == pytest.approx(1.0)


def test_a_stratified_mean_by_hand() -> None:
    # Two strata of 40 and 60 cases; means 3 and 10, variances 4 and 8 (n = 3 and n = 2).
    values, stratum = [1, 3, 5, 8, 12], ["a", "a", "a", "b", "b"]
    weight = [40 / 3] * 3 + [30.0] * 2
    found = mean(values, weight, stratum, {"a": 40, "b": 60})
    assert found.value == pytest.approx(0.4 * 3 + 0.6 * 10)
    variance = 0.4**2 * (1 - 3 / 40) * 4 / 3 + 0.6**2 * (1 - 2 / 60) * 8 / 2
    assert found.standard_error == pytest.approx(variance**0.5)


def test_a_share_of_all_or_none_stays_within_its_bounds_whatever_the_weights() -> None:
    weight = [140 / 60] * 60 + [1.1, 1 / 3]
    every, none = share([True] * 62, weight), share([False] * 62, weight)
    assert (every.value, none.value) == (1.0, 0.0)
    assert (every.high, none.low) == pytest.approx((1.0, 0.0), abs=1e-12)
    assert every.low == pytest.approx(1 - none.high) == pytest.approx(0.9417, abs=5e-5)  # Wilson, 62 of 62


def test_reading_every_file_leaves_no_doubt() -> None:
    assert mean([1, 2, 3], [1, 1, 1], None, {"": 3}).standard_error == 0.0
    found = share([True, False, False], [1, 1, 1], None, {"": 3})
    assert found.low == found.value == found.high == pytest.approx(1 / 3)
    assert share([True, False, False], [2, 2, 2], None, {"": 6}).high > 0.5


@pytest.mark.parametrize(
    ("scale", "published"), [("nominaal", 0.743), ("ordinaal", 0.815), ("interval", 0.849)]
)
def test_alpha_of_krippendorffs_own_example(scale: str, published: float) -> None:
    no = None
    said = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, no, no, no],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, no, 3],
        [no, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, no],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, no],
    ]
    found = alpha(said, scale=scale, draws=200)  # type: ignore[arg-type]
    assert found.value == pytest.approx(published, abs=5e-4)
    assert found.low is not None
    assert found.low < published < found.high  # type: ignore[operator]


def test_masi_is_what_passonneau_defines() -> None:
    """Jaccard times 1, 2/3, 1/3 or 0: the same, one in the other, overlap, nothing shared (Passonneau 2006)."""
    assert masi("ab", "ab") == masi("", "") == 1.0
    assert masi("a", "ab") == pytest.approx(1 / 2 * 2 / 3)
    assert masi("abc", "abd") == pytest.approx(2 / 4 * 1 / 3)
    assert masi("a", "b") == masi("", "a") == 0.0


def test_alpha_of_several_answers_and_of_days_is_that_of_nltk() -> None:
    """Both worked out with nltk 3.10: AnnotationTask(...).alpha() with masi_distance and interval_distance."""
    anna = "ggz|ggz wijkteam||wijkteam|politie ggz|onbekend|ggz wijkteam politie|wijkteam||ggz"
    bram = "ggz|ggz||wijkteam politie|politie wijkteam|onbekend|ggz wijkteam|wijkteam|ggz|wijkteam"
    sets = alpha_of_sets([[one.split() for one in reader.split("|")] for reader in (anna, bram)])
    assert sets.value == pytest.approx(0.4049526584122358, abs=1e-12)
    assert sets.raw == 0.4
    days = [
        ["2024-03-01", "2024-03-05", "2023-12-31", "2024-02-29", "2024-07-01"],
        ["2024-03-01", "2024-03-12", "2024-01-01", "2024-02-29", "2024-06-01"],
    ]
    numbers = [[float(date.fromisoformat(day).toordinal()) for day in reader] for reader in days]
    assert alpha(numbers, scale="interval").value == pytest.approx(0.9711969923596232, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.frozensets(st.sampled_from("abc"))] * 2), min_size=2, max_size=15))
def test_alpha_of_sets_is_one_less_the_distance_seen_over_that_by_chance(
    pairs: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    """The definition in loops: distance within files, over distance between any two of all readings."""
    every = [one for pair in pairs for one in pair]
    seen = sum(1 - masi(one, other) for one, other in pairs) / len(pairs)
    chance = [1 - masi(every[i], every[j]) for i in range(len(every)) for j in range(len(every)) if i != j]
    found = alpha_of_sets(list(zip(*pairs, strict=True)), draws=20).value
    if sum(chance) == 0:
        assert found is None
    else:
        assert found == pytest.approx(1 - seen / (sum(chance) / len(chance)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=5, max_size=80),
    st.sampled_from([("geen", None), ("lineair", "linear"), ("kwadratisch", "quadratic")]),
)
def test_kappa_equals_that_of_statsmodels(
    pairs: list[tuple[str, str]], weights: tuple[str, str | None]
) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    found = kappa(one, other, "abc", weights=weights[0])  # type: ignore[arg-type]
    table = np.zeros((3, 3))
    for a, b in pairs:
        table["abc".index(a), "abc".index(b)] += 1
    if found.value is None:
        return
    with np.errstate(invalid="ignore"):
        theirs = cohens_kappa(table, wt=weights[1])
    assert found.value == pytest.approx(theirs.kappa)
    z = 1.959963984540054
    error = max(theirs.var_kappa, 0.0) ** 0.5  # theirs is a hair below 0 where nothing varies
    assert found.low == pytest.approx(max(theirs.kappa - z * error, -1), abs=1e-6)


@pytest.mark.parametrize(
    ("weights", "printed"), [("geen", (0.4842, 0.2137, 0.7547)), ("lineair", (0.4701, 0.1845, 0.7558))]
)
def test_kappa_and_its_interval_are_those_that_sas_prints(
    weights: str, printed: tuple[float, float, float]
) -> None:
    # the printout of SAS that the tests of statsmodels quote (test_inter_rater.py, table10)
    table = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
    pairs = [
        ("abc"[row], "abc"[column])
        for row in range(3)
        for column in range(3)
        for _ in range(table[row][column])
    ]
    found = kappa([one for one, _ in pairs], [other for _, other in pairs], "abc", weights=weights)  # type: ignore[arg-type]
    assert (found.value, found.low, found.high) == pytest.approx(printed, abs=5e-5)


def test_readers_who_never_differ_nor_vary_say_nothing_about_agreement() -> None:
    for files in (2, 6, 10, 49):
        found = kappa(["x"] * files, ["x"] * files, ["x", "y"])
        assert (found.value, found.raw) == (None, 1.0)
    assert alpha([[1, 1], [1, 1]]).value is None


@pytest.mark.parametrize("design", ["eenvoudig", "gelaagd", "naar-omvang"])
def test_intervals_cover_the_truth(design: str) -> None:
    random = np.random.default_rng(11)
    size = {"a": 600, "b": 300, "c": 100}
    strata = [name for name, number in size.items() for _ in range(number)]
    has = random.random(1000) < np.array([{"a": 0.2, "b": 0.5, "c": 0.8}[name] for name in strata])
    reports = 1 + random.poisson(1.5, 1000)
    cases, truth, covered = [str(number) for number in range(1000)], has.mean(), 0
    for seed in range(1000):
        if design == "eenvoudig":
            drawn = simple(cases, 100, seed)
        elif design == "gelaagd":
            drawn = stratified(cases, strata, {"a": 40, "b": 35, "c": 25}, seed)
        else:
            drawn = by_size(cases, reports, 100, seed)
        chance = drawn.chance if drawn.with_unequal_chances else None
        found = share(has[drawn.rows], drawn.weight, drawn.stratum, drawn.sizes, chance=chance)
        covered += found.low <= truth <= found.high
    assert 930 <= covered <= 970


@pytest.mark.parametrize("what", ["gemiddelde", "deel van de dossiers"])
def test_intervals_of_means_and_of_a_part_cover_the_truth(what: str) -> None:
    random = np.random.default_rng(12)
    strata = ["a"] * 600 + ["b"] * 300 + ["c"] * 100
    level = np.array([{"a": 1.0, "b": 3.0, "c": 6.0}[name] for name in strata])
    values, asked = random.gamma(2.0, level), random.random(1000) < 0.6
    has = random.random(1000) < level / 10
    cases, covered = [str(number) for number in range(1000)], 0
    truth = values.mean() if what == "gemiddelde" else has[asked].mean()
    for seed in range(1000):
        drawn = stratified(cases, strata, {"a": 40, "b": 35, "c": 25}, seed)
        design = (drawn.weight, drawn.stratum, drawn.sizes)
        if what == "gemiddelde":
            found = mean(values[drawn.rows], *design)
        else:
            found = share(has[drawn.rows], *design, among=asked[drawn.rows])
        covered += found.low <= truth <= found.high
    assert 930 <= covered <= 970, covered
