"""A benchmark from its folder to what may be shown: what is compared, what is refused, what stays hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from helpers.benchmarks import SETTINGS, benchmark_folder, opened
from ketenzicht.cli import app, compare
from ketenzicht.compare.benchmark import mix
from ketenzicht.compare.settings import load_benchmark
from ketenzicht.compare.standardise import direct
from ketenzicht.errors import UserError
from ketenzicht.publish.benchmark import release_benchmark
from ketenzicht.publish.benchmark_report import benchmark_data, render_benchmark
from ketenzicht.publish.benchmark_words import benchmark_view
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden

pytestmark = pytest.mark.unit

MANY = [(f"U{unit:02}", 2024, 100 + 5 * unit, 10_000) for unit in range(20)]

SMALLEST_POLICY = "bronhouder: Bron\ncontact: bron@voorbeeld.example\ngeldig_van: 2026-01-01\n"
POLICIES = [
    (False, "drempel: 20\nuitvoer: [json]\n", ""),
    (False, "tweede_persoon: true\n", "tweede persoon"),
    (False, "geldig_tot: 2026-01-02\n", "gold tot"),
    (True, "", "in de map van de vergelijking"),
]


def share(**more: object) -> dict[str, object]:
    return {"naam": "aandeel", "soort": "aandeel", "definitie": "MELD", **more}


def test_a_unit_with_another_definition_is_set_apart_and_named(tmp_path: Path) -> None:
    rows = [(*row, "MELD" if row[0] != "U03" else "ANDERS") for row in MANY]
    columns = ("code", "jaar", "x", "n", "definitie")
    found = opened(benchmark_folder(tmp_path, rows, columns=columns, named={"definitie": "definitie"}))
    assert not found.compared[3]
    shown = release_benchmark(found)
    assert "U03" not in {one.name for one in shown.units}
    assert benchmark_view(shown, "nl").apart == (("U03", "telt met een andere definitie (ANDERS)"),)
    # all others together, without the 115 of the one set apart
    assert shown.reference_rate == pytest.approx(
        1000 * (sum(row[2] for row in MANY) - 115) / 190_000, rel=1e-3
    )


def test_with_only_other_definitions_the_comparison_is_refused(tmp_path: Path) -> None:
    rows = [(*row, "ANDERS") for row in MANY]
    columns = ("code", "jaar", "x", "n", "definitie")
    folder = benchmark_folder(tmp_path, rows, columns=columns, named={"definitie": "definitie"})
    with pytest.raises(UserError, match="geen twee eenheden te vergelijken met definitie 'MELD'") as refused:
        opened(folder)
    assert refused.value.line is not None


def test_a_hidden_or_absent_group_is_not_nobody(tmp_path: Path) -> None:
    rows = [(f"U{unit:02}", 2024, age, 40, 1000) for unit in range(12) for age in ("jong", "oud")]
    rows[3] = ("U01", 2024, "oud", "x", 1000)
    del rows[5]
    columns = ("code", "jaar", "leeftijd", "x", "n")
    found = opened(benchmark_folder(tmp_path, rows, columns=columns, named={"groep": "leeftijd"}))
    assert found.compared.tolist() == [True, False, False, *[True] * 9]
    view = benchmark_view(release_benchmark(found), "nl")
    assert view.apart == (
        ("U01", "de bron heeft dit cijfer niet"),
        ("U02", "niet voor elke groep is er een telling"),
    )


def test_small_counts_have_no_figure_and_no_place(tmp_path: Path) -> None:
    rows = [*MANY, ("U98", 2024, 4, 10_000), ("U99", 2024, 7, 10_000)]
    folder = benchmark_folder(tmp_path, rows, eigen=["U98"])
    shown = release_benchmark(opened(folder))
    small = [one for one in shown.units if one.code in ("U98", "U99")]
    assert [one.shown.figure for one in small] == [Hidden("klein"), Hidden("klein")]
    assert all(one.place is None and one.probable is None and one.shown.value is None for one in small)
    page = render_benchmark(shown, "nl")
    assert "minder dan 10" in page
    assert "mag niet getoond worden" in page
    data = json.dumps(benchmark_data(shown), default=str)
    assert '"value": 0.4' not in data
    assert '"hidden": "klein"' in data


def test_what_is_said_of_a_unit_follows_from_its_rounded_count(tmp_path: Path) -> None:
    """118 and 122 are both 120: but for what all units together say, no reader can tell which it was."""
    found = []
    for number, (one, other) in enumerate(((118, 122), (122, 118))):
        rows = [*MANY, ("U50", 2024, one, 9000), ("U51", 2024, other, 11_000)]
        shown = release_benchmark(opened(benchmark_folder(tmp_path / str(number), rows)))
        found.append({unit.code: unit for unit in shown.units}["U50"])
    assert found[0].shown == found[1].shown
    assert found[0].place == found[1].place
    assert found[0].shown.count == 120
    assert found[0].shown.value == pytest.approx(120 / 9)


def test_a_single_small_count_does_not_follow_from_the_total(tmp_path: Path) -> None:
    """Without rounding one hidden count would be the total minus the rest: so another is hidden as well."""
    rows = [("A", 2024, 100, 1000), ("B", 2024, 50, 1000), ("C", 2024, 3, 1000), ("D", 2024, 80, 1000)]
    shown = release_benchmark(opened(benchmark_folder(tmp_path, rows)), Policy(rounding=1))
    assert [one.shown.value is None for one in shown.units].count(True) >= 2


def test_where_the_total_would_tell_nothing_is_shown(tmp_path: Path) -> None:
    """11 in all, of which 10 are shown: the other would be 1, and so would it be if the 10 were hidden."""
    rows = [("A", 2024, 0, 1000), ("B", 2024, 1, 1000), ("C", 2024, 10, 1000)]
    with pytest.raises(UserError, match="mag het cijfer niet getoond worden"):
        release_benchmark(opened(benchmark_folder(tmp_path, rows)), Policy(rounding=1))
    own = {"bestand": "land.csv", "bron": "landelijk"}
    folder = benchmark_folder(tmp_path, rows, files={"land.csv": "x;n\n20;1000\n"}, standaard=own)
    shown = release_benchmark(opened(folder), Policy(rounding=1))
    assert all(one.shown.value is None for one in shown.units if one.code == "B")


def test_nor_does_it_follow_when_other_units_count_by_another_definition(tmp_path: Path) -> None:
    """The rate of all is that of the units compared, without the one set apart: their total counts."""
    rows = [
        *(
            (code, 2024, number, 1000, "MELD")
            for code, number in (("A", 100), ("B", 50), ("C", 3), ("D", 80))
        ),
        ("E", 2024, 70, 1000, "ANDERS"),
    ]
    columns = ("code", "jaar", "x", "n", "definitie")
    folder = benchmark_folder(tmp_path, rows, columns=columns, named={"definitie": "definitie"})
    shown = release_benchmark(opened(folder), Policy(rounding=1))
    assert shown.reference_rate == pytest.approx(1000 * 233 / 4000)
    assert [one.shown.value is None for one in shown.units].count(True) >= 2


def test_units_stand_by_name_and_never_by_outcome(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = [(code, 2024, int(random.integers(20, 400)), 5000) for code in "QWERTYUIOPASDF"]
    view = benchmark_view(release_benchmark(opened(benchmark_folder(tmp_path, rows))), "nl")
    names = [one.name for one in view.units]
    assert names == sorted(names)
    values = [one.value.text for one in view.units]
    assert values != sorted(values)


def test_a_young_unit_is_expected_to_have_more(tmp_path: Path) -> None:
    rows = []
    for unit in range(12):
        young = 1000 if unit else 3000
        rows += [
            (f"U{unit:02}", 2024, "jong", young // 10, young),
            (f"U{unit:02}", 2024, "oud", 40, 4000 - young),
        ]
    rows[1] = ("U00", 2024, "oud", 13, 1000)
    columns = ("code", "jaar", "leeftijd", "x", "n")
    shown = release_benchmark(
        opened(benchmark_folder(tmp_path, rows, columns=columns, named={"groep": "leeftijd"}))
    )
    first, second = shown.units[:2]
    # as they are 78 and 35 per 1,000; their groups explain the difference
    assert first.shown.value == pytest.approx(second.shown.value, rel=0.03)
    assert shown.strata == ("jong", "oud")
    assert float(mix([3000, 1000], [100, 40], [1000, 3000])) == pytest.approx((300 + 40 / 3) / 4000 / 0.035)


def test_groups_stand_as_people_count(tmp_path: Path) -> None:
    groups = ("4-11", "12-17", "0-3")
    rows = [(f"U{unit:02}", 2024, group, 20, 1000) for unit in range(3) for group in groups]
    columns = ("code", "jaar", "leeftijd", "x", "n")
    folder = benchmark_folder(tmp_path, rows, columns=columns, named={"groep": "leeftijd"})
    assert opened(folder).counts.strata == ("0-3", "4-11", "12-17")


def test_directly_standardised_a_unit_has_the_groups_of_all(tmp_path: Path) -> None:
    rows, events, people = [], [], []
    for unit in range(12):
        numbers = [1000 + 100 * unit, 3000 - 100 * unit]
        counts = [150 + 20 * unit, 400 - 10 * unit]
        events.append(counts)
        people.append(numbers)
        for age, x, n in zip(("jong", "oud"), counts, numbers, strict=True):
            rows.append((f"U{unit:02}", 2024, age, x, n))
    columns = ("code", "jaar", "leeftijd", "x", "n")
    folder = benchmark_folder(
        tmp_path, rows, columns=columns, named={"groep": "leeftijd"}, standaardisatie="direct"
    )
    expected = direct(events, people, np.sum(people, axis=0), per=1000)
    shown = release_benchmark(opened(folder), Policy(rounding=1))
    for place, one in enumerate(shown.units):
        # no finer than one case
        assert one.shown.value == pytest.approx(expected.value[place], rel=0.6 / one.shown.count)
        assert one.shown.value is not None
        wide = (one.shown.high - one.shown.low) / (expected.high[place] - expected.low[place])
        assert wide == pytest.approx(1, abs=0.06)
    assert shown.funnel is not None
    assert "Intervallen volgens Dobson" in dict(benchmark_view(shown, "nl").method)["Standaardisatie"]
    coarse = release_benchmark(opened(folder), Policy(rounding=25, threshold=30)).units[0].shown
    assert coarse.value == pytest.approx(expected.value[0], rel=25 / 550)
    assert coarse.value != pytest.approx(expected.value[0], rel=1e-3)


def test_direct_standardisation_needs_groups(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="vraagt een kolom bij 'groep'"):
        opened(benchmark_folder(tmp_path, MANY, standaardisatie="direct"))


def test_persons_with_several_events_widen_intervals(tmp_path: Path) -> None:
    once = release_benchmark(opened(benchmark_folder(tmp_path / "a", MANY)))
    rows = [(*row, 4 * row[2]) for row in MANY]
    columns = ("code", "jaar", "x", "n", "k")
    often = release_benchmark(
        opened(benchmark_folder(tmp_path / "b", rows, columns=columns, named={"kwadraten": "k"}))
    )
    assert often.dispersion == 4
    assert often.units[0].shown.value == once.units[0].shown.value
    wide = often.units[0].shown.high - often.units[0].shown.low
    assert wide / (once.units[0].shown.high - once.units[0].shown.low) == pytest.approx(2, rel=0.05)


def test_a_share_has_its_own_interval_and_percents(tmp_path: Path) -> None:
    rows = [(f"U{unit:02}", 2024, 30 + unit, 100) for unit in range(15)]
    shown = release_benchmark(opened(benchmark_folder(tmp_path, rows, indicator=share())))
    first = shown.units[0].shown
    assert (first.count, first.among, first.value) == (30, 100, 0.3)
    assert (first.low, first.high) == pytest.approx((0.2189489, 0.3958485), abs=1e-6)
    assert benchmark_view(shown, "nl").units[0].value.text == "30,0\N{NO-BREAK SPACE}%"


def test_a_definition_that_changes_breaks_the_series(tmp_path: Path) -> None:
    rows = [
        (f"U{unit:02}", year, 100 + (50 if year >= 2020 else 0), 10_000, "NIEUW" if year >= 2020 else "OUD")
        for unit in range(12)
        for year in range(2012, 2026)
    ]
    folder = benchmark_folder(
        tmp_path,
        rows,
        columns=("code", "jaar", "x", "n", "definitie"),
        named={"definitie": "definitie"},
        indicator={**SETTINGS["indicator"], "definitie": "NIEUW"},  # type: ignore[dict-item]
        eigen=["U00"],
    )
    shown = release_benchmark(opened(folder))
    (chapter,) = shown.chapters
    assert [at.year for at in chapter.breaks] == [2020]
    assert [round(segment.centre, 1) for segment in chapter.trend.segments] == [10.0, 15.0]
    assert chapter.trend.signals == ()
    view = benchmark_view(shown, "nl").chapters[0]
    assert view.warnings == (
        "Vergelijk cijfers van voor 2020 niet met die erna: andere definitie: OUD wordt NIEUW.",
    )
    remarks = {year: remark for year, _, _, remark in view.years}
    assert remarks["2020"].startswith("breuk")
    assert remarks["2019"] == ""


def test_breaks_that_are_said_hold_for_the_units_that_they_name(tmp_path: Path) -> None:
    rows = [(f"U{unit:02}", year, 100, 10_000) for unit in range(12) for year in range(2015, 2025)]
    breaks = [{"vanaf": 2018, "wat": "nieuw systeem", "eenheden": ["U01"]}, {"vanaf": 2030, "wat": "later"}]
    shown = release_benchmark(
        opened(benchmark_folder(tmp_path, rows, eigen=["U00", "U01"], reeksbreuken=breaks))
    )
    assert [[at.year for at in one.breaks] for one in shown.chapters] == [[], [2018]]


def test_breaks_of_the_chain_count_and_its_definition_has_a_name(tmp_path: Path) -> None:
    from ketenzicht.chain import load_chain

    chain = load_chain("thuiszitters")
    broken = next(
        one for one in chain.series_breaks if one.kind == "breuk" and one.first and one.first[:4].isdigit()
    )
    code, year = broken.definitions[0], int(str(broken.first)[:4])
    rows = [(f"U{unit:02}", at, 100, 10_000) for unit in range(12) for at in range(year - 3, year + 3)]
    indicator = {**SETTINGS["indicator"], "definitie": code}  # type: ignore[dict-item]
    folder = benchmark_folder(tmp_path, rows, eigen=["U00"], keten="thuiszitters", indicator=indicator)
    shown = release_benchmark(opened(folder))
    assert year in [at.year for at in shown.chapters[0].breaks]
    assert shown.definition_name is not None
    indicator["definitie"] = code + "X"
    with pytest.raises(UserError, match="geen definitie") as refused:
        load_benchmark(benchmark_folder(tmp_path, rows, keten="thuiszitters", indicator=indicator))
    assert f"Bedoelde je '{code}'?" in refused.value.fix


def circumstances() -> str:
    lines = ["code;inwoners;arm;klasse"]
    lines += [
        f"U{unit:02};{1000 * 2 ** (unit // 4)};{unit % 4};{'groot' if unit >= 10 else 'klein'}"
        for unit in range(20)
    ]
    return "\n".join(lines) + "\n"


def test_comparable_units_are_the_nearest_with_reasons(tmp_path: Path) -> None:
    setting = {
        "bestand": "omgeving.csv",
        "bron": "verzonnen",
        "eenheid": "code",
        "kenmerken": [
            {"kolom": "inwoners", "naam": "inwoners", "schaal": "factor"},
            {"kolom": "arm", "naam": "lage inkomens"},
        ],
    }
    folder = benchmark_folder(
        tmp_path,
        MANY,
        files={"omgeving.csv": circumstances()},
        omgeving=setting,
        eigen=["U05"],
        vergelijkbaar=4,
    )
    shown = release_benchmark(opened(folder))
    peers = shown.chapters[0].peers
    # U05 is (2, 1): one step of a factor, or one of income
    assert {peer.unit.code for peer in peers} == {"U01", "U09", "U04", "U06"}
    distances = [peer.distance for peer in peers]
    assert distances == sorted(distances, key=float)
    told = {peer.unit.code: (peer.higher, peer.lower) for peer in peers}
    assert told["U09"] == (("inwoners",), ())
    assert told["U04"] == ((), ("lage inkomens",))
    sentence = benchmark_view(shown, "nl").chapters[0].peers_sentence
    assert sentence.startswith("Dit zijn de 4 gemeenten die het meest lijken in: inwoners, lage inkomens.")


def test_a_unit_that_is_not_compared_is_nobodys_neighbour(tmp_path: Path) -> None:
    rows = [(*row, "ANDERS" if row[0] == "U04" else "MELD") for row in MANY]
    setting = {
        "bestand": "omgeving.csv",
        "bron": "verzonnen",
        "eenheid": "code",
        "kenmerken": [{"kolom": "arm", "naam": "lage inkomens"}],
    }
    folder = benchmark_folder(
        tmp_path,
        rows,
        columns=("code", "jaar", "x", "n", "definitie"),
        named={"definitie": "definitie"},
        files={"omgeving.csv": circumstances()},
        omgeving=setting,
        eigen=["U00", "U04"],
        vergelijkbaar=3,
    )
    first, other = release_benchmark(opened(folder)).chapters
    # U04, U08, U12 and U16 are as U00 is
    assert [peer.unit.code for peer in first.peers] == ["U08", "U12", "U16"]
    assert other.apart is not None
    assert [peer.unit.code for peer in other.peers] == ["U00", "U08", "U12"]


def test_a_national_class_is_the_alternative(tmp_path: Path) -> None:
    setting = {"bestand": "omgeving.csv", "bron": "verzonnen", "eenheid": "code", "klasse": "klasse"}
    folder = benchmark_folder(
        tmp_path, MANY, files={"omgeving.csv": circumstances()}, omgeving=setting, eigen=["U05"]
    )
    chapter = release_benchmark(opened(folder)).chapters[0]
    assert chapter.peer_group == "klein"
    assert {peer.unit.code for peer in chapter.peers} == {f"U{unit:02}" for unit in range(10)} - {"U05"}


def test_a_reference_of_its_own(tmp_path: Path) -> None:
    folder = benchmark_folder(
        tmp_path,
        MANY,
        files={"land.csv": "x;n\n2000;100000\n"},
        standaard={"bestand": "land.csv", "bron": "landelijke cijfers"},
    )
    shown = release_benchmark(opened(folder))
    assert shown.reference_rate == pytest.approx(20)
    assert shown.funnel is not None
    assert shown.funnel.centre == pytest.approx(20)


def test_few_units_have_no_limits(tmp_path: Path) -> None:
    shown = release_benchmark(opened(benchmark_folder(tmp_path, MANY[:10])))
    assert shown.funnel is None
    assert shown.units[0].place is None
    assert "te weinig gemeenten voor grenzen" in benchmark_view(shown, "nl").funnel_sentences[0]
    strict = replace(Policy(), degrees_of_freedom=30)
    assert release_benchmark(opened(benchmark_folder(tmp_path, MANY)), strict).funnel is None


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([("A", 2024, "veel", 10)], "geen getal is en geen bekend teken"),
        ([("A", "vorig jaar", 1, 10)], "is geen jaar"),
        ([("A", 2024, 1, 10), ("A", 2024, 2, 10)], "staan er al, op regel 2"),
        ([("A", 2024, -1, 10)], "lager dan nul"),
        ([("A", 2024, 1, 0)], "de noemer is nul"),
        ([("", 2024, 1, 10)], "geen eenheid"),
        ([], "geen rijen"),
    ],
)
def test_mistakes_in_the_table_name_the_line(
    tmp_path: Path, rows: list[tuple[object, ...]], what: str
) -> None:
    with pytest.raises(UserError, match=what) as refused:
        opened(benchmark_folder(tmp_path, rows))
    assert str(refused.value.file).endswith("tellingen.csv")
    if rows:
        assert refused.value.line == len(rows) + 1


def test_a_share_of_more_than_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="hoger dan de noemer"):
        opened(benchmark_folder(tmp_path, [("A", 2024, 11, 10)], indicator=share()))


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        ({"eigen": ["U0O"]}, "Bedoelde je"),
        ({"jaar": 2023}, "Bedoelde je '2024'?"),
        ({"indicatr": {}}, "Bedoelde je 'indicator'?"),
        ({"standaard": {"bestand": "tellinge.csv", "bron": "x"}}, "Bedoelde je 'tellingen.csv'?"),
    ],
)
def test_mistakes_in_the_settings_give_a_hint(tmp_path: Path, settings: dict[str, object], hint: str) -> None:
    folder = benchmark_folder(tmp_path, MANY, **settings)  # type: ignore[arg-type]
    with pytest.raises(UserError) as refused:
        opened(folder)
    assert hint in refused.value.text()
    assert "benchmark.yaml:" in refused.value.text()


def test_an_unknown_column_gives_a_hint(tmp_path: Path) -> None:
    folder = benchmark_folder(tmp_path, MANY, named={"eenheid": "cod"})
    with pytest.raises(UserError, match="ontbreekt") as refused:
        opened(folder)
    assert refused.value.fix == "Bedoelde je 'code'?"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.delenv("KETENZICHT_POLICY_FILE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    if not any(group.name == "compare" for group in app.registered_groups):
        compare.register(app)
    return CliRunner()


def test_the_example_is_checked_run_and_written_in_two_languages(runner: CliRunner, tmp_path: Path) -> None:
    folder = tmp_path / "voorbeeld"
    for verb in ("new", "check", "run"):
        answer = runner.invoke(app, ["compare", verb, str(folder)], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
    assert "Geen ranglijst" not in answer.output
    assert "Oosterzegge" in answer.output
    page = (folder / "out" / "vergelijking.html").read_text(encoding="utf-8")
    english = (folder / "out" / "vergelijking.en.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert "SYNTHETISCH" in page
    assert "Er is geen ranglijst" in page
    assert "There is no ranking" in english
    assert (folder / "out" / "vergelijking.pdf").read_bytes().startswith(b"%PDF")
    data = json.loads((folder / "out" / "vergelijking.json").read_text(encoding="utf-8"))
    assert [one["unit"]["name"] for one in data["chapters"]] == ["Oosterklaver", "Oosterzegge"]
    assert [signal["year"] for signal in data["chapters"][0]["signals"]] == [2024]
    assert data["chapters"][1]["breaks"] == [{"from": 2019, "what": "een nieuw registratiesysteem"}]
    assert all(one["count"] % 5 == 0 for one in data["units"])
    with pytest.raises(UserError, match="staat al"):
        runner.invoke(app, ["compare", "new", str(folder)], catch_exceptions=False)


def test_the_same_folder_gives_the_same_bytes(runner: CliRunner, tmp_path: Path) -> None:
    folder = tmp_path / "voorbeeld"
    runner.invoke(app, ["compare", "new", str(folder)], catch_exceptions=False)
    for out in ("een", "twee"):
        answer = runner.invoke(app, ["compare", "run", str(folder), "-o", str(tmp_path / out)])
        assert answer.exit_code == 0
    for name in ("html", "en.html", "pdf", "json"):
        one, two = ((tmp_path / out / f"vergelijking.{name}").read_bytes() for out in ("een", "twee"))
        assert one == two


@pytest.mark.parametrize("held", ["refused", "review"])
def test_a_policy_that_holds_counts_back_holds_the_comparison_back(tmp_path: Path, held: str) -> None:
    policy = replace(Policy(), **{held: frozenset({"Frequencies"})})  # type: ignore[arg-type]
    with pytest.raises(UserError, match="niet zomaar naar buiten"):
        release_benchmark(opened(benchmark_folder(tmp_path, MANY)), policy)


@pytest.mark.parametrize(("inside", "more", "said"), POLICIES)
def test_the_policy_of_the_custodian_holds(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool, more: str, said: str
) -> None:
    folder = benchmark_folder(tmp_path / "b", [*MANY, ("U77", 2024, 14, 10_000)])
    policy = (folder if inside else tmp_path) / "beleid.yaml"
    policy.write_text(SMALLEST_POLICY + more, encoding="utf-8")
    monkeypatch.setenv("KETENZICHT_POLICY_FILE", str(policy))
    answer = runner.invoke(app, ["compare", "run", str(folder)])
    if said:
        assert isinstance(answer.exception, UserError)
        assert said in answer.exception.what
        assert not (folder / "out").exists()
        return
    assert answer.exit_code == 0
    assert {path.name for path in (folder / "out").iterdir()} == {"vergelijking.json"}
    data = json.loads((folder / "out" / "vergelijking.json").read_text(encoding="utf-8"))
    assert data["threshold"] == 20
    assert {one["code"]: one["value"] for one in data["units"]}["U77"] is None


def test_check_gives_no_figures(runner: CliRunner, tmp_path: Path) -> None:
    folder = benchmark_folder(tmp_path / "b", MANY, eigen=["U01"])
    answer = runner.invoke(app, ["compare", "check", str(folder), "--json"], catch_exceptions=False)
    said = json.loads(answer.output)
    assert said["not_compared"] == []
    assert len(said["compared"]) == 20
    assert "105" not in answer.output


def squares_on_the_grid() -> str:
    """Places as squares of a kilometre beside each other, somewhere in the middle of the country."""
    features = []
    for unit in range(20):
        east, north = 150_000 + 1000 * (unit % 5), 450_000 + 1000 * (unit // 5)
        ring = [
            [east, north],
            [east + 1000, north],
            [east + 1000, north + 1000],
            [east, north + 1000],
            [east, north],
        ]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": f"U{unit:02}", "name": f"Plaats {unit:02}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_map_stands_beside_the_table_and_hides_what_is_small(tmp_path: Path) -> None:
    rows = [*MANY[:19], ("U19", 2024, 4, 10_000)]
    setting = {"bestand": "kaart.geojson", "bron": "verzonnen"}
    folder = benchmark_folder(tmp_path, rows, files={"kaart.geojson": squares_on_the_grid()}, kaart=setting)
    view = benchmark_view(release_benchmark(opened(folder)), "nl")
    assert view.map is not None
    assert "niet getoond" in view.map
    assert "Of een verschil meer is dan toeval, zegt de kleur niet" in view.map_caption
    assert {one.name for one in view.units} == {row[0] for row in rows}


def test_a_map_of_other_places_is_refused(tmp_path: Path) -> None:
    rows = [(f"X{row[0]}", *row[1:]) for row in MANY]
    setting = {"bestand": "kaart.geojson", "bron": "verzonnen"}
    folder = benchmark_folder(tmp_path, rows, files={"kaart.geojson": squares_on_the_grid()}, kaart=setting)
    with pytest.raises(UserError, match="geen enkele eenheid") as refused:
        opened(folder)
    assert refused.value.line is not None


def test_circumstances_may_come_from_ketenzicht_context(tmp_path: Path) -> None:
    lines = ["eenheid;jaar;kenmerk;waarde;maateenheid;ontbreekt;voorlopig;bron;opgehaald"]
    lines += [
        f"U{unit:02};{year};inwoners;{1000 + 100 * abs(unit - (5 if year == 2024 else 9))};aantal;;nee;x;2026-11-22"
        for unit in range(20)
        for year in (2023, 2024)
        if unit != 4
    ]
    lines.append("U04;2024;inwoners;;aantal;geen cijfer;nee;x;2026-11-22")
    setting = {"bestand": "c.csv", "bron": "x", "kenmerken": [{"kolom": "inwoners", "naam": "inwoners"}]}
    folder = benchmark_folder(
        tmp_path,
        MANY,
        files={"c.csv": "\n".join(lines) + "\n"},
        omgeving=setting,
        eigen=["U05"],
        vergelijkbaar=3,
    )
    found = release_benchmark(opened(folder)).chapters[0].peers
    assert [peer.unit.code for peer in found] == ["U06", "U03", "U07"]  # of 2024, and not U04: not known
    other = {**setting, "jaar": 2023}
    folder = benchmark_folder(
        tmp_path,
        MANY,
        files={"c.csv": "\n".join(lines) + "\n"},
        omgeving=other,
        eigen=["U09"],
        vergelijkbaar=3,
    )
    found = release_benchmark(opened(folder)).chapters[0].peers
    assert [peer.unit.code for peer in found] == ["U08", "U10", "U07"]
