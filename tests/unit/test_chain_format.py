"""The reference page, the schema and the how-to keep step with the model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ketenzicht.chain import load_chain
from ketenzicht.chain.handbook import chain_format_page
from ketenzicht.chain.keys import KEYS
from ketenzicht.chain.load import open_chain
from ketenzicht.chain.model import Chain
from ketenzicht.chain.schema import chain_schema, explain, models_of
from ketenzicht.guide.checks import CHECKS, check_folder

pytestmark = pytest.mark.unit

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_fresh() -> None:
    page = (DOCS / "reference" / "chain-format.md").read_text(encoding="utf-8")
    assert page == chain_format_page(CHECKS), "stale: run `just docs`"


def test_every_key_is_explained() -> None:
    for model in models_of(Chain):
        for name, field in model.model_fields.items():
            assert explain(model, field.alias or name)


def test_nothing_is_explained_that_is_gone() -> None:
    kinds = {
        kind.__name__: kind
        for model in models_of(Chain)
        for kind in model.__mro__
        if hasattr(kind, "model_fields")
    }
    for name, keys in KEYS.items():
        known = {field.alias or key for key, field in kinds[name].model_fields.items()}
        assert set(keys) <= known | {"soort"}, name


def test_the_schema_has_dutch_keys_with_explanations() -> None:
    schema = chain_schema()
    assert schema["properties"]["fasen"]["description"] == KEYS["Chain"]["fasen"]
    stage: dict[str, Any] = schema["$defs"]["Stage"]
    assert stage["additionalProperties"] is False
    assert set(stage["required"]) == {"id", "naam", "begint_met", "eindigt_met"}
    assert "required" not in schema


def test_the_how_to_works_as_written(tmp_path: Path) -> None:
    text = (DOCS / "how-to" / "own-chain.md").read_text(encoding="utf-8")
    first, term, measure, factor = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "keten.yaml").write_text(first, encoding="utf-8")
    assert [stage.id for stage in load_chain(tmp_path).stages] == ["wachten", "onderzoek"]
    without_stages = first[: first.index("fasen:")] + term
    (tmp_path / "keten.yaml").write_text(without_stages, encoding="utf-8")
    (tmp_path / "maten.yaml").write_text(measure, encoding="utf-8")
    (tmp_path / "oorzaken.yaml").write_text(factor, encoding="utf-8")
    source = "bronnen:\n  - {id: beleidsplan, titel: Beleidsplan, gecontroleerd: 2026-11-22}\n"
    (tmp_path / "bronnen.yaml").write_text(source, encoding="utf-8")
    from datetime import date

    findings = check_folder(open_chain(tmp_path), as_of=date(2026, 11, 22))
    assert [finding for finding in findings if finding.severity == "error"] == []
