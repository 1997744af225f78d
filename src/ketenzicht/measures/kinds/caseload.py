"""What a caseload consists of (kind ``caseload``, question Q8): reports by what went before, open days by stage.

With inhabitants P, first reports F, reports R and open case-days A in T days:
``A / (T P) = (F / P) (R / F) (A / R) / T``. That is an identity: it needs no steady state. Here are its numbers, for
the period and for the one as long before it where the data hold that; the factors, and why the two differ, are worked
out of what may be shown of these (``causes.caseload_tree``, ``causes.difference``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketenzicht.chain.model import CaseloadMeasure
from ketenzicht.history import History
from ketenzicht.measures.kinds.caseload_counts import (
    BEFORE_REPEAT,
    FIRST,
    REPEATED,
    REPORTED,
    REST,
    CaseloadCounts,
    CaseNumber,
    count_caseload,
    help_is_registered,
    prepare,
    products_by_case,
    split_stages,
)
from ketenzicht.measures.kinds.caseload_names import (
    CaseloadNames,
    caseload_relations,
    place_relations,
    shared_relations,
)
from ketenzicht.measures.kinds.caseload_sides import Side, exposure, period_before, reaches
from ketenzicht.measures.kinds.caseload_words import (
    BEFORE_WORDS,
    NO_STAGE,
    caseload_definition,
    caseload_warnings,
)
from ketenzicht.measures.result import CaseProducts, Count, Figure, Level, MeasureResult, Relation, Row, Table
from ketenzicht.measures.words import unit_words
from ketenzicht.message import Label, message

CARRIED = "van-ervoor"
OPEN_TABLE, REPORT_TABLE = "caseload", "meldingen"
DERIVED = ("per_1000", "per_eerste", "dagen_per_melding", "verschil")
"""Words of the sentence that are worked out of what may be shown, when it leaves."""


def measure_caseload(history: History, declared: CaseloadMeasure) -> MeasureResult:
    """The tree of the period, and of the period before it where the data hold enough of that."""
    settings = history.settings
    this = Side(message("deze periode"), settings.period_from, settings.period_to)
    first, last = period_before(this.first, this.last)
    if reaches(history, declared, first):
        return caseload_result(history, declared, (this, Side(message("de periode ervoor"), first, last)))
    return caseload_result(history, declared, (this,))


def caseload_result(history: History, declared: CaseloadMeasure, sides: Sequence[Side]) -> MeasureResult:
    """The numbers of the tree, with a column for each side.

    Args:
        history: where they are counted.
        declared: the measure.
        sides: what is counted, the one that the sentence is about first.

    Raises:
        UserError: a place is asked for that the registrations do not know.
    """
    counts = []
    for number, side in enumerate(sides):
        prepare(history, declared, side.place)
        counts.append(count_caseload(history, declared, side.first, side.last, side.place, number))
    products = products_by_case(history, len(sides))
    helped = help_is_registered(history, declared)
    before = (FIRST, *(BEFORE_REPEAT if helped else (REPEATED,)))
    stages: tuple[tuple[str, Label], ...] = (
        *((item.id, item.name) for item in split_stages(history, declared)),
        (REST, NO_STAGE),
    )
    parts = tuple(stage for stage, _ in stages)
    names = [CaseloadNames(declared, count, side.place) for count, side in zip(counts, sides, strict=True)]
    pairs = list(zip(counts, names, strict=True))
    columns = tuple(side.label for side in sides)
    relations: list[Relation] = [item for name in names for item in caseload_relations(name, before, parts)]
    settings = history.settings
    if (sides[0].first, sides[0].last, sides[0].place) == (settings.period_from, settings.period_to, None):
        relations += shared_relations(names[0])
    if len(sides) > 1 and all(side.place is not None for side in sides):
        prepare(history, declared)
        everyone = count_caseload(history, declared, sides[0].first, sides[0].last)
        relations += place_relations(names, CaseloadNames(declared, everyone), before, parts)
    open_rows = [Row("gemiddeld", message("gemiddelde caseload"), tuple(_mean(*pair) for pair in pairs))]
    open_rows += [Row(stage, name, tuple(_open(stage, *pair) for pair in pairs), 1) for stage, name in stages]
    open_rows.append(
        Row(
            CARRIED,
            message("begonnen voor de periode"),
            tuple(Level(count.carried / count.days, name.carried) for count, name in pairs),
            1,
        )
    )
    report_rows = [
        Row("meldingen", message("alle meldingen"), tuple(_reports(*pair) for pair in pairs)),
        *(Row(item, BEFORE_WORDS[item], tuple(_before(item, *pair) for pair in pairs), 1) for item in before),
    ]
    headline: dict[str, Figure] = {
        "gemiddeld": _mean(*pairs[0]),
        "meldingen": _reports(*pairs[0]),
        "eerste": _before(FIRST, *pairs[0]),
    }
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=caseload_definition(history, declared, sides[0], helped),
        tables=(
            Table(OPEN_TABLE, message("Waar open zaken mee bezig zijn"), columns, tuple(open_rows)),
            Table(REPORT_TABLE, message("Meldingen naar wat eraan voorafging"), columns, tuple(report_rows)),
            _edges(columns, counts),
        ),
        headline=headline,
        warnings=tuple(caseload_warnings(history, declared, sides, helped)),
        chart="waterfall",
        relations=tuple(relations),
        words=dict.fromkeys(DERIVED, message("niet berekend")),
        exposure=tuple(exposure(history, side) for side in sides),
        products=_products(products, counts),
    )


def _products(
    products: Mapping[tuple[CaseNumber, CaseNumber], int], counts: Sequence[CaseloadCounts]
) -> CaseProducts:
    """Per row of the tables, in the unit of the row: reports, or mean number open."""
    numbers = sorted({number for pair in products for number in pair})

    def row(number: CaseNumber) -> tuple[int, str, str]:
        side, what, part = number
        return (side, REPORT_TABLE, part) if what == REPORTED else (side, OPEN_TABLE, part or CARRIED)

    def unit(number: CaseNumber) -> int:
        return 1 if number[1] == REPORTED else counts[number[0]].days

    return CaseProducts(
        tuple(row(number) for number in numbers),
        tuple(
            tuple(products.get((one, other), 0) / (unit(one) * unit(other)) for other in numbers)
            for one in numbers
        ),
    )


def _mean(counts: CaseloadCounts, names: CaseloadNames) -> Level:
    return Level(counts.open_days / counts.days, names.mean)


def _open(stage: str, counts: CaseloadCounts, names: CaseloadNames) -> Level:
    return Level(counts.own.get(stage, 0) / counts.days, names.part(stage))


def _reports(counts: CaseloadCounts, names: CaseloadNames) -> Count:
    return Count(sum(counts.reports.values()), names.reports)


def _before(what: str, counts: CaseloadCounts, names: CaseloadNames) -> Count:
    return Count(counts.reports.get(what, 0), names.before(what))


def _edges(columns: tuple[Label, ...], counts: Sequence[CaseloadCounts]) -> Table:
    """What the begin of the period brings in and its end cuts off: with as much of both, the tree is in balance."""
    carried = tuple(Level(item.carried / item.days) for item in counts)
    after = tuple(Level(item.after / item.days) for item in counts)
    edge = tuple(Level((item.carried - item.after) / item.days) for item in counts)
    return Table(
        "randen",
        message("Wat over de randen van de periode loopt, als gemiddelde caseload"),
        columns,
        (
            Row(CARRIED, message("dagen in de periode van wat ervoor begon"), carried),
            Row(
                "erna",
                message("dagen na de periode van wat erin begon, tot het einde van de gegevens"),
                after,
            ),
            Row("rand", message("het eerste min het tweede"), edge),
        ),
    )
