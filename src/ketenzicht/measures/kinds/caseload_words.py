"""What is said about a caseload: what went before a report, what was counted, what to bear in mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketenzicht.chain.model import CaseloadMeasure
from ketenzicht.history import History
from ketenzicht.measures.kinds.caseload_counts import FIRST, REPEATED, split_stages
from ketenzicht.measures.kinds.caseload_sides import Side, exposure, reaches
from ketenzicht.measures.words import listed, unit_line
from ketenzicht.message import Label, Message, duration_words, message

BEFORE_WORDS: Mapping[str, Message] = {
    FIRST: message("eerste melding"),
    "geen-hulp": message("herhaald, geen hulp gestart na de melding ervoor"),
    "hulp-uitval": message("herhaald, na uitval uit hulp"),
    "hulp-volgens-plan": message("herhaald, na hulp die volgens plan eindigde"),
    "hulp-anders": message("herhaald, na hulp die anders eindigde"),
    "hulp-loopt": message("herhaald, terwijl hulp loopt"),
    "hulp-onbekend": message("herhaald, onbekend hoe hulp eindigde"),
    REPEATED: message("herhaalde melding"),
}
NO_STAGE = message("geen van deze fasen (zoals wachten op overdracht of afsluiting)")


def caseload_definition(
    history: History, declared: CaseloadMeasure, side: Side, helped: bool
) -> tuple[tuple[Label, Label], ...]:
    """What was counted, as lines of a definition."""
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
        (
            message("Interval"),
            message(
                "95 %: hoeveel zaken er komen en hoe een zaak loopt, is deels toeval; alles van een zaak hoort "
                "daarbij bij elkaar (herweging van zaken, deltamethode), naar buiten afgerond"
            ),
        )
    )
    return tuple(lines)


def _inhabitants(history: History, side: Side) -> Label:
    found = exposure(history, side)
    if found.inhabitants is None:
        return message("niet opgegeven in study.yaml; de opbouw begint daarom bij eerste meldingen")
    return message("{n} ({bron})", n=found.inhabitants, bron=found.source)


def caseload_warnings(
    history: History, declared: CaseloadMeasure, sides: Sequence[Side], helped: bool
) -> list[Label]:
    """What the reader must know of these data."""
    told: list[Label] = []
    if not all(reaches(history, declared, side.first) for side in sides):
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
