"""JSON Schema (draft 2020-12) of ``uitvraag.yaml``, with Dutch keys and explanations, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ketenzicht.chain.schema import explain as explain_of_chain
from ketenzicht.chain.schema import explained_schema
from ketenzicht.survey.keys import KEYS
from ketenzicht.survey.model import Survey


def explain(model: type[BaseModel], key: str) -> str:
    """The Dutch explanation of a key of a class of a survey, its own, of what it is built on, or of the chain.

    Raises:
        KeyError: nobody explained this key.
    """
    for kind in model.__mro__:
        text = KEYS.get(kind.__name__, {}).get(key)
        if text is not None:
            return text
    return explain_of_chain(model, key)


def survey_schema() -> dict[str, Any]:
    """The JSON Schema of the file of a survey."""
    return explained_schema(Survey, explain, "Uitvraag van ketenzicht")
