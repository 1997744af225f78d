"""How many rows and events there were before and after each step; what went in is what came out plus what did not.

A row counts as used when at least one of its events is used. A row that is not used has one reason: the first
of its events' reasons in the order below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition, in_data
from ketenzicht.intake.stage import Stage
from ketenzicht.message import Message, message

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

ROWS, EVENTS = message("rijen"), message("gebeurtenissen")

REASONS: dict[str, tuple[Message, Message]] = {
    "niet-bedoeld": (message("gekozen rijen"), message("niet bedoeld volgens waar: in de koppeling")),
    "dubbele-rij": (message("verschillende rijen"), message("gelijk aan een eerdere rij")),
    "latere-levering": (message("laatste levering"), message("vervangen door een latere levering")),
    "andere-stap": (message("gekozen stappen"), message("een stap van de levensloop die niet meetelt")),
    "onbekende-activiteit": (message("bekende activiteit"), message("activiteit staat niet in de vertaling")),
    "foute-datum": (message("leesbare datum"), message("de datum is geen datum")),
    "na-gegevens": (message("binnen de gegevens"), message("na de laatste dag van de gegevens")),
    "einde-voor-begin": (message("einde na begin"), message("het einde ligt voor het begin")),
    "geen-datum": (message("met datum"), message("geen enkele datum ingevuld")),
    "geen-gebeurtenis": (
        message("met gebeurtenis"),
        message("de rij bevat geen gebeurtenis van de koppeling"),
    ),
}
"""Reason to the name of the step and the words for what was left out, in order."""


def row_attrition(engine: Engine, stages: list[Stage], unreadable: dict[int, int]) -> tuple[Attrition, ...]:
    """The steps from rows in the files to rows that were used, all files together."""
    order = {reason: rank for rank, reason in enumerate(REASONS)}
    ranks = " ".join(f"when '{reason}' then {rank}" for reason, rank in order.items())
    counted = engine.rows(
        f"""
        select reason, count(*)
        from (
            select case when bool_or(fate is null) then -1 else min(case fate {ranks} end) end as reason
            from row_event
            group by file, source_row
        )
        group by reason
        """
    )
    names = list(REASONS)
    left_out = {names[rank]: count for rank, count in counted if rank >= 0}
    used = sum(count for rank, count in counted if rank < 0)
    rows = sum(engine.value(f"select count(*) from {stage.table}") for stage in stages)
    kept = sum(engine.value(f"select count(*) from {stage.table} where kept") for stage in stages)
    left_out["niet-bedoeld"] = rows - kept
    left_out["geen-gebeurtenis"] = kept - sum(count for _rank, count in counted)
    broken = sum(unreadable.values())
    steps = [
        *_forgotten(sum(stage.forgotten for stage in stages), rows + broken),
        Attrition(
            message("leesbare rijen"),
            ROWS,
            rows + broken,
            rows,
            message("te veel of te weinig velden"),
            in_data("rijen", "alle", "", "onleesbaar"),
        ),
    ]
    return _chained(steps, left_out, ROWS, used)


def _forgotten(rows: int, others: int) -> list[Attrition]:
    if not rows:
        return []
    return [
        Attrition(
            message("niet gewist"),
            ROWS,
            rows + others,
            others,
            message("gaat over iemand die uit de studie is gewist"),
            in_data("rijen", "in-bestanden", "alle", "vergeten"),
        )
    ]


def event_attrition(engine: Engine) -> tuple[Attrition, ...]:
    """The steps from events that rows hold to canonical events."""
    counted = dict(engine.rows("select coalesce(fate, ''), count(*) from row_event group by 1"))
    counted.pop("geen-datum", None)
    used = counted.pop("", 0)
    total = used + sum(counted.values())
    names = in_data("gebeurtenissen", "in-rijen", "in-rijen", "niets")
    steps = [Attrition(message("gebeurtenissen in de rijen"), EVENTS, total, total, message("niets"), names)]
    events = engine.value("select count(*) from event")
    *chained, last = _chained(steps, counted, EVENTS, used)
    # what is taken in has one name, whatever the last step was: the histories begin with it
    _, taken_in, merged = in_data("gebeurtenissen", "", "", "samengenomen")
    if events == used:
        return (*chained, replace(last, names=(last.names[0], taken_in, last.names[2])))
    return (
        *chained,
        last,
        Attrition(
            message("samengenomen"),
            EVENTS,
            used,
            events,
            message("rijen over personen van dezelfde gebeurtenis zijn samengenomen"),
            (last.names[1], taken_in, merged),
        ),
    )


def _chained(
    steps: list[Attrition], left_out: dict[str, int], unit: Message, used: int
) -> tuple[Attrition, ...]:
    for reason, (step, words) in REASONS.items():
        before = steps[-1].after
        if left_out.get(reason):
            _, after, gone = in_data(str(unit), "", f"zonder-{reason}", reason)
            names = (steps[-1].names[1], after, gone)
            steps.append(Attrition(step, unit, before, before - left_out[reason], words, names))
    if steps[-1].after != used:
        raise AssertionError(f"attrition does not add up: {steps[-1].after} is not {used}")
    return tuple(steps)
