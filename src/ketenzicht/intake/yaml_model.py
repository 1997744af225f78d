"""Reads a YAML file of ours (a mapping, the settings of a study) into its model, with errors that name the line."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping as MappingType
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

from ketenzicht.chain.messages import errors_in
from ketenzicht.chain.yaml_places import DataPath, Place, read_yaml
from ketenzicht.errors import UserError, did_you_mean

Model = TypeVar("Model", bound=BaseModel)
Places = MappingType[DataPath, Place]


def read_model(path: Path, model: type[Model]) -> tuple[Model, Places]:
    """The content of a file as a model, and the line of each value.

    Raises:
        UserError: the first mistakes in the file, each with its line, why and how to mend it.
    """
    file = read_yaml(path)
    if file.errors:
        raise file.errors[0]
    if not isinstance(file.data, dict):
        raise UserError(
            "Dit bestand bevat geen sleutels.",
            why="Bovenaan horen sleutels te staan, zoals 'bestand:' of 'keten:'.",
            fix="Maak het bestand opnieuw met: ketenzicht study new",
            file=path,
            line=1,
        )
    try:
        return model.model_validate(file.data, by_alias=True, by_name=False), file.places
    except ValidationError as error:
        raise _together(_errors(error, model, file.data, file.places), path) from None


def place_of(places: Places, path: DataPath) -> Place | None:
    """The line of a value, or of the nearest value around it."""
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None


def error_at(places: Places, path: DataPath, what: str, *, why: str = "", fix: str = "") -> UserError:
    """A user's error at the line of a value."""
    place = place_of(places, path)
    return UserError(
        what, why=why, fix=fix, file=place.file if place else None, line=place.line if place else None
    )


def _errors(error: ValidationError, model: type[BaseModel], data: Any, places: Places) -> list[UserError]:
    found: list[UserError] = []
    for details in error.errors(include_url=False):
        location = tuple(details["loc"])
        if details["type"] == "extra_forbidden":
            known = _known_keys(model, location[:-1])
            found.append(
                error_at(
                    places,
                    location,
                    f"De sleutel '{location[-1]}' is niet bekend.",
                    why="Een onbekende sleutel is vaak een tikfout en zou anders stil verdwijnen.",
                    fix=did_you_mean(str(location[-1]), known) or "Mogelijk zijn: " + ", ".join(known) + ".",
                )
            )
        elif details["type"] == "value_error":
            found.append(error_at(places, location, f"Dit klopt niet: {details['ctx']['error']}."))
        else:
            one = ValidationError.from_exception_data(
                error.title,
                [
                    InitErrorDetails(
                        type=details["type"], loc=location, input=details["input"], ctx=details.get("ctx", {})
                    )
                ],
            )
            found += errors_in(one, data, places)
    return found


def _together(errors: list[UserError], path: Path) -> UserError:
    if len(errors) == 1:
        return errors[0]
    lines = "\n".join("- " + error.text().replace("\n", "\n  ") for error in errors)
    return UserError(
        f"Dit bestand heeft {len(errors)} fouten.\n{lines}", fix="Verbeter deze regels.", file=path
    )


def _known_keys(model: type[BaseModel], location: DataPath) -> list[str]:
    kinds = [model]
    for part in location:
        if isinstance(part, str):
            deeper = [
                found
                for kind in kinds
                for name, info in kind.model_fields.items()
                if (info.alias or name) == part
                for found in _models(info.annotation)
            ]
            kinds = deeper or kinds
    return sorted({info.alias or name for kind in kinds for name, info in kind.model_fields.items()})


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType, tuple, dict, list):
        return [model for part in typing.get_args(annotation) for model in _models(part)]
    return []
