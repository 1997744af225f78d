"""A map as its file: Dutch keys in the order of the model, without what is empty; written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ketenzicht.chain.yaml_text import yaml_text
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.whole_file import write_whole


def map_yaml(of: ProblemMap) -> str:
    """The content of the file of a map."""
    values = of.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml_text(_shorter(values))


def save_map(path: Path, of: ProblemMap) -> None:
    """Write a map; whoever reads the file meanwhile sees the old one or the new one, never a part."""
    write_whole(path, map_yaml(of))


def _shorter(value: Any) -> Any:
    """A text without translation as a plain text, as people write it."""
    if isinstance(value, dict):
        if value.keys() == {"nl"}:
            return value["nl"]
        return {key: _shorter(one) for key, one in value.items()}
    return [_shorter(one) for one in value] if isinstance(value, list) else value
