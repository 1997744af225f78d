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
from ketenzicht.chain.model import RateMeasure, TextNode
from ketenzicht.history import History, Population
from ketenzicht.measures.estimators.case_rates import rate_of_sums
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

NO_PLACE = "zonder-inwoners"


def measure_per_inhabitant(history: History, declared: RateMeasure) -> MeasureResult:
    """Rates of the whole years of the period, the last one by place where the measure names that."""
    settings = history.settings
    every_year = years_of(settings.period_from, settings.period_to, declared.year)
    years = tuple(item for item in every_year if item.whole)
    counts = count_rates(history, declared, every_year)
    shown = () if counts.absent else years
    populations = {year.name: _population(history, declared, year) for year in shown}
    rows = tuple(
        Row(
            year.name,
            TextNode(nl=year.name),
            _figures(declared, counts.of_year(year.name), populations[year.name], year.name),
        )
        for year in shown
    )
    tables = [
        Table(
            "jaren",
            message("Per jaar, van {groep}", groep=declared.group_name),
            (message("Aantal"), _per_words(declared)),
            rows,
        )
    ]
    headline: dict[str, Figure] = {}
    relations: tuple[Relation, ...] = (
        Equal(tuple(f"{declared.id}:{year.name}" for year in shown), (f"{declared.id}:hele-jaren",)),
    )
    words: dict[str, Label] = {"per": TextNode(nl=_thousands(declared.per)), "jaar": message("niet te geven")}
    known = [year for year in shown if populations[year.name] is not None]
    if known:
        last = known[-1]
        number, rate = next(row for row in rows if row.id == last.name).figures
        if number is not None and rate is not None:
            headline = {"per_inwoner": rate, "aantal": number}
        words["jaar"] = TextNode(nl=last.name)
        by_place, sums = _by_place(history, declared, counts, last)
        tables += by_place
        relations += sums
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=_definition(history, declared, populations),
        tables=tuple(tables) if shown else (),
        headline=headline,
        words=words,
        attrition=_attrition(declared, counts, every_year) if len(years) < len(every_year) else (),
        warnings=_warnings(history, declared, counts, every_year, populations),
        chart="none",
        relations=relations,
    )


def _population(
    history: History, declared: RateMeasure, year: Year, place: str | None = None
) -> Population | None:
    return history.settings.inhabitants(year.first, year.last, place, declared.group)


def _figures(
    declared: RateMeasure, tally: Tally, population: Population | None, name: str
) -> tuple[Figure | None, ...]:
    number: Name = f"{declared.id}:{name}"
    return Count(tally.items, number), None if population is None else _rate(
        declared, tally, population, number
    )


def _rate(declared: RateMeasure, tally: Tally, population: Population, name: Name) -> Rate:
    """The sums over inhabitants: of what counts squared, of what counts, and of the inhabitants."""
    sums = (float(tally.squares), float(tally.items), float(population.number))
    found = rate_of_sums(tally.items, population.number, sums)
    return replace(found.figure(declared.per), name=name, out_of="inhabitants")


def _by_place(
    history: History, declared: RateMeasure, counts: RateCounts, year: Year
) -> tuple[list[Table], tuple[Relation, ...]]:
    """A row for each place of which the study gives inhabitants; all others are one row, without a rate."""
    places = dict.fromkeys(
        item.place for item in history.settings.population if item.place and item.group == declared.group
    )
    found = {place: _population(history, declared, year, place) for place in places}
    here = {place: population for place, population in found.items() if population is not None}
    if declared.place is None or not here:
        return [], ()
    rows = []
    rest = counts.of_year(year.name)
    for place, population in here.items():
        tally = counts.tallies.get((year.name, place), Tally())
        rest = Tally(rest.cases - tally.cases, rest.items - tally.items, rest.squares - tally.squares)
        rows.append(
            Row(place, TextNode(nl=place), _figures(declared, tally, population, f"{year.name}:{place}"))
        )
    rows.append(
        Row(NO_PLACE, message("plaats onbekend, of zonder inwoners in de studie"),
            _figures(declared, rest, None, f"{year.name}:{NO_PLACE}"))
    )  # fmt: skip
    names = tuple(f"{declared.id}:{year.name}:{row.id}" for row in rows)
    table = Table(
        "plaatsen",
        message("Per plaats in {jaar}", jaar=year.name),
        (message("Aantal"), _per_words(declared)),
        tuple(rows),
    )
    return [table], (Equal(names, (f"{declared.id}:{year.name}",)),)


def _per_words(declared: RateMeasure) -> Label:
    return message("Per {aantal}", aantal=_thousands(declared.per))


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _attrition(declared: RateMeasure, counts: RateCounts, years: tuple[Year, ...]) -> tuple[Attrition, ...]:
    """What lies in years of which the period holds a part."""
    everything = sum(item.items for item in counts.tallies.values())
    whole = sum(counts.of_year(year.name).items for year in years if year.whole)
    return (
        Attrition(
            message("in een heel jaar"),
            message("keren") if declared.every else message("casussen per jaar"),
            everything,
            whole,
            message("in een jaar dat maar voor een deel in de periode valt"),
            (f"{declared.id}:alle-jaren", f"{declared.id}:hele-jaren", f"{declared.id}:deel-van-een-jaar"),
        ),
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
                aantal=_thousands(population.number),
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
