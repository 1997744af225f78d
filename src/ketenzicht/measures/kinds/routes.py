"""Where cases go, to how many places, and what comes after (kind ``routes``, question Q9).

Routes are read at a landmark (see ``landmark``), and cases that went to several places are compared with cases that
went to one: as they are, and as if both were alike in what was known at the start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ketenzicht.chain.model import RoutesMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import mark_outcomes, other_losses, start_cohort, start_line
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.kinds.destinations import destination_names, make_destinations
from ketenzicht.measures.kinds.group_chances import Group
from ketenzicht.measures.kinds.group_tables import Compared, compared_figures, comparison_lines
from ketenzicht.measures.kinds.landmark import (
    SQL,
    follow_from_landmark,
    has_column,
    landmark_lines,
    reach_landmark,
    registered_splits,
)
from ketenzicht.measures.kinds.parts import Part, with_parts
from ketenzicht.measures.names import starts
from ketenzicht.measures.result import Count, Equal, MeasureResult, Name, Row, Share, Table
from ketenzicht.measures.splits import split_cohort
from ketenzicht.measures.words import censoring_line, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message

ONE, SEVERAL, NONE = 0, 1, 2
"""Groups, as ``routes.sql`` numbers them."""

NUMBERS: dict[str, Label] = {
    "geen": message("nog niet overgedragen"),
    "een": message("één plaats"),
    "meer": message("meer plaatsen"),
    "twee": message("twee plaatsen"),
    "drie-of-meer": message("drie of meer plaatsen"),
    "onbekend": message("niet bekend hoeveel plaatsen"),
}
WITHIN_SEVERAL = ("twee", "drie-of-meer")
OTHER_PLACE = "andere-bestemming"


def measure_routes(history: History, declared: RoutesMeasure) -> MeasureResult:
    """Destinations and number of places at the landmark, and the chance of the outcome after it by route."""
    result = MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=_definition(history, declared),
        tables=(),
        words={
            "meetmoment": duration_words(declared.landmark),
            "horizon": duration_words(declared.horizon),
        },
    )
    if not has_column(history, declared.destination):
        return replace(result, warnings=(message("Waarheen is overgedragen is niet geregistreerd."),))
    outcomes = (declared.outcome, *declared.competing)
    outcomes = (*outcomes, *other_losses(history, outcomes))
    start_cohort(history, declared.start)
    mark_outcomes(history, outcomes)
    whole = f"{declared.id}:meetmoment"
    attrition = reach_landmark(
        history, declared.landmark, declared.outcome, started=starts(declared.start), reached=whole
    )
    numbers, first = _read_routes(history, declared)
    splits = registered_splits(history, declared.splits)
    split_cohort(history, declared.start, splits)
    compared, balance = compared_figures(
        Compared(
            cases=follow_from_landmark(history, declared.horizon, causes=len(outcomes), splits=splits),
            groups=(_group(declared, "een", ONE), _group(declared, "meer", SEVERAL)),
            parts=((_group(declared, "geen", NONE), 0),),
            outcome=declared.outcome,
            horizon=declared.horizon,
            splits=splits,
            declared=declared.splits,
        )
    )
    routes = _routes(history, declared, whole, numbers, first)
    return with_parts(result, (Part(attrition=attrition), compared, routes, balance))


def _routes(
    history: History, declared: RoutesMeasure, whole: Name, numbers: Counter[str], first: Counter[str]
) -> Part:
    """Cases at the landmark by number of places and by first destination; the latter only where there are any."""
    n = numbers.total()

    def table(id_: str, title: Label, rows: Iterable[tuple[str, Label, int, Name]]) -> Table:
        columns = (message("Aantal"), message("Aandeel"))
        return Table(id_, title, columns, tuple(_row(*row, n, whole) for row in rows))

    by_number = table(
        "aantal",
        message("Naar hoeveel plaatsen overgedragen op het meetmoment"),
        ((id_, label, _of(numbers, id_), f"{declared.id}:{id_}") for id_, label in NUMBERS.items()),
    )
    by_first = table(
        "eerste",
        message("Eerste bestemming, op het meetmoment"),
        (
            (id_, label, first[id_], f"{declared.id}:eerst:{id_}")
            for id_, label in _destinations(history, declared).items()
            if first[id_]
        ),
    )
    return Part(
        tables=(by_number, by_first),
        headline={
            "aandeel_een": _share(_of(numbers, "een"), n, f"{declared.id}:een", whole),
            "aandeel_meer": _share(_of(numbers, "meer"), n, f"{declared.id}:meer", whole),
            "n": Count(n, whole),
        },
        relations=(
            Equal(tuple(f"{declared.id}:{id_}" for id_ in NUMBERS if id_ not in WITHIN_SEVERAL), (whole,)),
            Equal(tuple(f"{declared.id}:{id_}" for id_ in WITHIN_SEVERAL), (f"{declared.id}:meer",)),
            Equal(tuple(f"{declared.id}:eerst:{row.id}" for row in by_first.rows), (whole,)),
        ),
    )


def _definition(history: History, declared: RoutesMeasure) -> tuple[tuple[Label, Label], ...]:
    transfer = next(event.name for event in history.chain.events if event.id == declared.transfer)
    return (
        start_line(history, declared.start),
        window_line(history),
        unit_line(history),
        *landmark_lines(declared.landmark),
        (
            message("Route"),
            message("de verschillende bestemmingen van '{naam}' tot en met het meetmoment", naam=transfer),
        ),
        *comparison_lines(declared.outcome.name, declared.splits),
        censoring_line(history),
    )


def _group(declared: RoutesMeasure, id_: str, place: int) -> Group:
    return Group(id_, NUMBERS[id_], (place,), f"{declared.id}:{id_}")


def _read_routes(history: History, declared: RoutesMeasure) -> tuple[Counter[str], Counter[str]]:
    """Make ``landmark_group``; cases at the landmark by number of places, and by first destination."""
    make_destinations(history, declared.destination)
    history.run(statement(SQL, "routes"), transfer=declared.transfer)
    history.run("create or replace table landmark_group as select member, place from route")
    known = _destinations(history, declared)
    numbers, first = Counter[str](), Counter[str]()
    for number, destination, members in history.rows(
        "select number, first, count(*) from route group by all order by all"
    ):
        numbers[str(number)] += int(str(members))
        first[str(destination) if destination in known else OTHER_PLACE] += int(str(members))
    return numbers, first


def _destinations(history: History, declared: RoutesMeasure) -> dict[str, Label]:
    """Names of first destinations, and of what else may stand there."""
    return destination_names(history.chain, declared.destination) | {
        OTHER_PLACE: message("andere bestemming"),
        "meer-tegelijk": message("meer plaatsen op dezelfde dag"),
        "onbekend": message("bestemming niet bekend"),
        "geen": message("nog niet overgedragen"),
    }


def _of(numbers: Counter[str], id_: str) -> int:
    return sum(numbers[part] for part in WITHIN_SEVERAL) if id_ == "meer" else numbers[id_]


def _row(id_: str, label: Label, x: int, part: Name, n: int, whole: Name) -> Row:
    return Row(id_, label, (Count(x, part), _share(x, n, part, whole)), int(id_ in WITHIN_SEVERAL))


def _share(x: int, n: int, part: Name, whole: Name) -> Share:
    return replace(share(x, n), part=part, whole=whole)
