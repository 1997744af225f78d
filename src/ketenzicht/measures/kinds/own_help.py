"""How many of the persons named when the clock started got help of their own: is the help systemic?

A person has help of their own when an event that begins help names that person, in whatever household. Persons of
one case hang together in the variance. Where registrations do not say for whom help is, nothing is known: that is
not the same as no help.
"""

from __future__ import annotations

from dataclasses import replace

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration, Stage, StartPoint
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.estimators.survival import Incidence, aalen_johansen, count_table
from ketenzicht.measures.kinds.incidence import probability_at
from ketenzicht.measures.kinds.parts import Part
from ketenzicht.measures.names import after_days
from ketenzicht.measures.result import Count, Name, Probability, Row, Table
from ketenzicht.message import duration_words, message

SQL = "ketenzicht.measures.sql"
NOT_REGISTERED = message("niet geregistreerd")


def own_help(
    history: History, start: StartPoint, stage: Stage, times: tuple[Duration, ...], name: Name
) -> Part:
    """Chance of own help for each person named at the start, by some times; after ``cohort`` and ``mark``.

    Args:
        history: the histories.
        start: where the clock starts.
        stage: the stage that is help.
        times: since the start.
        name: of the number of persons.
    """
    values = {"start_event": start.event, "help": stage.id, "begins": list(stage.begins_with)}
    history.run(statement(SQL, "own_help"), **values)
    [(named,)] = history.rows(
        "select count(*) from dated_event join involvement using (event_id) "
        "where person_id is not null and list_contains($begins, activity)",
        begins=values["begins"],
    )
    fates = {
        str(fate): int(str(persons))
        for fate, persons in history.rows("select fate, count(*) from own_help group by fate")
    }
    if not named or not fates:
        reason = (
            message("Voor wie hulp was is niet geregistreerd: over eigen hulp is niets te zeggen.")
            if fates
            else message(
                "Wie bij het begin betrokken was is niet geregistreerd: over eigen hulp is niets te zeggen."
            )
        )
        return Part(words={"aandeel_eigen_hulp": NOT_REGISTERED}, warnings=(reason,))
    found = history.engine.table("select * from own_help where fate = 'counted' order by all")
    member, day, cause, room = (found[column].to_numpy() for column in ("member", "day", "cause", "room"))
    estimate = aalen_johansen(
        count_table(day, cause, causes=2), variance="robust", rows=case_spans(day, cause, member)
    )
    n = int((day > 0).sum())
    longest = int(room.max(initial=0))
    figures = {time: _chance(estimate, in_days(time), n, name, longest) for time in times}
    table = Table(
        id="eigen-hulp",
        title=message("Betrokkenen met eigen hulp die na het begin startte"),
        columns=(message("Personen"), message("Kans")),
        rows=tuple(
            Row(
                f"{time.length}-{time.unit}",
                message("binnen {termijn}", termijn=duration_words(time)),
                (Count(n, name), figure),
            )
            for time, figure in figures.items()
        ),
    )
    first = figures[times[0]]
    return Part(
        tables=(table,),
        headline={} if first is None else {"aandeel_eigen_hulp": first},
        words={"aandeel_eigen_hulp": message("niet te geven")} if first is None else {},
        attrition=_attrition(fates, n, name),
    )


def _chance(estimate: Incidence, day: int, n: int, name: Name, longest: int) -> Probability | None:
    """None when nobody could be followed that long."""
    if day > longest:
        return None
    return replace(
        probability_at(estimate, day, 0, n), part=after_days(f"{name}:eigen-hulp", day), whole=name
    )


def _attrition(fates: dict[str, int], n: int, name: Name) -> tuple[Attrition, ...]:
    persons, total = message("betrokkenen"), sum(fates.values())
    known = total - fates.get("unnamed", 0)
    without = known - fates.get("had", 0)
    return (
        Attrition(
            message("voor wie de hulp was is bekend"),
            persons,
            total,
            known,
            message("hulp van de casus noemt niemand"),
            (f"{name}:betrokken", f"{name}:bekend", None),
        ),
        Attrition(
            message("nog zonder eigen hulp bij het begin"),
            persons,
            known,
            without,
            message("eigen hulp liep al"),
            (f"{name}:bekend", None, None),
        ),
        Attrition(
            message("gevolgd na de dag van het begin"),
            persons,
            without,
            n,
            message("begin en einde van de waarneming op dezelfde dag"),
            (None, name, None),
        ),
    )
