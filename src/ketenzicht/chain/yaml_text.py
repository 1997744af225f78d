"""Plain data as YAML the way people write it: keys in their order, lists indented, nothing referred to."""

from __future__ import annotations

from typing import Any

import yaml

WIDTH = 112
"""Signs on a line, before it is folded."""


def yaml_text(data: object, *, short_lists_on_a_line: bool = False) -> str:
    """The text of a YAML file.

    Args:
        data: text, numbers, days, lists and dicts.
        short_lists_on_a_line: lists and dicts without others in them stand between brackets.
    """
    style = None if short_lists_on_a_line else False
    return yaml.dump(
        data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=style
    )


class _Writer(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Text with unprintable signs is quoted and escaped: PyYAML would otherwise fold some of them away (U+0085)."""
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Writer.add_representer(str, _text)
