"""Reads a YAML file of ours (a mapping, the settings of a study) into its model, with errors that name the line."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ketenzicht.chain.messages import error_at, errors_in
from ketenzicht.chain.yaml_places import DataPath, Place, parse_yaml, read_yaml
from ketenzicht.errors import UserError, UserErrors

Model = TypeVar("Model", bound=BaseModel)
Places = MappingType[DataPath, Place]

__all__ = ["Places", "error_at", "read_model"]


def read_model(
    path: Path,
    model: type[Model],
    *,
    example: str = "'bestand:' of 'keten:'",
    anew: str = "Maak het bestand opnieuw met: ketenzicht study new",
    text: str | None = None,
) -> tuple[Model, Places]:
    """The content of a file as a model, and the line of each value.

    Args:
        path: the file.
        model: what its content is held against.
        example: keys that stand at the top of such a file, for a file without any.
        anew: how such a file is made.
        text: the content, when it is not on disk; ``path`` is what errors call it then.

    Raises:
        UserError: the first mistakes in the file, each with its line, why and how to mend it.
    """
    file = read_yaml(path) if text is None else parse_yaml(text, path)
    if file.errors:
        raise file.errors[0]
    if not isinstance(file.data, dict):
        raise UserError(
            "Dit bestand bevat geen sleutels.",
            why=f"Bovenaan horen sleutels te staan, zoals {example}.",
            fix=anew,
            file=path,
            line=1,
        )
    try:
        return model.model_validate(file.data, by_alias=True, by_name=False), file.places
    except ValidationError as error:
        errors = errors_in(error, file.data, file.places, model)
        raise UserErrors("Dit bestand", errors, path) from None
