"""A study's own figures on a problem map: those that ``results.json`` holds, so that were protected before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """A figure with what it is; first as the factors of the chain read it, which say how far it goes."""
    for factor in results["factors"]:
        for figure in factor["figures"]:
            if (figure["measure"], figure["figure"]) == (indicator.measure, indicator.figure):
                return f"{figure['reading'][language]}: {figure['words'][language]}"
    for measure in results["measures"]:
        if measure["id"] == indicator.measure and (figure := measure["headline"].get(indicator.figure)):
            words = _words(figure, wording)
            return f"{measure['name'][language]}: {words}" if words else ""
    return ""


def _words(figure: Mapping[str, Any], wording: Wording) -> str:
    if figure["kind"] == "hidden":
        return wording.text(message("te weinig gevallen"))
    if figure["kind"] not in ("share", "probability"):
        return ""  # without a reading nobody knows what another number is of
    value, low, high = (wording.percent(figure[key]) for key in ("value", "low", "high"))
    return f"{value} ({wording.text(message('{laag} tot {hoog}', laag=low, hoog=high))})"
