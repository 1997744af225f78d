"""What the registrations of a study count of the same things as a codebook asks: for the report on read files.

An attribute is counted over the cases that the sample was drawn from, by what the first report says; a figure of a
measure is the one that a run of the study gives, by the definition of the chain.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.measures import chosen_measures, measure_all
from ketenzicht.measures.estimators.intervals import wilson
from ketenzicht.measures.result import Mean, MeanNumber, Probability, Share
from ketenzicht.message import message
from ketenzicht.sample.codebook import UNKNOWN, YES
from ketenzicht.study.sample import FOLDER, Research

if TYPE_CHECKING:
    from ketenzicht.chain.model import Attribute
    from ketenzicht.measures import MeasureResult
    from ketenzicht.message import Label
    from ketenzicht.sample.codebook import Registration, Variable
    from ketenzicht.sample.population import Population
    from ketenzicht.sample.result_registers import RegisterSide

COUNTED = ("code", "ja-nee")
"""The types of attributes whose values can be the levels of a question."""


def register_sides(research: Research) -> dict[str, RegisterSide]:
    """By variable what the registrations say, of each variable of the codebook that names it.

    Raises:
        UserError: nothing is stored yet, or a variable names what the registrations do not have, or cannot compare.
    """
    asked = [(one, one.registration) for one in research.book.variables if one.registration is not None]
    if not asked:
        return {}
    from ketenzicht.sample.population import population
    from ketenzicht.study.case import whole_history

    chain = research.study.chain
    attributes = {one.id: one for one in chain.attributes}
    known = {one.id for one in chain.measures}
    for variable, side in asked:
        if side.measure is not None and side.measure not in known:
            raise _wrong(
                research,
                variable,
                f"De keten kent geen maat '{side.measure}'.",
                did_you_mean(side.measure, known),
            )
    wanted = [side.measure for _, side in asked if side.measure is not None]
    with whole_history(research.study) as history:
        people = population(history)
        results = {one.measure: one for one in measure_all(history, chosen_measures(chain.measures, wanted))}
    names = {one.id: one.name for one in chain.measures}
    found = {}
    for variable, side in asked:
        if side.measure is not None:
            found[variable.id] = _of_measure(
                research, variable, side, results[side.measure], names[side.measure]
            )
        else:
            found[variable.id] = _of_attribute(research, variable, side, attributes, people)
    return found


def _of_measure(
    research: Research, variable: Variable, side: Registration, result: MeasureResult, name: Label
) -> RegisterSide:
    from ketenzicht.sample.read import MEAN
    from ketenzicht.sample.result_registers import RegisterSide

    figures = result.headline
    figure = figures.get(side.figure or "")
    if figure is None:
        what = f"De maat '{result.measure}' heeft geen cijfer '{side.figure}'."
        raise _wrong(research, variable, what, did_you_mean(side.figure or "", figures))
    number = variable.kind == "getal"
    if not isinstance(figure, Mean | MeanNumber if number else Share | Probability):
        kind = "gemiddelde" if number else "aandeel"
        what = f"Het cijfer '{side.figure}' van de maat '{result.measure}' is geen {kind}."
        raise _wrong(research, variable, what, "Kies een ander cijfer van deze maat.")
    level = MEAN if number else side.level or YES
    return RegisterSide(name, result.definition, {level: figure})


def _of_attribute(
    research: Research,
    variable: Variable,
    side: Registration,
    attributes: dict[str, Attribute],
    people: Population,
) -> RegisterSide:
    from ketenzicht.sample.result_registers import RegisterSide

    name = side.attribute or ""
    if name not in people.attributes:
        what = f"De registraties hebben geen kenmerk '{name}'."
        raise _wrong(research, variable, what, did_you_mean(name, people.attributes))
    if attributes[name].type not in COUNTED:
        what = f"Het kenmerk '{name}' is geen code en geen ja-nee."
        raise _wrong(
            research, variable, what, "Alleen een kenmerk met vaste waarden is naast een vraag te leggen."
        )
    meaning = _meaning(variable)
    rest = next((one.id for one in variable.levels if one.otherwise), None)
    values = [meaning.get(value, rest) for value in people.attributes[name]]
    counts, cases = Counter(values), len(people.cases)
    known = [level for level in variable.known_levels if counts[level] or level in (rest, UNKNOWN)]
    if not known or known == [UNKNOWN]:
        what = f"Geen waarde van het kenmerk '{name}' is een antwoord op '{variable.id}'."
        raise _wrong(
            research, variable, what, "Noem bij elk niveau onder 'codes' welke waarden het betekent."
        )
    return RegisterSide(
        attributes[name].name,
        (
            (message("Casussen"), message("met een melding in de periode van de studie")),
            (message("Kenmerken"), message("zoals geregistreerd bij de eerste melding in de periode")),
        ),
        {
            level: Share(
                counts[level],
                cases,
                *wilson(counts[level], cases),
                f"casussen:{name}:{level}",
                "casussen:alle",
            )
            for level in known
        },
        whole=True,
        by_case={case: value for case, value in zip(people.cases, values, strict=True) if value is not None},
    )


def _meaning(variable: Variable) -> dict[str, str]:
    """By value of the attribute, the level that it means."""
    coded = {code: one.id for one in variable.levels for code in one.codes}
    own = {one.id for one in variable.levels if one.codes or one.otherwise}
    return coded | {level: level for level in variable.known_levels if level not in own}


def _wrong(research: Research, variable: Variable, what: str, fix: str) -> UserError:
    return UserError(
        what,
        why=f"De vraag '{variable.id}' noemt dit onder 'registratie'.",
        fix=fix,
        file=research.study.folder / FOLDER / research.plan.codebook,
    )
