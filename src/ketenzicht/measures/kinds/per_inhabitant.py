"""Cases or events by inhabitants (kind ``per-inwoner``), for each whole year of the period.

The inhabitants come from outside the registrations, by year, and by place and group where the study gives those.
Where they are missing there is no rate, and the year or place is named. The interval is the exact one of a Poisson
count (Garwood F (1936), Biometrika 28, 437-442); where a case counts more than once it widens with the variance
summed by case, every inhabitant being one observation (Stukel TA and others (1994), Statistics in Medicine 13,
1781-1791; :mod:`ketenzicht.measures.estimators.case_rates`).
"""

from __future__ import annotations

from dataclasses import replace

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import Filter, RateMeasure, TextNode
from ketenzicht.history import History, Population
from ketenzicht.measures.estimators.case_rates import rate_of_sums
from ketenzicht.measures.kinds.parts import Part, with_parts
from ketenzicht.measures.kinds.rate_counts import RateCounts, Tally, count_rates
from ketenzicht.measures.kinds.years import Year, years_of
from ketenzicht.measures.result import (
    Count,
    Equal,
    Figure,
    MeasureResult,
    Name,
    Rate,
    Relation,
    Row,
    Table,
)
from ketenzicht.measures.words import listed, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message

NO_PLACE, WHOLE = "zonder-inwoners", "hele-jaren"


def measure_per_inhabitant(history: History, declared: RateMeasure) -> MeasureResult:
    """Rates of the whole years of the period, the last one by place where the measure names that."""
    settings = history.settings
    years = years_of(settings.period_from, settings.period_to, declared.year)
    counts = count_rates(history, declared, years)
    shown = () if counts.absent else tuple(item for item in years if item.whole)
    populations = {year.name: _population(history, declared, year) for year in shown}
    rows = tuple(
        Row(
            year.name,
            TextNode(nl=year.name),
            _figures(declared, counts.of_year(year.name), populations[year.name], year.name),
        )
        for year in shown
    )
    table = Table(
        "jaren", message("Per jaar, van {groep}", groep=declared.group_name), _columns(declared), rows
    )
    every_year = Equal(tuple(_name(declared, year.name) for year in shown), (_name(declared, WHOLE),))
    result = MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=_definition(history, declared, populations),
        tables=(table,) if shown else (),
        words={"per": message("{aantal}", aantal=declared.per), "jaar": message("niet te geven")},
        attrition=() if all(year.whole for year in years) else (_partial_years(declared, counts, years),),
        warnings=_warnings(history, declared, counts, years, populations),
        chart="none",
        relations=(every_year,) if shown else (),
    )
    known = [year for year in shown if populations[year.name] is not None]
    return with_parts(result, [_last_year(history, declared, counts, known[-1])] if known else [])


def _last_year(history: History, declared: RateMeasure, counts: RateCounts, year: Year) -> Part:
    """What the sentence is about: the last year of which the inhabitants are known, also by place."""
    number, rate = _figures(
        declared, counts.of_year(year.name), _population(history, declared, year), year.name
    )
    headline = {"per_inwoner": rate, "aantal": number} if number is not None and rate is not None else {}
    tables, relations = _by_place(history, declared, counts, year)
    return Part(tables=tables, headline=headline, words={"jaar": TextNode(nl=year.name)}, relations=relations)


def _population(
    history: History, declared: RateMeasure, year: Year, place: str | None = None
) -> Population | None:
    return history.settings.inhabitants(year.first, year.last, place, declared.group)


def _figures(
    declared: RateMeasure, tally: Tally, population: Population | None, name: str
) -> tuple[Figure | None, ...]:
    number = _name(declared, name)
    rate = None if population is None else _rate(declared, tally, population, number)
    return Count(tally.items, number), rate


def _name(declared: RateMeasure, of: str) -> Name:
    return f"{declared.id}:{of}"


def _rate(declared: RateMeasure, tally: Tally, population: Population, name: Name) -> Rate:
    """The sums over inhabitants: of what counts squared, of what counts, and of the inhabitants."""
    sums = (float(tally.squares), float(tally.items), float(population.number))
    found = rate_of_sums(tally.items, population.number, sums)
    return replace(found.figure(declared.per), name=name, out_of="inhabitants")


def _by_place(
    history: History, declared: RateMeasure, counts: RateCounts, year: Year
) -> tuple[tuple[Table, ...], tuple[Relation, ...]]:
    """A row for each place of which the study gives inhabitants; all others are one row, without a rate."""
    places = dict.fromkeys(
        item.place for item in history.settings.population if item.place and item.group == declared.group
    )
    found = {place: _population(history, declared, year, place) for place in places}
    here = {place: population for place, population in found.items() if population is not None}
    if declared.place is None or not here:
        return (), ()
    tallies = {place: counts.tallies.get((year.name, place), Tally()) for place in here}
    known = sum(tally.items for tally in tallies.values())
    rest = Count(counts.of_year(year.name).items - known, _name(declared, f"{year.name}:{NO_PLACE}"))
    rows = [
        Row(
            place, TextNode(nl=place), _figures(declared, tallies[place], here[place], f"{year.name}:{place}")
        )
        for place in here
    ]
    rows.append(Row(NO_PLACE, message("plaats onbekend, of zonder inwoners in de studie"), (rest, None)))
    parts = tuple(_name(declared, f"{year.name}:{row.id}") for row in rows)
    title = message("Per plaats in {jaar}", jaar=year.name)
    table = Table("plaatsen", title, _columns(declared), tuple(rows))
    return (table,), (Equal(parts, (_name(declared, year.name),)),)


def _columns(declared: RateMeasure) -> tuple[Label, ...]:
    return message("Aantal"), message("Per {aantal}", aantal=declared.per)


def _partial_years(declared: RateMeasure, counts: RateCounts, years: tuple[Year, ...]) -> Attrition:
    """What lies in years of which the period holds a part."""
    everything = sum(item.items for item in counts.tallies.values())
    whole = sum(counts.of_year(year.name).items for year in years if year.whole)
    return Attrition(
        message("in een heel jaar"),
        message("keren") if declared.every else message("casussen per jaar"),
        everything,
        whole,
        message("in een jaar dat maar voor een deel in de periode valt"),
        (_name(declared, "alle-jaren"), _name(declared, WHOLE), _name(declared, "deel-van-een-jaar")),
    )


def _warnings(
    history: History,
    declared: RateMeasure,
    counts: RateCounts,
    years: tuple[Year, ...],
    populations: dict[str, Population | None],
) -> tuple[Label, ...]:
    names = {item.id: item.name for item in history.chain.attributes}
    told: list[Label] = [
        message("De registraties hebben geen '{kenmerk}'. Daar staat geen cijfer.", kenmerk=names[name])
        for name in counts.absent
    ]
    parts = [item.name for item in years if not item.whole]
    if parts and len(parts) == len(years):
        told.append(message("De periode heeft geen heel jaar. Er is geen cijfer per inwoner."))
    elif parts:
        told.append(
            message("Geen heel jaar in de periode, dus geen cijfer: {jaren}.", jaren=", ".join(parts))
        )
    missing = [name for name, population in populations.items() if population is None]
    if missing:
        told.append(
            message(
                "Het aantal {groep} ontbreekt voor {jaren}. Daar staat geen cijfer per inwoner.",
                groep=declared.group_name,
                jaren=", ".join(missing),
            )
        )
    return tuple(told)


def _definition(
    history: History, declared: RateMeasure, populations: dict[str, Population | None]
) -> tuple[tuple[Label, Label], ...]:
    lines: list[tuple[Label, Label]] = [(message("Geteld"), _counted(history, declared))]
    if declared.longer_than is not None:
        lines.append(
            (
                message("Alleen"),
                message("wat langer duurt dan {termijn}", termijn=duration_words(declared.longer_than)),
            )
        )
    if declared.where is not None:
        lines.append((message("Alleen"), _codes(history, declared.where)))
    every = message("elke keer") if declared.every else message("elke casus één keer per jaar")
    kind = (
        message("schooljaren, van 1 augustus tot en met 31 juli")
        if declared.year == "schooljaar"
        else message("kalenderjaren")
    )
    lines += [(message("Telt"), every), (message("Jaren"), kind), window_line(history), unit_line(history)]
    lines += [
        (
            message("Noemer {jaar}", jaar=name),
            message(
                "{aantal} {groep} ({bron})",
                aantal=population.number,
                groep=declared.group_name,
                bron=population.source,
            ),
        )
        for name, population in populations.items()
        if population is not None
    ]
    lines.append(
        (
            message("Interval"),
            message("95 %, exact voor een Poisson-telling; breder waar een casus vaker telt"),
        )
    )
    return tuple(lines)


def _counted(history: History, declared: RateMeasure) -> Label:
    if declared.stage is not None:
        stage = next(item.name for item in history.chain.stages if item.id == declared.stage)
        if declared.every:
            return message("'{naam}' die in het jaar begon", naam=stage)
        return message("'{naam}' die op een dag van het jaar liep", naam=stage)
    events = {item.id: item.name for item in history.chain.events}
    return listed([events[name] for name in declared.events])


def _codes(history: History, where: Filter) -> Label:
    """The codes that count, by their names."""
    list_id = next((item.code_list for item in history.chain.attributes if item.id == where.attribute), None)
    codes = next((item.codes for item in history.chain.code_lists if item.id == list_id), {})
    return listed([codes.get(value, TextNode(nl=value)) for value in where.values])
