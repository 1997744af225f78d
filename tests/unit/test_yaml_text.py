"""Plain data as YAML the way people write it."""

from __future__ import annotations

from pathlib import Path

import yaml

from ketenzicht.chain.yaml_places import read_yaml
from ketenzicht.chain.yaml_text import yaml_text


def test_lists_are_indented_and_keys_keep_their_order() -> None:
    assert yaml_text({"titel": "Één", "fasen": [{"id": "b"}, {"id": "a"}]}) == (
        "titel: Één\nfasen:\n  - id: b\n  - id: a\n"
    )


def test_what_stands_twice_is_written_twice() -> None:
    known = ["vt"]
    assert yaml_text({"bij": known, "naar": known}, short_lists_on_a_line=True) == "bij: [vt]\nnaar: [vt]\n"


def test_unprintable_signs_come_back(tmp_path: Path) -> None:
    text = "voor\x85na\u2028en\ttab"
    path = tmp_path / "kaart.yaml"
    path.write_text(yaml_text({"titel": text}), encoding="utf-8")
    assert yaml.safe_load(path.read_text(encoding="utf-8")) == {"titel": text}
    assert read_yaml(path).data == {"titel": text}
