"""The documentation keeps step with the code: what is not documented, or documented wrongly, fails here."""

from __future__ import annotations

import importlib.util
import inspect
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from helpers.histories import history_of
from ketenzicht import __version__
from ketenzicht.chain import load_chain
from ketenzicht.chain.checks.placeholders import placeholders
from ketenzicht.chain.model import (
    Measure,
    amounts,
    base,
    chain,
    conditions,
    definitions,
    factors,
    measures,
    options,
    structure,
)

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *REPOSITORY.glob("*.md"), REPOSITORY / "tests" / "README.md"])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors of headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def section(text: str, heading: str) -> str:
    """The text under a heading, up to the next one of the same or a higher level."""
    level = heading.split(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"no section '{heading}'"
    return found[1]


def first_cells(text: str) -> list[str]:
    """What stands in backticks in the first cell of each row of a table."""
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{name_of(page)} links to {target}, which does not exist"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), f"{name_of(page)} links to {target}: no such heading"


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=name_of)
def test_every_page_can_be_found_from_the_index(page: Path) -> None:
    index = DOCS / "index.md"
    linked = {
        (index.parent / target.partition("#")[0]).resolve()
        for target in LINK.findall(index.read_text(encoding="utf-8"))
    }
    assert page == index or page in linked, f"docs/index.md does not link to {name_of(page)}"


def test_every_page_that_the_code_names_exists() -> None:
    for file in sorted((REPOSITORY / "src").rglob("*.py")):
        for name in re.findall(r"docs/[\w/-]+\.md", file.read_text(encoding="utf-8")):
            assert (REPOSITORY / name).exists(), f"{name_of(file)} names {name}, which does not exist"


@pytest.mark.parametrize(
    "name",
    [
        "reference/cli.md",
        "reference/exit-codes.md",
        "reference/measures-by-example.md",
        "reference/openapi.yaml",
        "reference/survey-openapi.yaml",
    ],
)
def test_generated_pages_are_fresh(generate: ModuleType, name: str) -> None:
    assert name in generate.PAGES
    fresh = generate.PAGES[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == fresh, "stale: run `just docs`"


def test_every_command_and_option_is_documented(generate: ModuleType) -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    found = list(generate.commands(generate.application()))
    assert found
    for name, command in found:
        text = section(page, f"## {name}")
        assert command.help, f"{name} has no help"
        for item in command.params:
            assert item.help, f"{name} does not say what {item.name} is"
            assert all(f"`{option}`" in text for option in item.opts if option.startswith("-"))


def model_classes() -> list[type[BaseModel]]:
    return [
        item
        for module in (base, structure, definitions, measures, factors, conditions, amounts, options, chain)
        for item in vars(module).values()
        if inspect.isclass(item) and issubclass(item, BaseModel) and item.__module__ == module.__name__
    ]


@pytest.mark.parametrize("model", model_classes(), ids=lambda model: model.__name__)
def test_glossary_explains_every_class_and_key_of_a_chain(model: type[BaseModel]) -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    assert f"| `{model.__name__}` |" in section(glossary, "## Parts of a chain description")
    keys = section(glossary, "## Keys of the files")
    for name, field in model.model_fields.items():
        assert f"| `{field.alias or name}` | `{name}` |" in keys, f"{field.alias or name} -> {name}"


def test_glossary_explains_nothing_that_is_gone() -> None:
    keys = section((DOCS / "glossary.md").read_text(encoding="utf-8"), "## Keys of the files")
    listed = set(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", keys, re.MULTILINE))
    known = {
        (field.alias or name, name) for model in model_classes() for name, field in model.model_fields.items()
    }
    assert listed == known


def test_tables_page_has_the_columns_of_a_history() -> None:
    page = section((DOCS / "reference" / "tables.md").read_text(encoding="utf-8"), "## Tables of a history")
    history = history_of([])
    tables = re.findall(r"^### `([^`]+)`", page, re.MULTILINE)
    assert {"case_event", "report", "report_key", "report_case", "report_person", "spell"} <= set(tables)
    for table in tables:
        columns = [str(name) for (name, *_rest) in history.rows(f"describe {table}")]
        assert first_cells(section(page, f"### `{table}`")) == columns, table


def test_tables_page_has_the_columns_of_intake() -> None:
    from ketenzicht.intake.run import EVENT_COLUMNS

    page = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    assert first_cells(section(page, "### `events`")) == [
        "event_id",
        *EVENT_COLUMNS,
        "delivery",
        "source_row",
    ]


def kind_of(model: Any) -> str:
    return str(get_args(model.model_fields["kind"].annotation)[0])


def test_every_kind_of_measure_is_explained_with_its_placeholders() -> None:
    page = (DOCS / "reference" / "measures.md").read_text(encoding="utf-8")
    kinds = {kind_of(model) for model in get_args(get_args(Measure)[0])}
    assert kinds == set(re.findall(r"^## (.+)$", page, re.MULTILINE))
    declared = load_chain("veilig-thuis")
    for measure in declared.measures:
        text = section(page, f"## {measure.kind}")
        for name in placeholders(measure, declared):
            words = name.split("_")
            variable = any(f"{{{'_'.join(words[:kept])}_<" in text for kept in range(1, len(words)))
            assert variable or f"{{{name}}}" in text, f"{measure.kind} fills {{{name}}}"


def test_publiccode_has_what_the_standard_demands() -> None:
    about = yaml.safe_load((REPOSITORY / "publiccode.yml").read_text(encoding="utf-8"))
    demanded = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus"}
    demanded |= {"softwareType", "description", "legal", "maintenance", "localisation"}
    assert demanded <= set(about)
    assert about["softwareVersion"] == __version__
    for language, text in about["description"].items():
        assert len(text["shortDescription"]) <= 150, language
        assert 150 <= len(text["longDescription"]) <= 10_000, language
        assert text["features"]
    assert set(about["localisation"]["availableLanguages"]) == set(about["description"])


def test_the_version_is_one_number() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert project["license"] == "EUPL-1.2"
    assert (
        (REPOSITORY / "LICENSE")
        .read_text(encoding="utf-8")
        .startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    )
