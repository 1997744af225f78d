"""What a caseload consists of (kind ``caseload``, question Q8): reports by what went before, open days by stage.

With inhabitants P, first reports F, reports R and open case-days A in T days:
``A / (T P) = (F / P) (R / F) (A / R) / T``. That is an identity: it needs no steady state. Here are its numbers, for
the period and for the one as long before it where the data hold that; the factors, and why the two differ, are worked
out of what may be shown of these (``causes.caseload_tree``, ``causes.difference``).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import CaseloadMeasure, Duration
from ketenzicht.history import History
from ketenzicht.measures.kinds.caseload_counts import (
    BEFORE_REPEAT,
    FIRST,
    REPEATED,
    REST,
    CaseloadCounts,
    Place,
    count_caseload,
    help_is_registered,
    prepare,
    split_stages,
)
from ketenzicht.measures.kinds.caseload_names import (
    CaseloadNames,
    caseload_relations,
    place_relations,
    shared_relations,
)
from ketenzicht.measures.result import Count, Exposure, Figure, Level, MeasureResult, Relation, Row, Table
from ketenzicht.measures.words import listed, unit_line, unit_words
from ketenzicht.message import Label, duration_words, message

CARRIED = "van-ervoor"
DERIVED = ("per_1000", "per_eerste", "dagen_per_melding", "verschil")
"""Words of the sentence that are worked out of what may be shown, when it leaves."""
BEFORE_WORDS = {
    FIRST: message("eerste melding"),
    "geen-hulp": message("herhaald, geen hulp gestart na de melding ervoor"),
    "hulp-uitval": message("herhaald, na uitval uit hulp"),
    "hulp-volgens-plan": message("herhaald, na hulp die volgens plan eindigde"),
    "hulp-anders": message("herhaald, na hulp die anders eindigde"),
    "hulp-loopt": message("herhaald, terwijl hulp loopt"),
    "hulp-onbekend": message("herhaald, onbekend hoe hulp eindigde"),
    REPEATED: message("herhaalde melding"),
}


@dataclass(frozen=True)
class Side:
    """What is counted: a stretch of days, both ends included, perhaps of one place; and what it is called."""

    label: Label
    first: date
    last: date
    place: Place | None = None


def measure_caseload(history: History, declared: CaseloadMeasure) -> MeasureResult:
    """The tree of the period, and of the period before it where the data hold enough of that."""
    settings = history.settings
    this = Side(message("deze periode"), settings.period_from, settings.period_to)
    first, last = period_before(this.first, this.last)
    if _reaches(history, declared, first):
        return caseload_result(history, declared, (this, Side(message("de periode ervoor"), first, last)))
    return caseload_result(history, declared, (this,))


def period_before(first: date, last: date) -> tuple[date, date]:
    """The stretch of as many whole months just before this one, or else of as many days."""
    before = first - timedelta(days=1)
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if not whole:
        return first - (last - first) - timedelta(days=1), before
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1), before


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
    for side in sides:
        prepare(history, declared, side.place)
        counts.append(count_caseload(history, declared, side.first, side.last, side.place))
    helped = help_is_registered(history, declared)
    before = (FIRST, *(BEFORE_REPEAT if helped else (REPEATED,)))
    stages = (*((item.id, item.name) for item in split_stages(history, declared)), (REST, _rest(declared)))
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
        definition=_definition(history, declared, sides[0], helped),
        tables=(
            Table("caseload", message("Waar open zaken mee bezig zijn"), columns, tuple(open_rows)),
            Table("meldingen", message("Meldingen naar wat eraan voorafging"), columns, tuple(report_rows)),
            _edges(columns, counts),
        ),
        headline=headline,
        warnings=tuple(_warnings(history, declared, sides, helped)),
        chart="waterfall",
        relations=tuple(relations),
        words=dict.fromkeys(DERIVED, message("niet berekend")),
        exposure=tuple(_exposure(history, side) for side in sides),
    )


def _exposure(history: History, side: Side) -> Exposure:
    place = None if side.place is None else side.place.value
    found = history.settings.inhabitants(side.first, side.last, place)
    days = (side.last - side.first).days + 1
    return Exposure(days) if found is None else Exposure(days, found.number, found.source)


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


def _rest(declared: CaseloadMeasure) -> Label:
    return message("geen van deze fasen (zoals wachten op overdracht of afsluiting)")


def _definition(
    history: History, declared: CaseloadMeasure, side: Side, helped: bool
) -> tuple[tuple[Label, Label], ...]:
    chain = history.chain
    stage = next(item.name for item in chain.stages if item.id == declared.stage)
    lines: list[tuple[Label, Label]] = [
        (message("Fase"), stage),
        (message("Periode"), message("{van} tot en met {tot}", van=str(side.first), tot=str(side.last))),
        unit_line(history),
        (message("Inwoners"), _inhabitants(history, side)),
        (
            message("Eerste melding"),
            message(
                "geen melding over dezelfde casus in {termijn} ervoor",
                termijn=duration_words(declared.lookback),
            )
            if declared.lookback
            else message("geen melding over dezelfde casus ervoor in de gegevens"),
        ),
        (
            message("Open dagen"),
            message(
                "van de dag van het begin tot de dag van het einde; een dag in meer fasen telt bij de eerste van: "
                "{fasen}",
                fasen=listed([item.name for item in split_stages(history, declared)]),
            ),
        ),
    ]
    if helped:
        main = [item.name for item in chain.end_reasons if item.dropout == "hoofd"]
        lines.append((message("Uitval"), listed(main)))
        lines.append(
            (
                message("Wat aan een herhaalde melding voorafging"),
                message("hulp die liep na de melding ervoor; van meer keer hulp de laatste die eindigde"),
            )
        )
    lines.append(
        (message("Interval"), message("geen: dit zijn alle zaken, geen steekproef; toeval zit er wel in"))
    )
    return tuple(lines)


def _inhabitants(history: History, side: Side) -> Label:
    found = _exposure(history, side)
    if found.inhabitants is None:
        return message("niet opgegeven in study.yaml; de opbouw begint daarom bij eerste meldingen")
    return message("{n} ({bron})", n=found.inhabitants, bron=found.source)


def _reaches(history: History, declared: CaseloadMeasure, first: date) -> bool:
    """Whether the data hold the look-back before a day, so that first reports are as sure on both sides."""
    start = history.settings.data_from
    if declared.lookback is None:
        return first > start
    return _back(first, declared.lookback) >= start


def _back(day: date, duration: Duration) -> date:
    months, days = calendar_parts(duration)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) - timedelta(days=days)


def _warnings(
    history: History, declared: CaseloadMeasure, sides: Sequence[Side], helped: bool
) -> list[Label]:
    told: list[Label] = []
    if not all(_reaches(history, declared, side.first) for side in sides):
        told.append(
            message(
                "De gegevens gaan niet ver genoeg terug om te weten welke meldingen eerste zijn. "
                "Een deel van de eerste meldingen is in werkelijkheid herhaald."
            )
        )
    elif len(sides) == 1:
        told.append(
            message("De gegevens gaan niet ver genoeg terug om met de periode ervoor te vergelijken.")
        )
    if declared.lookback is None and len({side.first for side in sides}) > 1:
        told.append(
            message(
                "Van een latere periode is meer geschiedenis bekend. Minder eerste en meer herhaalde meldingen "
                "kunnen daarvan komen."
            )
        )
    if len({(side.last - side.first).days // 7 for side in sides}) > 1:
        told.append(
            message(
                "De perioden zijn niet even lang. In een kortere periode is een groter deel van de caseload "
                "van ervoor."
            )
        )
    if declared.help is not None and not helped:
        told.append(
            message(
                "Er is geen hulp geregistreerd. Daarom staat er niet hoe hulp ging voor een herhaalde melding."
            )
        )
    return told
