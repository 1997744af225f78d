"""A study's own figures on a problem map: those that ``results.json`` holds, so that were protected before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketenzicht.message import message
from ketenzicht.problem_map.model import Indicator, ProblemMap
from ketenzicht.publish.language import Language, Wording


def map_figures(
    of: ProblemMap, results: Mapping[str, Any], language: Language
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What a study shows of the factors of a map, as texts, and what a reader must know of those figures.

    Args:
        of: the map.
        results: the content of ``results.json`` of a study.
        language: of the texts.

    Returns:
        Texts by factor, for factors of which the study has a figure; and notes: which study, and whether its
        registrations were made up.
    """
    study = results["study"]
    wording = Wording(language)
    texts = {
        factor.id: tuple(
            text
            for indicator in factor.indicators
            if indicator.chain == study["chain"] and (text := _text(results, indicator, wording, language))
        )
        for factor in of.factors
    }
    period = study["period"]
    notes = [
        wording.text(
            message("Cijfers: {studie}, {van} tot en met {tot}.", studie=study["title"], van=period["from"],
                    tot=period["to"])
        )
    ]  # fmt: skip
    if study["synthetic"]:
        notes.append(wording.text(message("Verzonnen gegevens. Niemand in deze cijfers bestaat.")))
    return {factor: found for factor, found in texts.items() if found}, tuple(notes)


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
