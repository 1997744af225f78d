"""What a sample tells of one question of the codebook: exact, for ``publish.release`` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketenzicht.measures.result import Count, Figure, Mean, MeasureResult, Probability, Row, Table
from ketenzicht.message import Label, message
from ketenzicht.sample.codebook import UNKNOWN, YES, Codebook, Variable
from ketenzicht.sample.estimate import Estimate
from ketenzicht.sample.read import MEAN, Read, says
from ketenzicht.sample.words import DESIGNS, level_label


def question(book: Codebook, variable: Variable, read: Read) -> MeasureResult | None:
    """The answers to a question in all cases; None where there is nothing to estimate."""
    among = read.among(book, variable)
    found = read.estimates(variable, among) if any(among) else {}
    if not found:
        return None
    files, whole = sum(among), f"dossiers:{read.mark}:{variable.id}"
    total, headline = None, dict[str, Figure]()
    if variable.kind == "getal":
        figure = mean_figure(found[MEAN], variable, read, among)
        rows: tuple[Row, ...] = (Row(MEAN, message("Gemiddelde"), (Count(files, whole), figure)),)
    else:
        figures = level_figures(found, variable, read, among)
        headline = {"aandeel": figures[most(found)]}
        rows = tuple(
            Row(level, level_label(variable, level), (Count(figure.events, f"{whole}:{level}"), figure))
            for level, figure in figures.items()
        )
        if variable.kind != "meer-keuzes":
            rows, total = (*rows, Row("totaal", message("Totaal"), (Count(files, whole), None))), "totaal"
    return MeasureResult(
        measure=f"vraag-{variable.id}",
        kind="dossieronderzoek",
        unit=message("dossier"),
        definition=(
            (message("Vraag"), variable.question),
            *(((message("Uitleg voor lezers"), variable.instruction),) if variable.instruction else ()),
            (message("Steekproef"), DESIGNS[read.sample.design]),
            (
                message("Gelezen"),
                message("dossiers door lezers, volgens het codeboek; zie de overeenstemming"),
            ),
            (
                message("Interval"),
                message("95 %, met weging en een eindig aantal casussen; bij een aandeel volgens Wilson"),
            ),
        ),
        tables=(
            Table(
                "antwoorden",
                variable.question,
                (message("Dossiers"), message("Schatting")),
                rows,
                total,
            ),
        ),
        headline=headline,
        words=_words(variable, found, some=files < len(read.files)),
        warnings=tuple(reservations(book, variable, read)),
    )


def level_figures(
    found: Mapping[str, Estimate], variable: Variable, read: Read, among: Sequence[bool]
) -> dict[str, Probability]:
    """The share of each level, as a figure."""
    whole = f"dossiers:{read.mark}:{variable.id}"
    return {
        level: Probability(
            one.value,
            one.low,
            one.high,
            one.files,
            _has(variable, level, read, among),
            f"{whole}:{level}:schatting",
            whole,
        )
        for level, one in found.items()
    }


def mean_figure(one: Estimate, variable: Variable, read: Read, among: Sequence[bool]) -> Mean:
    """The mean of a number, as a figure."""
    largest = max(float(v[variable.id]) for v, part in zip(read.values, among, strict=True) if part)
    whole = f"dossiers:{read.mark}:{variable.id}"
    return Mean(one.value, sum(among), 1, one.low, one.high, whole, largest)


def _has(variable: Variable, level: str, read: Read, among: Sequence[bool]) -> int:
    """How many files have a level."""
    return sum(says(v.get(variable.id), level) for v, part in zip(read.values, among, strict=True) if part)


def most(found: Mapping[str, Estimate]) -> str:
    """What is said first of a question: ``ja``, else what most cases have and the file tells."""
    if YES in found:
        return YES
    return max((level for level in found if level != UNKNOWN), key=lambda level: found[level].value)


def reservations(book: Codebook, variable: Variable, read: Read) -> list[Label]:
    """What a reader must know of an estimate: of which files it is not."""
    found: list[Label] = []
    if read.missing:
        found.append(message("Nog niet af: {n} dossiers. Zij tellen niet mee.", n=read.missing))
    unanswered = read.unanswered(book, variable)
    if sum(read.among(book, variable)) + unanswered < len(read.files):
        found.append(message("De vraag gold niet voor alle dossiers; dit gaat over die waarvoor zij gold."))
    if unanswered:
        found.append(
            message(
                "Niet in elk dossier waarvoor de vraag gold, staat een antwoord dat bij dit codeboek past. "
                "Dossiers zonder zo'n antwoord tellen hier niet mee."
            )
        )
    return found


def _words(variable: Variable, found: Mapping[str, Estimate], *, some: bool) -> dict[str, Label]:
    over = message("de casussen waarvoor de vraag gold") if some else message("alle casussen")
    words: dict[str, Label] = {"vraag": variable.question, "over": over}
    return words if variable.kind == "getal" else words | {"antwoord": level_label(variable, most(found))}
