"""Checks on factors: does each say on what evidence, and where the data would show it."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.chain.checks.placeholders import placeholders
from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Chain, Measure
from ketenzicht.errors import did_you_mean

_WORDS = {"horizon", "termijn", "meetmoment", "norm", "minstens_uit_elkaar", "laag", "hoog"}
"""What a sentence may name that is no figure of its own."""


def figures(measure: Measure, chain: Chain) -> frozenset[str]:
    """The figures of a measure that the trace of a factor may name."""
    names = placeholders(measure, chain) - _WORDS
    return frozenset(name for name in names if not name.endswith(("_laag", "_hoog")))


@check("oorzaak-zonder-bewijs", "Een oorzaak die niemand onderbouwt is een mening.")
def factor_without_evidence(subject: Subject) -> Iterator[Problem]:
    """Factors without evidence, or with evidence that names no source or no certainty."""
    for index, factor in enumerate(subject.chain.factors):
        if not factor.evidence:
            yield Problem(
                ("oorzaken", index),
                f"Oorzaak '{factor.id}' noemt geen bewijs.",
                "Vul 'bewijs' met ten minste één bron, of maak er een hiaat van.",
            )
        for position, item in enumerate(factor.evidence):
            missing = [
                key for key, value in (("bron", item.source), ("zekerheid", item.certainty)) if not value
            ]
            if missing:
                yield Problem(
                    ("oorzaken", index, "bewijs", position),
                    f"Bij bewijs van oorzaak '{factor.id}' ontbreekt: {', '.join(missing)}.",
                    "Noem de bron en hoe zeker zij is.",
                )


@check(
    "oorzaak-zonder-spoor",
    "Een studie moet bij elke oorzaak zeggen wat haar gegevens laten zien, of waarom zij dat niet kunnen.",
)
def factor_without_trace(subject: Subject) -> Iterator[Problem]:
    """Factors that no figure shows and that do not say why."""
    for index, factor in enumerate(subject.chain.factors):
        if not factor.trace and factor.not_registered is None:
            yield Problem(
                ("oorzaken", index),
                f"Oorzaak '{factor.id}' heeft geen spoor in de gegevens.",
                "Noem bij 'spoor' een maat met een cijfer, of vul niet_in_registratie in.",
            )


@check("onbekend-cijfer", "Het spoor van een oorzaak noemt een cijfer dat de maat ook echt geeft.")
def unknown_figure(subject: Subject) -> Iterator[Problem]:
    """Traces that name a figure which the measure does not give."""
    measures = {item.id: item for item in subject.chain.measures}
    for index, factor in enumerate(subject.chain.factors):
        for position, trace in enumerate(factor.trace):
            if trace.measure not in measures:
                continue
            known = figures(measures[trace.measure], subject.chain)
            if trace.figure not in known:
                yield Problem(
                    ("oorzaken", index, "spoor", position, "cijfer"),
                    f"Maat '{trace.measure}' geeft geen cijfer '{trace.figure}'.",
                    did_you_mean(trace.figure, known) or "Kies uit: " + ", ".join(sorted(known)) + ".",
                )
