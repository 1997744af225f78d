"""JSON Schema (draft 2020-12) of a chain file, with Dutch keys and explanations, for editors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import BaseModel

from ketenzicht.chain.keys import KEYS
from ketenzicht.chain.model import Chain

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
Explain: TypeAlias = Callable[[type[BaseModel], str], str]
"""Gives the Dutch explanation of a key of a class."""


def explain(model: type[BaseModel], key: str) -> str:
    """The Dutch explanation of a key of a class of the model, its own or of the class it is built on.

    Raises:
        KeyError: nobody explained this key.
    """
    for kind in model.__mro__:
        text = KEYS.get(kind.__name__, {}).get(key)
        if text is not None:
            return text
    raise KeyError(f"{model.__name__}.{key}")


def chain_schema() -> dict[str, Any]:
    """The JSON Schema for each of the files of a chain.

    No top-level key is required, since a chain is spread over files; the loader asks for those that must be there.
    """
    schema = explained_schema(Chain, explain, "Ketenbeschrijving van ketenzicht")
    schema.pop("required", None)
    return schema


def explained_schema(model: type[BaseModel], explained: Explain, title: str) -> dict[str, Any]:
    """The JSON Schema of a class of a model, with every key explained.

    Args:
        model: the class of the whole file.
        explained: the Dutch explanation of a key of a class.
        title: of the schema.
    """
    schema = model.model_json_schema(by_alias=True)
    kinds = {kind.__name__: kind for kind in models_of(model)}
    for name, part in {**schema.get("$defs", {}), model.__name__: schema}.items():
        part.pop("description", None)
        for key, field in part.get("properties", {}).items():
            field.pop("title", None)
            field["description"] = explained(kinds[name], key)
    return {"$schema": SCHEMA_ID, **schema, "title": title}


def models_of(model: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """A class of the model and every class that it holds, in the order of the fields."""
    from ketenzicht.chain.messages import models_in

    found: list[type[BaseModel]] = [model]
    for kind in found:
        for field in kind.model_fields.values():
            found += [deeper for deeper in models_in(field.annotation) if deeper not in found]
    return tuple(found)
