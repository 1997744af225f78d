"""What files tell beside what the registrations count of the same: both figures, and their difference.

Exact, for ``publish.release`` alone. The interval of a difference is worked out of both intervals (MOVER: Zou GY,
Donner A (2008), Stat. Med. 27, 1693-1702), which takes them for independent. What is counted over all cases that were
drawn from has no doubt of its own: then the doubt is that of the sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import hypot

from ketenzicht.measures.result import (
    Count,
    Difference,
    Figure,
    Mean,
    MeanNumber,
    MeasureResult,
    Probability,
    Row,
    Share,
    Table,
)
from ketenzicht.message import Label, message
from ketenzicht.sample.codebook import Codebook, Variable
from ketenzicht.sample.read import MEAN, Read
from ketenzicht.sample.result_questions import level_figures, mean_figure, most, reservations
from ketenzicht.sample.words import DESIGNS, level_label

Compared = Share | Probability | Mean | MeanNumber


@dataclass(frozen=True)
class RegisterSide:
    """What the registrations count of the same thing as a question of the codebook.

    Args:
        name: what it is called in the chain.
        definition: how it is counted: label and text.
        figures: by level, or ``gemiddelde`` of a number.
        whole: counted over all cases that were drawn from, so without doubt.
        by_case: of an attribute what the registrations say of each case.
    """

    name: Label
    definition: tuple[tuple[Label, Label], ...]
    figures: Mapping[str, Compared]
    whole: bool = False
    by_case: Mapping[str, str] = field(default_factory=dict)


def beside(book: Codebook, variable: Variable, read: Read, side: RegisterSide) -> MeasureResult | None:
    """A question beside what the registrations say; None where nothing was read that can be compared."""
    among = read.among(book, variable)
    found = read.estimates(variable, among) if any(among) else {}
    own: Mapping[str, Probability | Mean]
    if variable.kind == "getal":
        own = {MEAN: mean_figure(found[MEAN], variable, read, among)} if found else {}
    else:
        own = level_figures(found, variable, read, among)
    levels = [level for level in own if level in side.figures]
    if not levels:
        return None
    heaviest = max(w for w, part in zip(read.weight, among, strict=True) if part)
    per_case = heaviest / sum(w for w, part in zip(read.weight, among, strict=True) if part)
    differences = {level: _difference(own[level], side, side.figures[level], per_case) for level in levels}
    first = MEAN if variable.kind == "getal" else most({one: found[one] for one in levels})
    rows = tuple(
        Row(
            level,
            message("Gemiddelde") if level == MEAN else level_label(variable, level),
            (own[level], side.figures[level], differences[level]),
        )
        for level in levels
    )
    columns = (message("Dossiers"), message("Registratie"), message("Verschil"))
    tables = [Table("naast-elkaar", message("Dossiers en registratie naast elkaar"), columns, rows)]
    if side.by_case:
        tables.append(_same(variable, read, among, side))
    warnings = reservations(book, variable, read)
    if variable.only_if is not None and side.whole:
        warnings.append(message("De registratie telt alle casussen, ook die waarvoor de vraag niet gold."))
    return MeasureResult(
        measure=f"registratie-{variable.id}",
        kind="dossieronderzoek",
        unit=message("casus"),
        definition=(
            (message("Dossiers"), message("wat lezers noteerden, geschat voor alle casussen")),
            (message("Steekproef"), DESIGNS[read.sample.design]),
            (message("Registratie"), side.name),
            *side.definition,
            (
                message("Verschil"),
                message(
                    "dossiers min registratie; de registratie telt alle casussen, de twijfel is die van de steekproef"
                )
                if side.whole
                else message("dossiers min registratie; 95 %, uit beide intervallen (MOVER)"),
            ),
        ),
        tables=tuple(tables),
        headline={"dossiers": own[first], "registratie": side.figures[first], "verschil": differences[first]},
        words={
            "vraag": variable.question,
            "antwoord": message("Gemiddelde") if first == MEAN else level_label(variable, first),
        },
        warnings=tuple(warnings),
        chart="none",
    )


def _difference(own: Probability | Mean, side: RegisterSide, other: Compared, per_case: float) -> Difference:
    one, low, high = _bounds(own)
    two, below, above = _bounds(other)
    if side.whole:
        below = above = two
    number = isinstance(own, Mean)
    return Difference(
        one - two,
        one - two - hypot(one - low, above - two),
        one - two + hypot(high - one, two - below),
        min(own.n, other.n),
        own.n if isinstance(own, Mean) else own.events,
        "numbers" if number else "chances",
        own.whole,
        per_case * (own.largest or 1.0) if isinstance(own, Mean) else per_case,
    )


def _bounds(figure: Figure) -> tuple[float, float, float]:
    """A figure with its interval; one without has no doubt."""
    if isinstance(figure, Share):
        return figure.x / figure.n, figure.low, figure.high
    if not isinstance(figure, Probability | Mean | MeanNumber):
        raise ValueError("only shares, chances and means can be compared")
    low, high = figure.low, figure.high
    return figure.value, figure.value if low is None else low, figure.value if high is None else high


def _same(variable: Variable, read: Read, among: list[bool], side: RegisterSide) -> Table:
    """In how many cases the file and the registrations say the same of the case."""
    same = [
        values.get(variable.id) == side.by_case.get(file.case)
        for file, values in zip(read.files, read.values, strict=True)
    ]
    one, number = read.share(same, among), sum(a and b for a, b in zip(same, among, strict=True))
    name, whole = f"zelfde:{read.mark}:{variable.id}", f"dossiers:{read.mark}:{variable.id}"
    figures = (
        Count(number, name),
        Probability(one.value, one.low, one.high, one.files, number, f"{name}:schatting", whole),
    )
    label = message("Dossier en registratie zeggen hetzelfde")
    columns = (message("Dossiers"), message("Schatting"))
    return Table("zelfde", message("Per casus"), columns, (Row("zelfde", label, figures),))
