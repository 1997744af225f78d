"""A study's own figures on a problem map: those that ``results.json`` holds, so that were protected before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ketenzicht.chain.model.base import text_in
from ketenzicht.message import message
from ketenzicht.problem_map.model import Indicator, ProblemMap
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.outputs import STATUS_NAMES, Status


@dataclass(frozen=True)
class StudyFigures:
    """What a study shows of the factors of a map.

    Args:
        by_factor: texts by factor, for factors of which the study has a figure.
        notes: what a reader must know of them: which study, period and status, and whether it was made up.
        synthetic: the registrations were made up.
    """

    by_factor: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    synthetic: bool = False


def map_figures(of: ProblemMap, results: Mapping[str, Any], language: Language) -> StudyFigures:
    """What a study shows of the factors of a map; no notes when it shows nothing of them.

    Args:
        of: the map.
        results: the content of ``results.json`` of a study.
        language: of the texts.
    """
    study, policy, period = results["study"], results["policy"], results["study"]["period"]
    wording = Wording(language)
    texts = {
        factor.id: tuple(
            text
            for indicator in factor.indicators
            if indicator.chain == study["chain"] and (text := _text(results, indicator, wording, language))
        )
        for factor in of.factors
    }
    found = {factor: lines for factor, lines in texts.items() if lines}
    status: Status = results["status"]
    notes = [
        message("Cijfers: {studie}, {van} tot en met {tot}.", studie=study["title"], van=period["from"],
                tot=period["to"]),
        message("Uitvoer {status}; afgerond op {afronding}, drempel {drempel}.", status=STATUS_NAMES[status],
                afronding=policy["rounding"], drempel=policy["threshold"]),
    ]  # fmt: skip
    if study["synthetic"]:
        notes.append(message("Verzonnen gegevens. Niemand in deze cijfers bestaat."))
    return StudyFigures(found, tuple(map(wording.text, notes)) if found else (), study["synthetic"])


def _text(results: Mapping[str, Any], indicator: Indicator, wording: Wording, language: Language) -> str:
    """A figure with what it is: as the map reads it, else as the chain does, which says how far it goes."""
    reading = text_in(indicator.reading, language) if indicator.reading else ""
    if not reading:
        for factor in results["factors"]:
            for figure in factor["figures"]:
                if (figure["measure"], figure["figure"]) == (indicator.measure, indicator.figure):
                    return f"{figure['reading'][language]}: {figure['words'][language]}"
    for measure in results["measures"]:
        if measure["id"] == indicator.measure and (figure := measure["headline"].get(indicator.figure)):
            words = _words(figure, wording, is_read=bool(reading))
            return f"{reading or measure['name'][language]}: {words}" if words else ""
    return ""


def _words(figure: Mapping[str, Any], wording: Wording, *, is_read: bool) -> str:
    kind = figure["kind"]
    if kind == "hidden":
        return wording.text(message("te weinig gevallen"))
    if kind in ("share", "probability"):
        say = wording.percent
    elif kind in ("count", "number") and is_read:
        say = partial(wording.number, digits=None)
    else:
        return ""  # without a reading nobody knows what another number is of
    value = say(figure["n"] if kind == "count" else figure["value"])
    if figure.get("low") is None or figure.get("high") is None:
        return value
    low, high = say(figure["low"]), say(figure["high"])
    return f"{value} ({wording.text(message('{laag} tot {hoog}', laag=low, hoog=high))})"
