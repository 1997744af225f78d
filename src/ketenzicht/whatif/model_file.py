"""A model file: a what-if model of a chain with every number, where it comes from and how sure it is.

:mod:`.model_file_nodes` says what may stand in it, :mod:`.model_file_numbers` what each number can be;
:mod:`.model_file_build` makes a model of it for any values of its parameters. Numbers have dotted names, the keys
on the way to them: ``fasen.hulp.duur.uitval.mediaan``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.whatif.model import Model, Span
from ketenzicht.whatif.model_file_build import build_model
from ketenzicht.whatif.model_file_checks import check_content
from ketenzicht.whatif.model_file_nodes import ModelContent
from ketenzicht.whatif.model_file_numbers import ORIGINS, STUDY, Given, Kind, Time
from ketenzicht.whatif.uncertain import Z95, Estimate, Estimates, Scale, to_scale

Key = str | int
SCALES: Mapping[Kind, Scale] = {
    "rate": "log",
    "chance": "logit",
    "share": "logit",
    "plain": "plain",
    "places": "plain",
}
MODELS = "models"


@dataclass(frozen=True)
class Number:
    """One number of a model: what it is, and the parameter that it belongs to.

    Args:
        estimate: its dotted name, value, origin and uncertainty.
        kind: what it can be.
        given: the parameter.
        where: the keys on the way to it.
    """

    estimate: Estimate
    kind: Kind
    given: Given
    where: tuple[Key, ...]


@dataclass(frozen=True)
class ModelFile:
    """A model file, read.

    Args:
        path: the file.
        content: what it says.
        chain: the chain that it names.
        places: the line of each value.
        numbers: all numbers by dotted name, in the order of the file.
        estimates: the same with their joint covariance.
    """

    path: Path
    content: ModelContent
    chain: Chain
    places: Places
    numbers: Mapping[str, Number]
    estimates: Estimates

    @property
    def values(self) -> dict[str, float]:
        """The numbers as the file gives them."""
        return {name: one.estimate.value for name, one in self.numbers.items()}

    @cached_property
    def model(self) -> Model:
        """The model with those numbers."""
        return self.model_with(self.values)

    def model_with(self, values: Mapping[str, float]) -> Model:
        """The model with other numbers; every name must have one.

        Raises:
            UserError: these numbers make no model.
        """
        try:
            return build_model(self.content, self.chain, values)
        except ValueError as error:
            raise UserError("Met deze getallen is er geen model.", why=str(error), file=self.path) from None

    @property
    def span(self) -> Span:
        """The days that are counted when nobody asks for others."""
        period = self.content.span
        return Span(period.first, period.last, round(period.warm_up * 365.25))

    @property
    def estimated(self) -> tuple[Estimate, ...]:
        """The numbers that were estimated from a study: figures of this model rest on cases of real people."""
        if self.content.synthetic:
            return ()
        return tuple(one.estimate for one in self.numbers.values() if one.estimate.origin == STUDY)

    def error(self, where: tuple[Key, ...], what: str, *, why: str = "", fix: str = "") -> UserError:
        """A user's error at the line of a value."""
        return error_at(self.places, where, what, why=why, fix=fix)


def read_model_file(path: Path) -> ModelFile:
    """Read a model file with the chain that it names.

    Raises:
        UserError: there is no such file, or it has a mistake; it names the line, why and how to mend it.
    """
    if not path.is_file():
        raise UserError(
            "Dit modelbestand bestaat niet.",
            why="Een model zegt welke fasen er zijn, hoe lang ze duren en hoe vaak zaken terugkomen.",
            fix="Kijk of het pad klopt, of kies een model dat meekomt: " + ", ".join(shipped_models()) + ".",
            file=path,
        )
    content, places = read_model(
        path,
        ModelContent,
        example="'keten:' en 'fasen:'",
        anew="Neem het voorbeeld uit de handleiding: docs/reference/what-if.md",
    )
    chain = _chain(content, places, path)
    check_content(content, chain, places)
    numbers = {one.estimate.name: one for one in _numbers(content)}
    _check_origins(numbers.values(), chain, places)
    for place, dial in enumerate(content.dials):
        _demand_number(dial.parameter, numbers, places, ("instelbaar", place, "parameter"))
    found = ModelFile(path, content, chain, places, numbers, _together(content, numbers, places))
    _ = found.model  # what its parts allow and the model as a whole does not
    return found


def shipped_models() -> tuple[str, ...]:
    """The names of the models that come with the program."""
    folder = files("ketenzicht.whatif") / MODELS
    return tuple(
        sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml"))
    )


@cache
def shipped_model(name: str) -> ModelFile:
    """A model that comes with the program."""
    return read_model_file(Path(str(files("ketenzicht.whatif") / MODELS / f"{name}.yaml")))


def open_model(name_or_path: str) -> ModelFile:
    """The model with this name (one that we ship) or in this file.

    Raises:
        UserError: see :func:`read_model_file`.
    """
    return (
        shipped_model(name_or_path)
        if name_or_path in shipped_models()
        else read_model_file(Path(name_or_path))
    )


def _chain(content: ModelContent, places: Places, path: Path) -> Chain:
    inside = path.parent / content.chain
    try:
        return load_chain(inside if inside.is_dir() else content.chain)
    except UserError as error:
        if error.file is not None:
            raise
        raise error_at(places, ("keten",), error.what, why=error.why, fix=error.fix) from None


def _given(node: object, where: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], Given]]:
    """Every parameter with the keys on the way to it."""
    if isinstance(node, Given):
        yield where, node
    elif isinstance(node, BaseModel):
        for name, field in type(node).model_fields.items():
            yield from _given(getattr(node, name), (*where, field.alias or name))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _given(value, (*where, key))
    elif isinstance(node, tuple):
        for place, value in enumerate(node):
            yield from _given(value, (*where, place))


def _numbers(content: ModelContent) -> Iterator[Number]:
    for where, given in _given(content, ()):
        base = ".".join(str(key + 1) if isinstance(key, int) else key for key in where)
        for key, value in given.value.items():
            kind = given.kind_of(key)
            # of a duration the chances per day are a whole, of other parameters all their shares
            whole = (f"{base}.dagen" if isinstance(given, Time) else base) if kind == "share" else None
            estimate = Estimate(
                f"{base}.{key}" if key else base,
                value,
                SCALES[kind],
                _error(given, key, SCALES[kind]),
                given.origin,
                given.n,
                shares_of=whole,
                note=given.note or "",
            )
            yield Number(estimate, kind, given, where)


def _error(given: Given, key: str, scale: Scale) -> float:
    """The standard error: as given, or from the width of the interval."""
    if key in given.standard_error:
        return given.standard_error[key]
    if key not in given.interval:
        return 0.0
    low, high = (to_scale(bound, scale) for bound in given.interval[key])
    return float(high - low) / (2 * Z95) if np.isfinite(high - low) else 0.0


def _check_origins(numbers: Iterable[Number], chain: Chain, places: Places) -> None:
    known = {*ORIGINS, *(value.id for value in chain.reference_values)}
    for one in numbers:
        origin = one.estimate.origin
        if origin not in known:
            raise error_at(
                places,
                (*one.where, "herkomst"),
                f"De herkomst '{origin}' is niet bekend.",
                why="Een getal is een 'aanname', is 'afgestemd', komt uit een 'studie' of uit de 'keten', of is een "
                f"referentiewaarde van de keten {chain.id}.",
                fix=did_you_mean(origin, known) or "Schrijf 'aanname' als niemand het weet.",
            )


def _demand_number(name: str, known: Iterable[str], places: Places, where: tuple[Key, ...]) -> None:
    known = list(known)
    if name not in known:
        raise error_at(
            places, where, f"Het model heeft geen parameter '{name}'.", fix=did_you_mean(name, known)
        )


def _together(content: ModelContent, numbers: Mapping[str, Number], places: Places) -> Estimates:
    order = {name: place for place, name in enumerate(numbers)}
    errors = np.array([one.estimate.standard_error for one in numbers.values()])
    covariance = np.diag(errors**2)
    for group, node in enumerate(content.together):
        for place, name in enumerate(node.parameters):
            _demand_number(name, order, places, ("samenhang", group, "parameters", place))
        at = [order[name] for name in node.parameters]
        matrix = np.array(node.covariance)
        if np.linalg.eigvalsh(matrix).min() < -1e-9 * np.trace(matrix):
            raise error_at(
                places,
                ("samenhang", group, "covariantie"),
                "Deze covariantie kan niet bestaan: er is een som van parameters met een negatieve variantie.",
                fix="Kijk of de rijen in de volgorde van 'parameters' staan.",
            )
        covariance[np.ix_(at, at)] = matrix
    spread = np.sqrt(np.diag(covariance))
    estimates = (
        replace(one.estimate, standard_error=float(error))
        for one, error in zip(numbers.values(), spread, strict=True)
    )
    return Estimates(tuple(estimates), covariance)
