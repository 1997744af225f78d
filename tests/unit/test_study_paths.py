"""``study paths``: steps and routes of a study, through the same way out as all figures."""

import json

import pytest
from typer.testing import CliRunner

from ketenzicht.chain.model import TextNode
from ketenzicht.errors import UserError
from ketenzicht.publish.published import Hidden, PublishedCount
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.paths import _arrows, _runs, study_paths
from ketenzicht.study.run import take_in
from ketenzicht.study.settings import Study, load_study

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("paths") / "demo"
    make_demo_study(folder, households=400)
    return load_study(folder)


def test_without_registrations_it_says_what_to_do_first(study: Study) -> None:
    with pytest.raises(UserError, match="ketenzicht study run"):
        study_paths(study)


def test_steps_and_routes_are_protected_and_add_up(study: Study) -> None:
    take_in(study)
    steps, routes = study_paths(study).tables
    counts = [row.figures[0] for row in (*steps.rows, *routes.rows)]
    assert any(isinstance(count, PublishedCount) for count in counts)
    assert any(isinstance(count, Hidden) for count in counts)
    assert all(count.n % 5 == 0 for count in counts if isinstance(count, PublishedCount))
    assert steps.rows[0].id == "melding--besluit-triage"
    total = routes.rows[-1].figures[0]
    assert isinstance(total, PublishedCount)
    assert total.n > 0
    assert [path.name for path in study.secure.iterdir() if path.name.startswith(".")] == []


def test_the_command_prints_words_and_gives_data(study: Study) -> None:
    from ketenzicht.cli import app
    from ketenzicht.cli import study as verbs

    take_in(study)
    if not any(group.name == "study" for group in app.registered_groups):
        verbs.register(app)
    shown = CliRunner().invoke(app, ["study", "paths", str(study.folder), "--quiet"])
    assert shown.exit_code == 0, shown.output
    assert "Verzonnen gegevens" in shown.output
    assert "Melding → Besluit" in shown.output
    data = json.loads(CliRunner().invoke(app, ["study", "paths", str(study.folder), "--json"]).output)
    assert [table["id"] for table in data["tables"]] == ["stappen", "routes"]


def test_a_name_that_repeats_stands_once_with_its_number() -> None:
    melding, einde = TextNode(nl="Melding", en="Report"), TextNode(nl="Einde")
    assert _arrows(_runs([melding, melding, einde])) == TextNode(
        nl="Melding (2x) → Einde", en="Report (2x) → Einde"
    )
