"""What-if figures on their way out: words, rounding of estimated models, page, data, tree, command."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from markupsafe import escape
from typer.testing import CliRunner

from helpers.whatif_files import COSTS, MODEL, SCENARIO, written
from ketenzicht.chain.model import TextNode
from ketenzicht.cli import app, whatif
from ketenzicht.errors import UserError
from ketenzicht.publish.charts.tornado import Swing, tornado_spec
from ketenzicht.publish.language import Wording
from ketenzicht.publish.whatif import refuse_estimated, release_whatif
from ketenzicht.publish.whatif_figures import FigureWords
from ketenzicht.publish.whatif_names import parameter_words
from ketenzicht.publish.whatif_report import render_whatif, render_whatif_pdf, whatif_data
from ketenzicht.publish.whatif_sentence import sentence_of
from ketenzicht.publish.whatif_shown import PublishedWhatIf, Shown
from ketenzicht.publish.whatif_words import whatif_view
from ketenzicht.whatif.compare import compare
from ketenzicht.whatif.cost import read_costs
from ketenzicht.whatif.model_file import read_model_file
from ketenzicht.whatif.scenario import read_scenario
from ketenzicht.whatif.summary import summary
from ketenzicht.whatif.tornado import tornado

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).resolve().parents[2]
PREDICTION = re.compile(r"voorspel|prognose|forecast|predict(?!ion interval)", re.IGNORECASE)
ESTIMATED = (
    ("verzonnen: true\n", ""),
    (
        "{mediaan: 6, spreiding: 0.5}, herkomst: aanname",
        "{mediaan: 6, spreiding: 0.5}, herkomst: studie, gevallen: 400",
    ),
)
HERE = {"per_day": ("per_dag: {waarde: 1.0", "per_dag: {waarde: 3.0")}


def shown(
    folder: Path, *changes: tuple[str, str], scenario: tuple[tuple[str, str], ...] = ()
) -> PublishedWhatIf:
    model = read_model_file(written(folder, MODEL, HERE["per_day"], *changes))
    costs = read_costs(written(folder, COSTS, name="kosten.yaml"), model)
    said = read_scenario(written(folder, SCENARIO, *scenario, name="scenario.yaml"), model)
    found = compare(model, [said], replications=2, draws=2, seed=1, costs=costs)
    return release_whatif(found, bars=tornado(model, replications=2, seed=1))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedWhatIf:
    return shown(tmp_path_factory.mktemp("whatif"))


def test_the_tree_adds_up_to_the_difference(published: PublishedWhatIf) -> None:
    tree = published.scenarios[0].tree
    assert tree is not None
    assert sum(factor.adds for factor in tree.factors) == pytest.approx(tree.after - tree.before, abs=1e-9)
    rows = {row.name[0]: row for row in published.scenarios[0].rows}
    assert rows["caseload"].difference is not None
    assert rows["caseload"].difference.value == pytest.approx(tree.after - tree.before, rel=1e-3)


def test_the_tree_points_at_what_was_changed(tmp_path: Path) -> None:
    slower = (
        "fasen.hulp.einde.uitgevallen, wordt: 0.1",
        "fasen.veiligheidsbeoordeling.duur.klaar.mediaan, wordt: 20",
    )
    tree = shown(tmp_path, scenario=(slower,)).scenarios[0].tree
    assert tree is not None
    adds = {factor.name: factor for factor in tree.factors}
    assert adds["duur"].adds > 0.8 * tree.whole > 0
    parts = adds["duur"].parts
    assert max(parts, key=lambda name: parts[name]) == "veiligheidsbeoordeling"
    more = ("fasen.hulp.einde.uitgevallen, wordt: 0.1", "zaken.huishouden.aankomst.per_dag, maal: 1.5")
    tree = shown(tmp_path, scenario=(more,)).scenarios[0].tree
    assert tree is not None
    assert next(factor.adds for factor in tree.factors if factor.name == "eerste") > 0.7 * tree.whole > 0
    again = ("fasen.hulp.einde.uitgevallen, wordt: 0.1", "terugkeer_na.volgens-plan.kans, wordt: 0.6")
    tree = shown(tmp_path, scenario=(again,)).scenarios[0].tree
    assert tree is not None
    assert next(factor.adds for factor in tree.factors if factor.name == "herhaling") > 0.7 * tree.whole > 0


def test_no_change_says_so(tmp_path: Path) -> None:
    view = whatif_view(shown(tmp_path, scenario=(("wordt: 0.1", "maal: 1"),)), "nl")
    scenario = view.scenarios[0]
    assert scenario.sentence == "De caseload verandert niet."
    assert scenario.waterfall is None
    assert dict(scenario.costs)["Terugverdiend"] == "niet binnen de gerekende periode"


def test_what_cannot_keep_up_has_no_averages(tmp_path: Path) -> None:
    limit = ("fasen.hulp.einde.uitgevallen, wordt: 0.1", "organisaties.veilig-thuis.plaatsen, wordt: 5")
    found = shown(tmp_path, scenario=(limit,))
    scenario = whatif_view(found, "nl").scenarios[0]
    assert {row.scenario.text for row in scenario.rows} == {"loopt op"}
    assert any(row.baseline.interval for row in scenario.rows)
    assert "kan het werk op den duur niet aan" in scenario.warnings[0]
    assert found.scenarios[0].tree is None
    assert whatif_data(found)["scenarios"][0]["figures"]["caseload"]["scenario"] is None


def test_figures_of_a_study_are_rounded_and_its_estimates_not_shown(tmp_path: Path) -> None:
    found = shown(tmp_path, *ESTIMATED)
    assert found.estimated
    for row in found.rows:
        figure = row.baseline
        if row.unit == "cases" and isinstance(figure, Shown):
            assert (figure.value % 5, figure.low % 5, figure.high % 5) == (0, 0, 0)
        if row.unit == "percent" and isinstance(figure, Shown):
            assert figure.value == pytest.approx(round(figure.value, 2))
    assert all(number % 5 == 0 for number in (*found.caseload, *found.scenarios[0].caseload))
    assert all(bar.low_effect % 5 == 0 for bar in found.bars)
    secret = next(one for one in found.assumptions if one.name.endswith("klaar.mediaan"))
    assert (secret.value, secret.low, secret.high) == (None, None, None)
    page = render_whatif(found, "nl")
    assert "niet getoond" in page
    assert "afgerond" in page


def test_no_level_lies_beyond_what_can_be(tmp_path: Path) -> None:
    few = (
        "per_dag: {waarde: 1.0, herkomst: aanname, interval: [0.8, 1.25]}",
        "per_dag: {waarde: 0.03, herkomst: aanname}",
    )
    model = read_model_file(written(tmp_path, MODEL, few))
    comparison = compare(model, replications=2, draws=1, seed=1)
    beyond = [
        name
        for name, values in comparison.baseline.figures.items()
        if (one := summary(values)) and one.low < 0
    ]
    rows = {row.name: row.baseline for row in release_whatif(comparison).rows}
    assert beyond
    for name in beyond:
        figure = rows[name]
        assert figure is not None
        assert figure.low == 0 <= figure.value <= figure.high
    assert all(
        row.high <= 1 for name, row in rows.items() if row and name[0] in ("older", "in-time", "back-1")
    )


def test_a_study_with_too_few_cases_shows_nothing(tmp_path: Path) -> None:
    few = (ESTIMATED[0], (ESTIMATED[1][0], ESTIMATED[1][1].replace("400", "9")))
    with pytest.raises(UserError, match="te weinig gevallen") as refused:
        shown(tmp_path, *few)
    assert refused.value.line is not None
    model = read_model_file(written(tmp_path, MODEL, *ESTIMATED))
    with pytest.raises(UserError, match="niet als pagina"):
        refuse_estimated(model)


def test_the_page_says_what_it_assumes_and_that_it_is_a_what_if(published: PublishedWhatIf) -> None:
    page = render_whatif(published, "nl")
    assert "Dit is een wat-als" in page
    assert 'id="aannames"' in page
    for one in published.assumptions:
        assert one.name in page
    assert page.count("<svg") == 2
    assert "SYNTHETISCH" in page
    assert "This is a what-if" in render_whatif(published, "en")


def test_the_pdf_is_made_of_the_same_page(published: PublishedWhatIf) -> None:
    assert render_whatif_pdf(published, "nl").startswith(b"%PDF")


def test_the_data_can_be_read_and_hold_no_infinity(published: PublishedWhatIf) -> None:
    text = json.dumps(whatif_data(published), default=str)
    figures = json.loads(text)["scenarios"][0]["figures"]["caseload"]
    assert figures["difference"]["low"] <= figures["difference"]["value"] <= figures["difference"]["high"]


def test_nothing_calls_it_a_prediction() -> None:
    rooms = [
        *(REPOSITORY / "src/ketenzicht/whatif").rglob("*"),
        *(REPOSITORY / "src/ketenzicht").rglob("*what*if*"),
    ]
    pages = [REPOSITORY / "docs/how-to/what-if.md", REPOSITORY / "docs/reference/what-if.md"]
    for path in {*rooms, *pages}:
        if path.suffix in (".py", ".yaml", ".j2", ".md"):
            found = PREDICTION.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{path.name} says {found.group() if found else ''}"


@pytest.mark.parametrize(
    ("difference", "months", "said"),
    [
        (
            (-78, -95, -60),
            (30, 20, 44),
            "Gemiddeld zijn er 60 tot 95 open zaken minder, in het midden 78. "
            "De kosten zijn terugverdiend tussen jaar 2 en jaar 4.",
        ),
        ((31, 22, 40), None, "Gemiddeld zijn er 22 tot 40 open zaken meer, in het midden 31."),
        (
            (-12, -40, 16),
            (40, 30, inf),
            "Gemiddeld zijn er 12 open zaken minder. Maar het kan toeval zijn: het ligt tussen 40 minder en 16 meer. "
            "De kosten zijn op zijn vroegst in jaar 3 terugverdiend, en soms niet binnen de gerekende periode.",
        ),
        (
            (-78, -95, -60),
            (14, 13, 24),
            "Gemiddeld zijn er 60 tot 95 open zaken minder, in het midden 78. "
            "De kosten zijn terugverdiend in jaar 2.",
        ),
        (
            (-78, -95, -60),
            (inf, 30, inf),
            "Gemiddeld zijn er 60 tot 95 open zaken minder, in het midden 78. "
            "De kosten zijn meestal niet terugverdiend binnen de gerekende periode, en op zijn vroegst in jaar 3.",
        ),
        (
            (-78, -95, -60),
            (inf, inf, inf),
            "Gemiddeld zijn er 60 tot 95 open zaken minder, in het midden 78. "
            "De kosten zijn niet terugverdiend binnen de gerekende periode.",
        ),
    ],
)
def test_the_sentence_says_how_many_and_when_it_has_come_back(
    published: PublishedWhatIf,
    difference: tuple[float, float, float],
    months: tuple[float, float, float] | None,
    said: str,
) -> None:
    scenario = published.scenarios[0]
    rows = tuple(
        replace(row, difference=Shown(*difference)) if row.name[0] == "caseload" else row
        for row in scenario.rows
    )
    one = replace(scenario, rows=rows, break_even=Shown(*months) if months else None)
    assert sentence_of(one, FigureWords(Wording("nl"), rounded=False)) == said


def test_what_matters_most_stands_on_the_page_in_words(published: PublishedWhatIf) -> None:
    page = render_whatif(published, "nl")
    view = whatif_view(published, "nl")
    assert len(view.matters) == 3
    assert all(escape(one) in page for one in view.matters)
    assert view.matters[0].startswith("Huishouden: eerste meldingen, per dag (")


def test_without_an_uncertain_number_it_says_that_only_chance_is_in_the_bounds(tmp_path: Path) -> None:
    certain = ((", interval: [0.8, 1.25]", ""), (", standaardfout: {uitgevallen: 0.1}", ""))
    for changes, said in ((certain, True), ((), False)):
        model = read_model_file(written(tmp_path, MODEL, *changes))
        view = whatif_view(release_whatif(compare(model, replications=2, draws=2)), "nl")
        assert any("zeggen alleen wat toeval doet" in one for one in view.warnings) == said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fasen.hulp.einde.uitgevallen", "Hulp: hoe het eindigt, uitgevallen"),
        ("terugkeer.standen.fase.later.factor", "Nieuwe meldingen: fase, later"),
        ("organisaties.veilig-thuis.plaatsen", "Veilig Thuis: aantal plaatsen"),
    ],
)
def test_numbers_have_names_for_who_reads_no_model_files(
    published: PublishedWhatIf, name: str, words: str
) -> None:
    assert parameter_words(name, published.names, Wording("nl")) == words
    dialled = {**published.names, name: TextNode(nl="Zo heet het")}
    assert parameter_words(name, dialled, Wording("nl")) == "Zo heet het"


def test_the_tornado_is_drawn_around_zero() -> None:
    spec = tornado_spec([Swing("a", -3, 5, "−3", "+5"), Swing("b", 1, -1, "+1", "−1")])
    assert spec is not None
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [-5, 5]
    assert [text["text"] for text in spec["layer"][3]["data"]["values"]] == ["−3", "−1"]
    assert tornado_spec([Swing("a", 0, 0, "0", "0")]) is None


def files(folder: Path) -> list[str]:
    model = written(folder, MODEL)
    scenario = written(folder, SCENARIO, name="scenario.yaml")
    return [
        str(model),
        "--scenario",
        str(scenario),
        "--costs",
        str(written(folder, COSTS, name="kosten.yaml")),
    ]


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("COLUMNS", "80")
    if not any(group.name == "whatif" for group in app.registered_groups):
        whatif.register(app)
    return CliRunner()


def test_the_command_runs_shows_and_writes(runner: CliRunner, tmp_path: Path) -> None:
    few = ["--replications", "2", "--draws", "2", "--quiet"]
    ended = runner.invoke(
        app, ["whatif", "run", *files(tmp_path), *few, "--tornado", "-o", str(tmp_path / "uit")]
    )
    assert ended.exit_code == 0, ended.output
    for words in ("wat-als", "Minder uitval", "Terugverdiend", "Wat het meest uitmaakt", "4 keer gerekend"):
        assert words in ended.output
    assert max(map(len, ended.output.splitlines()[:-1])) <= 80
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == [
        "wat-als.en.html",
        "wat-als.html",
        "wat-als.json",
        "wat-als.pdf",
    ]


def test_the_command_gives_data(runner: CliRunner, tmp_path: Path) -> None:
    ended = runner.invoke(
        app, ["whatif", "run", *files(tmp_path), "--replications", "1", "--draws", "2", "--json"]
    )
    assert json.loads(ended.output)["runs"] == {"asked": 2, "finished": 2, "draws": 2, "seed": 0}


def test_check_and_show_read_without_running(runner: CliRunner, tmp_path: Path) -> None:
    checked = runner.invoke(app, ["whatif", "check", *files(tmp_path)])
    assert checked.exit_code == 0
    assert "In orde scenario Minder uitval" in checked.output
    told = runner.invoke(app, ["whatif", "show", "veilig-thuis"])
    assert "terugkeer.per_jaar" in told.output
    assert max(map(len, told.output.splitlines())) <= 80
    data = json.loads(runner.invoke(app, ["whatif", "show", "veilig-thuis", "--json"]).output)
    assert len(data["assumptions"]) > 100
