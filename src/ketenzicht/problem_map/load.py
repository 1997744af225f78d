"""From a file ``kaart.yaml`` to a frozen :class:`~.model.ProblemMap`, with references that hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ketenzicht.errors import UserError, UserErrors, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.problem_map.model import ProblemMap

SHIPPED = Path(__file__).resolve().parent.parent / "kaarten"


def shipped_maps() -> tuple[str, ...]:
    """The ids of the maps that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yaml")))


def load_map(name_or_path: str | Path) -> ProblemMap:
    """The map with this id (one that we ship) or in this file.

    Raises:
        UserErrors: references in it do not hold.
        UserError: the file has a mistake, or there is none.
    """
    return _checked(map_file(name_or_path))


def map_in(text: str, name: str) -> ProblemMap:
    """The map in the text of a file that is not on disk; ``name`` is what errors call it.

    Raises:
        UserErrors: references in it do not hold.
        UserError: the text has a mistake.
    """
    return _checked(Path(name), text)


def _checked(path: Path, text: str | None = None) -> ProblemMap:
    example, anew = "'titel:' en 'factoren:'", "Begin met een kaart die meekomt: ketenzicht map list"
    problem_map, places = read_model(path, ProblemMap, example=example, anew=anew, text=text)
    if errors := list(_broken(problem_map, places)):
        raise UserErrors("Deze kaart", errors, path)
    return problem_map


def map_file(name_or_path: str | Path) -> Path:
    """The file of a map: the id of one that we ship, or a file."""
    if isinstance(name_or_path, str) and name_or_path in shipped_maps():
        return SHIPPED / f"{name_or_path}.yaml"
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise UserError(
        f"Er is geen kaart of bestand met de naam '{name_or_path}'.",
        why="Kaarten die meekomen: " + ", ".join(shipped_maps()) + ".",
        fix=did_you_mean(str(name_or_path), shipped_maps()) or "Kies zo'n naam of wijs een bestand aan.",
    )


def broken_references(of: ProblemMap) -> list[UserError]:
    """What in a map does not refer to anything, for a map that does not come from a file."""
    return list(_broken(of, {}))


def _broken(of: ProblemMap, places: Places) -> Iterator[UserError]:
    factors = [one.id for one in of.factors]
    perspectives, groups = [one.id for one in of.perspectives], [one.id for one in of.groups]
    for kind, names in (("factoren", factors), ("perspectieven", perspectives), ("groepen", groups)):
        for at, name in enumerate(names):
            if name in names[:at]:
                yield error_at(
                    places,
                    (kind, at, "id"),
                    f"De id '{name}' komt twee keer voor.",
                    fix="Geef een van de twee een andere id.",
                )
    for at, factor in enumerate(of.factors):
        if factor.group is not None and factor.group not in groups:
            yield _unknown(places, ("factoren", at, "groep"), "groep", factor.group, groups)
    for at, link in enumerate(of.links):
        for key, name in (("van", link.origin), ("naar", link.target)):
            if name not in factors:
                yield _unknown(places, ("verbanden", at, key), "factor", name, factors)
        for name in link.perspectives:
            if name not in perspectives:
                yield _unknown(places, ("verbanden", at, "volgens"), "perspectief", name, perspectives)


def _unknown(
    places: Places, where: tuple[str | int, ...], kind: str, name: str, known: list[str]
) -> UserError:
    return error_at(
        places,
        where,
        f"Er is geen {kind} '{name}' in deze kaart.",
        why="Een verband loopt tussen factoren van de kaart." if kind == "factor" else "",
        fix=did_you_mean(name, known) or f"Voeg de {kind} toe, of verbeter de naam.",
    )
