"""The parameters of a made-up chain as a file: read them, list them, change some of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel

from ketenzicht.whatif.model_file_numbers import ASSUMPTION
from ketenzicht.whatif.parameters import Parameter, World


def read_world(text: str) -> World:
    """The parameters in a YAML text; pydantic's ``ValidationError`` names the key that does not fit."""
    return World.model_validate(yaml.safe_load(text))


@cache
def shipped_world(name: str = "veilig-thuis") -> World:
    """The parameters that we ship for a chain."""
    return read_world((files("ketenzicht.whatif") / "worlds" / f"{name}.yaml").read_text("utf-8"))


def all_parameters(world: World) -> Iterator[tuple[str, Parameter[object]]]:
    """Every parameter with its dotted name, e.g. ``transfer.never_picked_up``: for tables of assumptions."""

    def walk(node: object, name: str) -> Iterator[tuple[str, Parameter[object]]]:
        if isinstance(node, Parameter):
            yield name, node
        elif isinstance(node, BaseModel):
            for field in type(node).model_fields:
                yield from walk(getattr(node, field), f"{name}.{field}" if name else field)

    yield from walk(world, "")


def with_values(world: World, changes: Mapping[str, object]) -> World:
    """The same world with other values for some parameters (dotted names); their origin becomes ``aanname``.

    Raises:
        KeyError: a name that is no parameter.
    """
    data = world.model_dump()
    known = {name for name, _ in all_parameters(world)}
    for name, value in changes.items():
        if name not in known:
            raise KeyError(name)
        node = data
        for part in name.split("."):
            node = node[part]
        node["value"], node["origin"] = value, ASSUMPTION
    return World.model_validate(data)
