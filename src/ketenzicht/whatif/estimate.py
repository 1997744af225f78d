"""All parameters of a what-if model of a chain from the histories of a study, with their joint covariance.

What can be told follows from the chain description (:mod:`.estimate_parts`). From spells: how each stage ends and how
long it takes (:mod:`.estimate_ends`, :mod:`.estimate_clocks`), and what comes after it, apart for reports during
involvement (:mod:`.estimate_during`); from reports: how many come for the first time, how fast cases come back
(:mod:`.estimate_rates`, :mod:`.estimate_returns`). What registrations do not show, such as capacity, is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ketenzicht.chain.model import Stage
from ketenzicht.engine import script
from ketenzicht.errors import UserError
from ketenzicht.history import History
from ketenzicht.whatif.estimate_clocks import estimate_stage
from ketenzicht.whatif.estimate_during import DURING, estimate_during
from ketenzicht.whatif.estimate_ends import Choice, StageEstimate
from ketenzicht.whatif.estimate_parts import Parts, parts_of
from ketenzicht.whatif.estimate_pieces import Piece, together
from ketenzicht.whatif.estimate_rates import SQL, estimate_arrivals, estimate_losses
from ketenzicht.whatif.estimate_returns import estimate_returns
from ketenzicht.whatif.estimate_rows import (
    OUT,
    begins_beside,
    follow_ends_and_reports,
    joined_rows,
    next_steps,
    open_steps,
    spells_of,
    steps_during,
)
from ketenzicht.whatif.uncertain import Estimates, Missing, joined

AFTER, CLOSING = "na-", "afsluiten"
BEGIN = "na-melding"
"""In an open chain, from a report until the first stage."""
TOO_FEW = "Er zijn minder dan 20 einden gezien."
NO_PATIENCE = (
    "Nergens is geregistreerd wie wachtend opgaf; dat is niet te onderscheiden van nooit worden opgepakt."
)
NOT_DURING = (
    "Te weinig is te zien welke stap bij een melding hoort die tijdens lopende betrokkenheid kwam; "
    "het model gebruikt dan de routes van een melding die alleen is."
)
NO_PLACES = "Hoeveel zaken een organisatie tegelijk aankan staat niet in registraties; er is geen grens."
BESIDE = "Deze fase begint ook wel later, naast een fase die al loopt; dat deel zit niet in het model."
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Observed:
    """Lengths of all spells of a stage as they were, whatever their end: the days by which so many had ended."""

    stage: str
    quantiles: tuple[float | None, ...]
    """At :data:`QUANTILES`; None where the data do not reach it."""


@dataclass(frozen=True)
class EstimatedModel:
    """What a study tells of a model.

    Args:
        parts: the stages of the chain by their part in the model.
        stages: how each stage of the model ends, by its name: those of the chain, and the time after each.
        estimates: all parameters with their covariance, and what is missing.
        choices: which distribution was taken for each length, and what spoke for it.
        observed: lengths without any distribution.
        case_class: the name of the kind of case.
        since, until: the days that counted.
        first_day: the day for which the rate of first reports holds.
    """

    parts: Parts
    stages: dict[str, StageEstimate]
    estimates: Estimates
    choices: tuple[Choice, ...]
    observed: tuple[Observed, ...]
    case_class: str
    since: date
    until: date
    first_day: date


def default_since(first: date, last: date) -> date:
    """The day from which things count when nobody says so: after a quarter of the data, five years at most.

    What lies before tells which cases had been reported before.
    """
    return first + timedelta(days=min((last - first).days // 4, 5 * 365))


def estimate_model(history: History, *, since: date | None = None) -> EstimatedModel:
    """Estimate the parameters of a model of the chain.

    Args:
        history: the histories of a study.
        since: from which day on things count; what lies before is only looked back at.

    Raises:
        UserError: the chain does not say enough for a model, or the data hold hardly any first report.
    """
    settings, parts = history.settings, parts_of(history.chain)
    begin = since or default_since(settings.data_from, settings.data_to)
    for sql in script(SQL, "estimated_cases"):
        history.run(sql)
    at_case = f"zaken.{settings.unit}"
    first_day = settings.data_to + timedelta(days=1)
    try:
        arrivals = estimate_arrivals(history, at_case, begin, first_day)
    except ValueError:
        raise UserError(
            f"Vanaf {begin} zijn er minder dan 20 eerste meldingen in de gegevens.",
            why="Met zo weinig meldingen is er geen model te maken.",
            fix="Kies een vroegere dag met --since, of kijk na of de meldingen gekoppeld zijn aan casussen.",
        ) from None
    stages, pieces, missing = _stages(history, parts, begin)
    _check_begin(parts, stages)
    pieces = [
        *pieces,
        estimate_returns(history, parts, at_case, begin),
        estimate_losses(history, at_case, begin),
    ]
    [(cases,)] = history.rows("select count(*) from estimated_case")
    told = joined([arrivals, together(pieces, int(str(cases)))])
    return EstimatedModel(
        parts=parts,
        stages=stages,
        estimates=Estimates(
            told.estimates, told.covariance, (*told.missing, *missing, *_never_told(parts, at_case, stages))
        ),
        choices=tuple(choice for stage in stages.values() for choice in stage.choices),
        observed=tuple(_observed(history, stage, begin) for stage in parts.stages),
        case_class=settings.unit,
        since=begin,
        until=settings.data_to,
        first_day=first_day,
    )


def _check_begin(parts: Parts, stages: Mapping[str, StageEstimate]) -> None:
    if parts.entry is None and BEGIN not in stages:
        raise UserError(
            "Na een melding begint in de gegevens minder dan 20 keer een fase.",
            why="Daarmee begint het model; zonder is er geen.",
            fix="Kies een vroegere dag met --since, of kijk na of de fasen geregistreerd zijn.",
        )
    if parts.entry is not None and parts.entry.id not in stages:
        raise UserError(
            f"De fase '{parts.entry.id}' eindigt in de gegevens minder dan 20 keer.",
            why="Daarmee begint het model; zonder die fase is er geen.",
            fix="Kies een vroegere dag met --since, of kijk na of het einde van de fase geregistreerd is.",
        )


def _stages(
    history: History, parts: Parts, since: date
) -> tuple[dict[str, StageEstimate], list[Piece], list[Missing]]:
    is_open = parts.umbrella is None
    wanted = [
        (
            stage.id,
            spells_of(history, stage, since),
            parts.waits(stage) and (is_open or stage in parts.outside),
        )
        for stage in parts.stages
    ]
    if is_open:
        follow_ends_and_reports(history, parts)
        wanted += [
            (name, open_steps(history, stage, since), True)
            for name, stage in [(BEGIN, ""), *((f"{AFTER}{stage.id}", stage.id) for stage in parts.stages)]
        ]
    else:
        steps = [next_steps(history, parts, stage, since) for stage in parts.inside]
        wanted += [
            (f"{AFTER}{stage.id}", after, False)
            for stage, (after, _) in zip(parts.inside, steps, strict=True)
        ]
        wanted.append((CLOSING, joined_rows([closing for _, closing in steps]), False))
    found, missing = dict[str, StageEstimate](), list[Missing]()
    for name, rows, may_never in wanted:
        estimate = estimate_stage(f"fasen.{name}", rows, parts.dropouts, may_never=may_never)
        if estimate is None:
            missing.append(Missing(f"fasen.{name}", TOO_FEW))
        else:
            goes_on = estimate.drop_out or (is_open and not name.startswith(AFTER))
            found[name] = estimate.never_within(_days(history)) if goes_on else estimate
    if parts.entry is not None:
        alone = f"{AFTER}{parts.entry.id}"
        during = f"{alone}-{DURING}"
        rows = steps_during(history, parts, since)
        others = found.get(alone)
        estimate = others and estimate_during(f"fasen.{during}", rows, OUT, others, f"fasen.{alone}")
        if estimate is None:
            missing.append(Missing("routes.*.tijdens", NOT_DURING))
        else:
            found[during] = estimate
    else:
        missing += [Missing(f"fasen.{name}", BESIDE) for name in begins_beside(history)]
    pieces = [piece for estimate in found.values() for piece in (estimate.piece, *estimate.others)]
    return found, pieces, missing


def _days(history: History) -> int:
    return (history.settings.data_to - history.settings.data_from).days


def _observed(history: History, stage: Stage, since: date) -> Observed:
    from ketenzicht.measures.estimators.survival import aalen_johansen, count_table

    rows = spells_of(history, stage, since)
    seen = (rows.days > rows.entry) | ((rows.days == 0) & (rows.code > 0))
    # an end on the day itself counts as the first day of the clock
    table = count_table(rows.days[seen] + 1, rows.code[seen] > 0, causes=1, entry=rows.entry[seen])
    if not table.events.any():
        return Observed(stage.id, (None,) * len(QUANTILES))
    curve = aalen_johansen(table)
    found: list[float | None] = []
    for level in QUANTILES:
        day = curve.quantile(level)
        found.append(None if day is None else day - 1)
    return Observed(stage.id, tuple(found))


def _never_told(parts: Parts, at_case: str, stages: Mapping[str, StageEstimate]) -> list[Missing]:
    """What these registrations do not tell."""
    waiting = (stage.id for stage in parts.stages if parts.waits(stage))
    patience = any(stages[name].drop_out for name in waiting if name in stages)
    organisations = dict.fromkeys(stage.organisation for stage in parts.stages)
    return [
        *(Missing(f"organisaties.{name}.plaatsen", NO_PLACES) for name in organisations if name),
        *([] if patience else [Missing("fasen.*.geduld", NO_PATIENCE)]),
        Missing(
            "fasen.*.verdeling",
            "Naar welke organisatie een zaak gaat is niet geschat; een fase is bij wie de keten noemt.",
        ),
        Missing(
            f"{at_case}.personen",
            "Het model volgt de casus als geheel; hulp aan meer personen telt als hulp aan de casus.",
        ),
    ]
