"""Worked examples: a tiny table of registered events, a measure as in ``maten.yaml``, and the answer.

They are tests and manual at once: ``test_measures_by_example.py`` runs them, ``page.py`` makes
``docs/reference/measures-by-example.md`` of them. The idea is that of ehrQL's spec tests (opensafely-core/ehrql).

A kind of measure has one module here, named after it: ``op_tijd.py`` for ``op-tijd``. Answers are worked out by hand,
or by R where the method is more than a division; they are never copied from the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import yaml
from pydantic import TypeAdapter

from helpers.histories import Happening, history_of
from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain, Measure
from ketenzicht.history import History, Population

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("day", "event", "household", "persons", "spell", "reason", "organisation")
"""What a table of events may hold; any other column is an attribute of the chain."""
NOTHING = "-"

STUDY = {
    "gegevens": {"van": date(2018, 1, 1), "tot": date(2024, 12, 31)},
    "periode": {"van": date(2024, 1, 1), "tot": date(2024, 12, 31)},
    "zelfde_dag_samenvoegen": True,
}
"""What a study says unless the example says otherwise, as in ``study.yaml``; its unit is that of the chain."""


@dataclass(frozen=True)
class Example:
    """One worked example.

    Args:
        title: what holds, as a sentence.
        events: a table with a line of names (see ``COLUMNS``); ``-`` is an empty cell, ``2024-03`` a day known to
            the month, ``p1,p2`` two persons.
        answer: the figures by name: a row of a table (``3-7``), a cell (``3-7 / Aandeel``), a figure of the sentence
            (``{kans}``), what was left out (``left out: <reason>``), a line of the definition
            (``definition: <name>``), a ``warning``. As in ``3 of 4``, perhaps with the interval: ``(0.3 to 0.95)``.
        why: the reason, in a sentence or two.
        measure: as in ``maten.yaml``, without id, name and sentence; that of the module when left out.
        study: what the study says differently, as in ``study.yaml``.
        drawn: stages and events to draw, by id.
    """

    title: str
    events: str
    answer: Mapping[str, str]
    why: str
    measure: str = ""
    study: str = ""
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """The examples of one kind: what it is about, the measure that they share, the chain that they use."""

    kind: str
    about: str
    measure: str
    examples: tuple[Example, ...]
    chain: str | Path = "veilig-thuis"

    def measure_of(self, example: Example) -> str:
        """The measure of an example, as text."""
        return cleandoc(example.measure or self.measure)


def kinds() -> tuple[str, ...]:
    """The kinds of measures, in the order in which the model names them."""
    return tuple(
        str(get_args(model.model_fields["kind"].annotation)[0]) for model in get_args(get_args(Measure)[0])
    )


def chapters() -> Iterator[Chapter]:
    """The chapter of each kind that has one."""
    for kind in kinds():
        name = kind.replace("-", "_")
        if (FOLDER / f"{name}.py").exists():
            module: ModuleType = import_module(f"spec.{name}")
            chain = getattr(module, "CHAIN", "veilig-thuis")
            yield Chapter(kind, cleandoc(module.__doc__ or ""), module.MEASURE, module.EXAMPLES, chain)


@cache
def _chain(name: str | Path) -> Chain:
    return load_chain(name)


def chain_of(chapter: Chapter, example: Example) -> Chain:
    """The chain of a chapter with the measure of an example as its only one."""
    declared = {"id": "maat", "naam": "Maat", "zin": "Zin."} | yaml.safe_load(chapter.measure_of(example))
    measure = TypeAdapter(Measure).validate_python(declared)
    return _chain(chapter.chain).model_copy(update={"measures": (measure,), "factors": ()})


def rows_of(events: str) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """The names of the columns and the lines of a table of events."""
    head, *lines = (line.split() for line in cleandoc(events).splitlines())
    return tuple(head), [dict(zip(head, line, strict=True)) for line in lines]


def happening_of(row: Mapping[str, str]) -> Happening:
    """A line of a table of events as the tests know it."""
    given = {name: value for name, value in row.items() if value != NOTHING}
    day = given.get("day")
    whole = day is None or len(day) == len("2024-03-01")
    return Happening(
        day=None if day is None else date.fromisoformat(day if whole else f"{day}-01"),
        activity=given["event"],
        household=given.get("household"),
        persons=tuple(given["persons"].split(",")) if "persons" in given else (),
        spell=given.get("spell"),
        end_reason=given.get("reason"),
        precision="dag" if whole else "maand",
        organisation=given.get("organisation"),
        attributes={
            name.replace("-", "_"): given.get(name) for name in row if name not in COLUMNS
        },
    )  # fmt: skip


def history_of_example(chapter: Chapter, example: Example) -> History:
    """The history that the events of an example give."""
    chain = chain_of(chapter, example)
    study: dict[str, Any] = STUDY | {"eenheid": chain.unit} | (yaml.safe_load(cleandoc(example.study)) or {})
    return history_of(
        [happening_of(row) for row in rows_of(example.events)[1]],
        chain=chain,
        unit=study["eenheid"],
        data=(study["gegevens"]["van"], study["gegevens"]["tot"]),
        period=(study["periode"]["van"], study["periode"]["tot"]),
        merge_same_day=study["zelfde_dag_samenvoegen"],
        population=[
            Population(item["aantal"], item["bron"], item.get("jaar"), item.get("plaats"), item.get("groep"))
            for item in study.get("bevolking", ())
        ],
    )
