"""What a sample of files tells of all cases: exact results, for ``publish.release`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ketenzicht.measures.result import MeasureResult
from ketenzicht.message import Label
from ketenzicht.sample.codebook import Codebook
from ketenzicht.sample.codings import Codings
from ketenzicht.sample.drawn import Sample
from ketenzicht.sample.estimate import Estimate
from ketenzicht.sample.read import read_files
from ketenzicht.sample.result_agreement import agreement_result
from ketenzicht.sample.result_compared import compared
from ketenzicht.sample.result_questions import question
from ketenzicht.sample.result_registers import RegisterSide, beside
from ketenzicht.sample.size import margin_of_design
from ketenzicht.sample.words import DESIGNS, Names


@dataclass(frozen=True)
class SampleResults:
    """Everything that a sample tells.

    Args:
        measures: each question, beside the registrations, how far readers agree, who was drawn; exact, for
            ``publish.release`` alone.
        design: how it was drawn, in words.
        seed: of the draw.
        margin: half the width of the interval of a share near one half that so many files buy.
        files, finished, replaced: how many can be read, are finished, could not be read.
        unanswered: answers that finished files lack since the codebook changed.
    """

    measures: tuple[MeasureResult, ...]
    design: Label
    seed: int
    margin: float
    files: int
    finished: int
    replaced: int
    unanswered: int = 0


def results(
    book: Codebook,
    sample: Sample,
    codings: Codings,
    names: Names,
    registers: Mapping[str, RegisterSide] | None = None,
) -> SampleResults:
    """Everything that a sample tells.

    Args:
        book: the codebook.
        sample: what was drawn.
        codings: what was saved.
        names: how values of attributes are called.
        registers: by variable, what the registrations count of the same.
    """
    read = read_files(book, sample, codings)
    sides = registers or {}
    found = [question(book, one, read) for one in book.variables]
    found += [beside(book, one, read, sides[one.id]) for one in book.variables if one.id in sides]
    found += [agreement_result(book, read, codings), compared(sample, names, read.mark)]
    return SampleResults(
        measures=tuple(one for one in found if one is not None),
        design=DESIGNS[sample.design],
        seed=sample.seed,
        margin=margin(sample),
        files=len(sample.readable),
        finished=len(read.files),
        replaced=len(sample.files) - len(sample.readable),
        unanswered=sum(read.unanswered(book, one) for one in book.variables if one.required),
    )


def estimates(book: Codebook, sample: Sample, codings: Codings) -> dict[tuple[str, str], Estimate]:
    """The exact estimates by variable and level (``gemiddelde`` of a number), for the secure folder."""
    read = read_files(book, sample, codings)
    found = dict[tuple[str, str], Estimate]()
    for variable in book.variables:
        among = read.among(book, variable)
        if any(among):
            found |= {(variable.id, level): one for level, one in read.estimates(variable, among).items()}
    return found


def margin(sample: Sample) -> float:
    """Half the width of the interval of a share near one half that this sample buys, by its design."""
    return margin_of_design([file.chance for file in sample.readable], sample.cases)
