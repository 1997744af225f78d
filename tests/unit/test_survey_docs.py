"""The page on the files of a survey names every key, and its rule is one that the program takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ketenzicht.survey.keys import KEYS
from ketenzicht.survey.model import Rule

pytestmark = pytest.mark.unit

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "survey.md").read_text(encoding="utf-8")


def test_every_key_is_on_the_page() -> None:
    plain = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    code = " ".join(re.findall(r"`[^`]+`", plain))
    missing = {
        key for keys in KEYS.values() for key in keys if not re.search(rf"(?<![a-z_-]){key}(?![a-z_-])", code)
    }
    assert not missing


def test_the_rule_on_the_page_is_a_rule() -> None:
    block = re.search(r"### `regels`\n\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    (rule,) = yaml.safe_load(block[1])
    assert Rule.model_validate(rule, by_alias=True, by_name=False).level == "toelichting"
