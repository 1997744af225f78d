"""Checks on shares by a code and rates per inhabitant: what is counted, and can its parts be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Chain, Filter, RateMeasure, ShareMeasure, SharePart
from ketenzicht.chain.yaml_places import DataPath


@check(
    "aandeel-niet-te-tellen",
    "Een aandeel of cijfer per inwoner telt één ding: gebeurtenissen, of een fase.",
)
def share_uncountable(subject: Subject) -> Iterator[Problem]:
    """Shares and rates that count events and a stage, or neither."""
    for index, measure in enumerate(subject.chain.measures):
        if isinstance(measure, ShareMeasure | RateMeasure) and bool(measure.events) == (
            measure.stage is not None
        ):
            yield Problem(
                ("maten", index),
                f"Maat '{measure.id}' telt geen gebeurtenissen en geen fase, of allebei.",
                "Noem 'gebeurtenissen' of een 'fase'.",
            )
        if isinstance(measure, RateMeasure) and measure.longer_than is not None and measure.stage is None:
            yield Problem(
                ("maten", index, "langer_dan"),
                f"Maat '{measure.id}' heeft 'langer_dan' zonder fase; een gebeurtenis duurt niet.",
                "Noem een fase, of laat 'langer_dan' weg.",
            )


@check(
    "onderdeel-niet-te-tellen",
    "Een onderdeel is te herkennen aan gebeurtenissen, aan een code, of aan redenen waarom een fase eindigt.",
)
def part_uncountable(subject: Subject) -> Iterator[Problem]:
    """Parts of a share that nothing fits, or that the measure does not count."""
    for index, measure in enumerate(subject.chain.measures):
        if isinstance(measure, RateMeasure) and measure.where is not None:
            where: DataPath = ("maten", index, "waar")
            yield from _impossible(subject.chain, measure.where, measure.events, where)
        if not isinstance(measure, ShareMeasure):
            continue
        for position, part in enumerate(measure.parts):
            path: DataPath = ("maten", index, "onderdelen", position)
            yield from _strange(measure, part, path)
            if part.where is not None and measure.stage is None:
                events = part.events or measure.events
                yield from _impossible(subject.chain, part.where, events, (*path, "waar"))


def _strange(measure: ShareMeasure, part: SharePart, path: DataPath) -> Iterator[Problem]:
    if measure.stage is not None:
        if not part.end_reasons or part.events or part.where:
            yield Problem(
                path,
                f"Onderdeel '{part.id}' van '{measure.id}' deelt een fase in, en dat gaat naar reden van einde.",
                "Noem alleen einde_redenen.",
            )
        return
    if part.end_reasons:
        yield Problem(
            path,
            f"Onderdeel '{part.id}' telt redenen van einde, maar '{measure.id}' telt gebeurtenissen.",
            "Noem bij de maat een fase, of bij het onderdeel gebeurtenissen of 'waar'.",
        )
    elif not part.events and part.where is None:
        yield Problem(
            path, f"Onderdeel '{part.id}' van '{measure.id}' is alles.", "Noem gebeurtenissen of 'waar'."
        )
    elif strange := sorted(set(part.events) - set(measure.events)):
        yield Problem(
            (*path, "gebeurtenissen"),
            f"Onderdeel '{part.id}' telt '{strange[0]}', en dat telt '{measure.id}' niet.",
            "Kies uit: " + ", ".join(measure.events) + ".",
        )


def _impossible(chain: Chain, where: Filter, events: tuple[str, ...], path: DataPath) -> Iterator[Problem]:
    """A code outside the code list, or an attribute that the events do not carry."""
    attribute = next((item for item in chain.attributes if item.id == where.attribute), None)
    if attribute is None:
        return
    codes = next((item.codes for item in chain.code_lists if item.id == attribute.code_list), None)
    for value in where.values:
        if codes is not None and value not in codes:
            fix = "Kies uit: " + ", ".join(codes) + "."
            yield Problem(path, f"'{value}' staat niet in codelijst '{attribute.code_list}'.", fix)
    if attribute.of and not set(events) <= set(attribute.of):
        fix = "Pas 'van' van het kenmerk of de gebeurtenissen aan."
        yield Problem(path, f"Kenmerk '{attribute.id}' hoort niet bij deze gebeurtenis.", fix)
