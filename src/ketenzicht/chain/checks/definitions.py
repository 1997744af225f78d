"""Checks on definitions: every code is described, parts are codes too, and a break has a place in time."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Chain
from ketenzicht.chain.published import period_place
from ketenzicht.chain.yaml_places import DataPath
from ketenzicht.errors import did_you_mean


@check(
    "definitie-niet-beschreven",
    "Een code zonder uitleg zegt niet wat er geteld is; dan is niet te zien wat vergeleken mag worden.",
)
def definition_not_described(subject: Subject) -> Iterator[Problem]:
    """Codes of measures, figures, parts, breaks and gaps that a chain with definitions does not describe."""
    chain = subject.chain
    known = {item.code for item in chain.definitions}
    if not known and not chain.series_breaks:
        return
    for path, code in _used_codes(chain):
        if code not in known:
            yield Problem(
                path,
                f"De definitie '{code}' is niet beschreven.",
                did_you_mean(code, known) or f"Beschrijf '{code}' bij 'definities:'.",
            )


def _used_codes(chain: Chain) -> Iterator[tuple[DataPath, str]]:
    for index, measure in enumerate(chain.measures):
        if measure.definition_code is not None:
            yield ("maten", index, "definitie"), measure.definition_code
    for index, value in enumerate(chain.reference_values):
        yield ("referentiewaarden", index, "definitie"), value.definition_code
    for index, definition in enumerate(chain.definitions):
        for position, part in enumerate(definition.parts):
            yield ("definities", index, "delen", position), part
    for index, found in enumerate(chain.series_breaks):
        for position, code in enumerate(found.definitions):
            yield ("reeksbreuken", index, "definities", position), code
    for index, gap in enumerate(chain.gaps):
        for position, code in enumerate(gap.definitions):
            yield ("hiaten", index, "definities", position), code


@check("definitie-dubbel", "Een code met twee betekenissen is precies wat definities moeten voorkomen.")
def definition_twice(subject: Subject) -> Iterator[Problem]:
    """Codes that are described more than once."""
    codes = [item.code for item in subject.chain.definitions]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield Problem(
                ("definities", index, "code"),
                f"De definitie '{code}' staat er twee keer.",
                "Haal er een weg.",
            )


@check("definitie-in-kring", "Een definitie die uit zichzelf bestaat, is niet uit te rekenen.")
def definition_in_a_circle(subject: Subject) -> Iterator[Problem]:
    """Definitions that are a part of themselves."""
    parts = {item.code: item.parts for item in subject.chain.definitions}
    for index, item in enumerate(subject.chain.definitions):
        reached: set[str] = set()
        waiting = list(item.parts)
        while waiting:
            code = waiting.pop()
            if code not in reached:
                reached.add(code)
                waiting.extend(parts.get(code, ()))
        if item.code in reached:
            yield Problem(
                ("definities", index, "delen"),
                f"De definitie '{item.code}' is een deel van zichzelf.",
                "Haal de code weg uit de delen.",
            )


@check("reeksbreuk-zonder-plaats", "Een breuk zonder jaar is niet te tekenen en houdt niets tegen.")
def break_without_place(subject: Subject) -> Iterator[Problem]:
    """Breaks without a first period, and periods that cannot be placed."""
    for index, found in enumerate(subject.chain.series_breaks):
        for key, period in (("vanaf", found.first), ("tot", found.last)):
            if period is not None and period_place(period) is None:
                yield Problem(
                    ("reeksbreuken", index, key),
                    f"'{period}' is geen periode met een plaats in de tijd.",
                    'Schrijf een jaar ("2017"), schooljaar ("2016-17") of halfjaar ("2023, eerste halfjaar").',
                )
        if found.kind == "breuk" and found.first is None:
            yield Problem(
                ("reeksbreuken", index),
                f"De breuk '{found.id}' heeft geen 'vanaf'.",
                "Noem de eerste periode na de breuk.",
            )
