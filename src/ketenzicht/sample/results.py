"""What a sample of files tells of all cases: exact results, for ``publish.release`` alone.

A file that is not finished counts as not drawn: within its stratum the others stand for it. That is right when which
files are finished has nothing to do with what is in them; how many are missing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ketenzicht.measures.result import Count, Mean, MeasureResult, Probability, Row, Share, Table
from ketenzicht.message import Label, message
from ketenzicht.sample.codebook import NO, UNKNOWN, YES, Codebook, Variable, asked
from ketenzicht.sample.codings import Codings
from ketenzicht.sample.double import agreement, final, pairs, reliability
from ketenzicht.sample.drawn import Sample, SampleFile
from ketenzicht.sample.estimate import Estimate, mean, share
from ketenzicht.sample.size import margin_of

COMPARED, AGREED = "vergelijking", "overeenstemming"
DESIGNS: Mapping[str, Label] = {
    "eenvoudig": message("een eenvoudige steekproef: elke casus had dezelfde kans"),
    "gelaagd": message("een steekproef per laag, gewogen naar hoe groot elke laag is"),
    "systematisch": message(
        "elke zoveelste casus op volgorde van de eerste melding, met een start door het lot"
    ),
    "naar-omvang": message("een kans naar het aantal meldingen van de casus, en daarvoor gewogen"),
}
LEVEL_WORDS: Mapping[str, Label] = {
    YES: message("Ja"), NO: message("Nee"), UNKNOWN: message("Het dossier zegt het niet")
}  # fmt: skip
Names = Mapping[str, Mapping[str, Label]]
"""By attribute of the chain and value, how that value is called."""


@dataclass(frozen=True)
class Read:
    """The finished files with what counts of each, and how many cases each stands for.

    Args:
        files: the files (n).
        values: what was noted (n).
        weight, chance: per file (n).
        missing: files of the sample that are not finished.
    """

    files: tuple[SampleFile, ...]
    values: tuple[dict[str, Any], ...]
    weight: tuple[float, ...]
    chance: tuple[float, ...]
    missing: int


def read_files(book: Codebook, sample: Sample, codings: Codings) -> Read:
    """What was read of a sample."""
    noted = {file.case: final(book, codings, file.case) for file in sample.readable}
    files = tuple(file for file in sample.readable if noted[file.case])
    done = Counter(file.stratum for file in files)
    wanted: Mapping[str, float] = Counter(file.stratum for file in sample.readable)
    if sample.design != "naar-omvang":  # as many as were drawn, also where one went without a replacement
        wanted = {file.stratum: file.chance * sample.sizes[file.stratum] for file in sample.readable}
    chance = tuple(file.chance * done[file.stratum] / wanted[file.stratum] for file in files)
    return Read(
        files,
        tuple(noted[file.case] for file in files),
        tuple(1.0 / one for one in chance),
        chance,
        len(sample.readable) - len(files),
    )


@dataclass(frozen=True)
class SampleResults:
    """Everything that a sample tells.

    Args:
        measures: each question, how far readers agree, who was drawn; exact, for ``publish.release`` alone.
        design: how it was drawn, in words.
        seed: of the draw.
        margin: half the width of the interval of a share near one half that so many files buy.
        files, finished, replaced: how many can be read, are finished, could not be read.
    """

    measures: tuple[MeasureResult, ...]
    design: Label
    seed: int
    margin: float
    files: int
    finished: int
    replaced: int


def results(book: Codebook, sample: Sample, codings: Codings, names: Names) -> SampleResults:
    """Everything that a sample tells; ``names`` says how values of attributes are called."""
    read = read_files(book, sample, codings)
    found = [one for variable in book.variables if (one := _question(book, variable, sample, read))]
    return SampleResults(
        measures=(*found, *_agreed(book, sample, codings), *_compared(sample, names)),
        design=DESIGNS[sample.design],
        seed=sample.seed,
        margin=margin(sample),
        files=len(sample.readable),
        finished=len(read.files),
        replaced=len(sample.files) - len(sample.readable),
    )


def estimates(book: Codebook, sample: Sample, codings: Codings) -> dict[tuple[str, str], Estimate]:
    """The exact estimates by variable and level (``gemiddelde`` of a number), for the secure folder."""
    read = read_files(book, sample, codings)
    found = dict[tuple[str, str], Estimate]()
    for variable in book.variables:
        among = _among(book, variable, read)
        if any(among):
            found |= {
                (variable.id, level): one for level, one in _estimates(variable, sample, read, among).items()
            }
    return found


def margin(sample: Sample) -> float:
    """Half the width of the interval of a share near one half that this sample buys, as a simple one."""
    return margin_of(len(sample.readable), sample.cases)


def _among(book: Codebook, variable: Variable, read: Read) -> list[bool]:
    """The files in which a variable was asked and answered; a number that the file does not tell is no answer."""
    return [
        variable in asked(book, values)
        and variable.id in values
        and not (variable.kind == "getal" and values[variable.id] == UNKNOWN)
        for values in read.values
    ]


def _estimates(variable: Variable, sample: Sample, read: Read, among: Sequence[bool]) -> dict[str, Estimate]:
    stratum = [file.stratum for file in read.files]
    unequal = sample.design == "naar-omvang"
    sizes, chance = (None, read.chance) if unequal else (sample.sizes, None)
    said = [values.get(variable.id) for values in read.values]
    if variable.kind == "getal":
        numbers = [float(str(one)) if part else 0.0 for one, part in zip(said, among, strict=True)]
        return {"gemiddelde": mean(numbers, read.weight, stratum, sizes, chance=chance, among=among)}
    if variable.kind not in ("keuze", "meer-keuzes", "ja-nee"):
        return {}
    return {
        level: share(
            [_says(one, level) for one in said], read.weight, stratum, sizes, chance=chance, among=among
        )
        for level in variable.known_levels
    }


def _says(value: Any, level: str) -> bool:
    return level in value if isinstance(value, list | tuple) else value == level


def _question(book: Codebook, variable: Variable, sample: Sample, read: Read) -> MeasureResult | None:
    among = _among(book, variable, read)
    found = _estimates(variable, sample, read, among) if any(among) else {}
    if not found:
        return None
    files, whole = sum(among), f"dossiers:{variable.id}"
    warnings: list[Label] = []
    if read.missing:
        warnings.append(message("Nog niet af: {n} dossiers. Zij tellen niet mee.", n=read.missing))
    if files < len(read.files):
        warnings.append(
            message("De vraag gold niet voor alle dossiers; dit gaat over die waarvoor zij gold.")
        )
    if variable.kind == "getal":
        one = found["gemiddelde"]
        largest = max(float(v[variable.id]) for v, part in zip(read.values, among, strict=True) if part)
        figure = Mean(one.value, files, 1, one.low, one.high, whole, largest)
        rows: tuple[Row, ...] = (Row("gemiddelde", message("Gemiddelde"), (Count(files, whole), figure)),)
        columns: tuple[Label, ...] = (message("Dossiers"), message("Schatting"))
        total = None
    else:
        columns = (message("Dossiers"), message("Schatting"))
        rows = tuple(_level(variable, level, one, read, among, whole) for level, one in found.items())
        total = None
        if variable.kind != "meer-keuzes":
            rows = (*rows, Row("totaal", message("Totaal"), (Count(files, whole), None)))
            total = "totaal"
    return MeasureResult(
        measure=f"vraag-{variable.id}",
        kind="dossieronderzoek",
        unit=message("dossier"),
        definition=(
            (message("Vraag"), variable.question),
            *(((message("Uitleg voor lezers"), variable.instruction),) if variable.instruction else ()),
            (message("Steekproef"), DESIGNS[sample.design]),
            (
                message("Gelezen"),
                message("dossiers door lezers, volgens het codeboek; zie de overeenstemming"),
            ),
            (
                message("Interval"),
                message("95 %, met weging en een eindig aantal casussen; bij een aandeel volgens Wilson"),
            ),
        ),
        tables=(Table("antwoorden", variable.question, columns, rows, total),),
        headline=_headline(found, rows) if variable.kind != "getal" else {},
        words=_headline_words(variable, found, some=files < len(read.files)),
        warnings=tuple(warnings),
    )


def _level(
    variable: Variable, level: str, one: Estimate, read: Read, among: Sequence[bool], whole: str
) -> Row:
    has = sum(_says(v.get(variable.id), level) for v, part in zip(read.values, among, strict=True) if part)
    part = f"{whole}:{level}"
    figure = Probability(one.value, one.low, one.high, one.files, has, f"{part}:schatting", whole)
    return Row(level, level_label(variable, level), (Count(has, part), figure))


def level_label(variable: Variable, level: str) -> Label:
    """How a level is called."""
    named = {one.id: one.name for one in variable.levels}
    return named.get(level) or LEVEL_WORDS[level]


def _most(found: Mapping[str, Estimate]) -> str:
    """What is said first of a question: ``ja``, else what most cases have and the file tells."""
    if "ja" in found:
        return "ja"
    return max((level for level in found if level != UNKNOWN), key=lambda level: found[level].value)


def _headline(found: Mapping[str, Estimate], rows: Sequence[Row]) -> dict[str, Any]:
    most = _most(found)
    return {"aandeel": next(row.figures[1] for row in rows if row.id == most)}


def _headline_words(variable: Variable, found: Mapping[str, Estimate], *, some: bool) -> dict[str, Label]:
    over = message("de casussen waarvoor de vraag gold") if some else message("alle casussen")
    words: dict[str, Label] = {"vraag": variable.question, "over": over}
    return words if variable.kind == "getal" else words | {"antwoord": level_label(variable, _most(found))}


def _agreed(book: Codebook, sample: Sample, codings: Codings) -> tuple[MeasureResult, ...]:
    files = [file.case for file in sample.readable]
    kappas, alphas = agreement(book, codings, files), reliability(book, codings, files)
    twice = len(pairs(codings, files))
    rows = []
    for variable in book.variables:
        one, other = kappas.get(variable.id), alphas.get(variable.id)
        if one is not None or other is not None:
            number = max(found.files for found in (one, other) if found is not None)
            figures = (
                Count(number, f"dubbel:{variable.id}"),
                *(
                    None
                    if found is None or found.value is None
                    else Mean(found.value, found.files, 2, found.low, found.high, f"dubbel:{variable.id}")
                    for found in (one, other)
                ),
            )
            rows.append(Row(variable.id, variable.question, figures))
    if not rows:
        return ()
    return (
        MeasureResult(
            measure=AGREED,
            kind="dossieronderzoek",
            unit=message("dossier"),
            definition=(
                (message("Dubbel gelezen"), message("door twee lezers die elkaars antwoorden niet zagen")),
                (
                    message("Kappa"),
                    message("gelijk meer dan door toeval; 1 is altijd gelijk, 0 is toeval (Cohen)"),
                ),
                (
                    message("Alpha"),
                    message("hetzelfde; bij een volgorde of getal telt hoe ver (Krippendorff)"),
                ),
                (message("Interval"), message("95 %")),
            ),
            tables=(
                Table(
                    "overeenstemming",
                    message("Hoe gelijk twee lezers hetzelfde dossier lezen"),
                    (message("Dossiers"), message("Kappa"), message("Alpha")),
                    tuple(rows),
                ),
            ),
            words={"dossiers": message("{n}", n=twice)},
            warnings=_doubtful(book, kappas),
            chart="none",
        ),
    )


def _doubtful(book: Codebook, kappas: Mapping[str, Any]) -> tuple[Label, ...]:
    low = [one for one in book.variables if one.id in kappas and (kappas[one.id].value or 1.0) < 0.6]
    return tuple(
        message("Over '{vraag}' zijn lezers het matig eens (kappa onder 0,6).", vraag=one.question)
        for one in low
    )


def _compared(sample: Sample, names: Names) -> tuple[MeasureResult, ...]:
    files = sample.readable
    weight = [1.0 / file.chance for file in files]
    stratum = [file.stratum for file in files]
    unequal = sample.design == "naar-omvang"
    tables, warnings = [], list[Label]()
    for attribute, numbers in sample.population.items():
        rows = []
        for value, cases in numbers.items():
            label = names.get(attribute, {}).get(value) or message("{waarde}", waarde=value)
            has = [file.attributes.get(attribute) == value for file in files]
            one = share(
                has,
                weight,
                stratum,
                None if unequal else sample.sizes,
                chance=[file.chance for file in files] if unequal else None,
            )
            part, whole = f"casussen:{attribute}:{value}", "casussen:alle"
            true = cases / sample.cases
            rows.append(
                Row(
                    value,
                    label,
                    (
                        Count(cases, part),
                        Share(cases, sample.cases, true, true, part, whole),
                        Count(sum(has), f"steekproef:{attribute}:{value}"),
                        Probability(
                            one.value, one.low, one.high, len(files), sum(has),
                            f"steekproef:{attribute}:{value}:gewogen", "steekproef:alle",
                        ),
                    ),
                )
            )  # fmt: skip
            if not one.low <= true <= one.high:
                warnings.append(
                    message(
                        "'{waarde}' komt in de steekproef vaker of minder vaak voor dan toeval verklaart.",
                        waarde=label,
                    )
                )
        totals = (Count(sample.cases, "casussen:alle"), None, Count(len(files), "steekproef:alle"), None)
        rows.append(Row("totaal", message("Totaal"), totals))
        title = names.get(attribute, {}).get("") or message("{kenmerk}", kenmerk=attribute)
        columns = (message("Casussen"), message("Aandeel"), message("Dossiers"), message("Aandeel, gewogen"))
        tables.append(Table(attribute, title, columns, tuple(rows), "totaal"))
    if not tables:
        return ()
    return (
        MeasureResult(
            measure=COMPARED,
            kind="dossieronderzoek",
            unit=message("casus"),
            definition=(
                (message("Casussen"), message("met een melding in de periode van de studie")),
                (message("Kenmerken"), message("zoals geregistreerd bij de eerste melding in de periode")),
                (message("Steekproef"), DESIGNS[sample.design]),
            ),
            tables=tuple(tables),
            warnings=tuple(warnings),
            chart="none",
        ),
    )
