"""What a sample is drawn from: the cases of a study with a report in its period, and what their first report says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ketenzicht.engine import quoted, statement
from ketenzicht.history import History
from ketenzicht.sample.codebook import UNKNOWN

SQL = "ketenzicht.sample.sql"


@dataclass(frozen=True)
class Population:
    """The cases, by pseudonym.

    Args:
        cases: what they are called, in alphabetical order (n).
        first_on: day of the first report in the period (n).
        reports: how many reports in the period (n).
        attributes: by id of an attribute of the chain, what the first report says (n); ``onbekend`` for nothing.
    """

    cases: tuple[str, ...]
    first_on: tuple[date, ...]
    reports: tuple[int, ...]
    attributes: Mapping[str, tuple[str, ...]]


def population(history: History) -> Population:
    """The cases with a report in the period of a study."""
    columns = {str(name) for (name, *_rest) in history.rows("describe events")}
    known = [one.id for one in history.chain.attributes if one.id.replace("-", "_") in columns]
    rows = history.rows(
        statement(SQL, "population").replace("/* attributes */", "".join(_first(name) for name in known))
    )
    cases, first_on, reports, *given = list(zip(*rows, strict=True)) or [()] * (3 + len(known))
    return Population(
        tuple(str(one) for one in cases),
        tuple(one for one in first_on if isinstance(one, date)),
        tuple(int(str(one)) for one in reports),
        {
            name: tuple(UNKNOWN if value is None else str(value) for value in values)
            for name, values in zip(known, given, strict=True)
        },
    )


def _first(attribute: str) -> str:
    """What the first event says that says something."""
    column = f"trim(events.{quoted(attribute.replace('-', '_'))})"
    return f", arg_min({column}, events.event_id) filter (where {column} <> '')"
