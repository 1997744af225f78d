"""How repeats were counted and what was left out, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import RepeatsMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import start_line
from ketenzicht.measures.kinds.repeat_figures import Line, Names
from ketenzicht.measures.kinds.repeat_rows import SQL, RepeatRows
from ketenzicht.measures.windows import FollowUp, follow_up_lines
from ketenzicht.measures.words import censoring_line, listed, unit_line, window_line
from ketenzicht.message import Label, message


def counted(history: History, declared: RepeatsMeasure) -> Label:
    """What comes back, by name."""
    names = {event.id: event.name for event in history.chain.events}
    return listed([names[name] for name in declared.events])


def repeats_definition(
    history: History, declared: RepeatsMeasure, followed: Sequence[FollowUp], *, lost: bool
) -> tuple[tuple[Label, Label], ...]:
    """The lines of the definition; those on losses only where there were any."""
    lines: list[tuple[Label, Label]] = [
        start_line(history, declared.start),
        window_line(history),
        unit_line(history),
        (message("Wat terugkomt"), counted(history, declared)),
    ]
    if declared.clock == "kalender":
        lines.append(
            (
                message("Tijd"),
                message(
                    "dagen sinds de eerste dag van de periode; een casus telt mee vanaf de dag na zijn begin. "
                    "De kansen en de tijd tot de volgende keer tellen vanaf het begin van elke casus"
                ),
            )
        )
    lines += [
        censoring_line(history),
        *follow_up_lines(followed),
        (
            message("Zelfde dag"),
            message(
                "alleen wat na de dag van het begin gebeurt, telt; meer keren op één dag bij één casus is één keer"
            ),
        ),
    ]
    if lost:
        lines += [
            (
                message("Alle casussen"),
                message(
                    "hoe vaak het echt gebeurde: wie overleden of vertrokken is, telt mee, maar krijgt er geen "
                    "meer bij"
                ),
            ),
            (
                message("Casussen die er nog zijn"),
                message(
                    "hoe snel het gaat bij wie nog te volgen is, opgeteld alsof niemand overleed of vertrok; "
                    "dat is nooit lager"
                ),
            ),
        ]
    if declared.causes:
        lines.append(
            (
                message("Onderdelen"),
                message("elke keer telt bij het eerste onderdeel dat past; samen zijn zij het geheel"),
            )
        )
    if declared.split is not None:
        lines.append(
            (
                message("Vergelijken"),
                message(
                    "wat bij het begin bekend was; het verschil is dat met de eerste groep. De p-waarde toetst of "
                    "het even snel gaat bij wie er nog is (pseudo-score-toets van Cook, Lawless en Nadeau)"
                ),
            )
        )
    lines += [
        (
            message("Dagen tot de volgende keer"),
            message(
                "onder wie de vorige keer had; wie daarna nooit meer een keer heeft, telt mee. Wie snel was, is "
                "daarna langer gevolgd: lees de rijen naast elkaar, en voorspel er niet mee"
            ),
        ),
        (
            message("Schatter"),
            message("Ghosh en Lin; bij wie er nog is Lawless en Nadeau")
            if lost
            else message("gemiddelde cumulatieve functie (Lawless en Nadeau)"),
        ),
        (
            message("Interval"),
            message(
                "95 %, op de log-schaal; wat bij één casus hoort, hangt samen en telt voor de spreiding als één"
            ),
        ),
    ]
    return tuple(lines)


def repeats_attrition(
    history: History, declared: RepeatsMeasure, rows: RepeatRows, everyone: Line, names: Names
) -> tuple[Attrition, ...]:
    """Cases without a day to follow, repeats after a loss, and repeats that are one with another of their day."""
    [found] = history.rows(statement(SQL, "repeats_counted"), activities=list(declared.events))
    after_start, before_loss, days = (int(str(value)) for value in found)
    times = message("gebeurtenissen")
    steps = [
        Attrition(
            message("gevolgd na de dag van het begin"),
            message("casussen"),
            rows.starts,
            everyone.cases,
            message("begin en einde van de waarneming op dezelfde dag"),
            names=(names.begun, names.cases, f"{names.cases}:niet"),
        ),
        Attrition(
            message("voor een verlies"),
            times,
            after_start,
            before_loss,
            message("na een verlies: wie overleden of vertrokken is, telt niet meer mee"),
        ),
        Attrition(
            message("een per dag"),
            times,
            before_loss,
            days,
            message("op een dag waarop dezelfde casus er al een had: samen zijn zij één keer"),
        ),
    ]
    losses = int(everyone.table.terminals.sum())
    if losses:
        steps.append(
            Attrition(
                message("verlies op een andere dag dan een herhaling"),
                message("casussen"),
                losses,
                losses - rows.shifted,
                message("verlies op de dag van een herhaling: dat verlies telt een dag later"),
            )
        )
    return tuple(steps)
