"""How far two readers agree, question by question, as a result: exact, for ``publish.release`` alone."""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.measures.result import Count, Mean, MeasureResult, Row, Table
from ketenzicht.message import Label, message
from ketenzicht.sample.agreement import Agreement
from ketenzicht.sample.codebook import Codebook
from ketenzicht.sample.codings import Codings
from ketenzicht.sample.double import pairs
from ketenzicht.sample.read import Read
from ketenzicht.sample.reliability import Agreed, agreements
from ketenzicht.sample.words import level_label

AGREED = "overeenstemming"
MODERATE = 0.6
"""Below this agreement is moderate at best (Landis JR, Koch GG (1977), Biometrics 33, 159-174)."""


def agreement_result(book: Codebook, read: Read, codings: Codings) -> MeasureResult | None:
    """Kappa and alpha of each question; None where nothing was read twice."""
    files = [file.case for file in read.sample.readable]
    found = agreements(book, codings, files)
    if not found:
        return None
    return MeasureResult(
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
                message(
                    "hetzelfde (Krippendorff); bij een volgorde, een getal of een datum telt hoe ver, "
                    "bij meer antwoorden tegelijk hoeveel zij delen (Passonneau)"
                ),
            ),
            (message("Interval"), message("95 %; van alpha door dossiers opnieuw te trekken (bootstrap)")),
        ),
        tables=(
            Table(
                "overeenstemming",
                message("Hoe gelijk twee lezers hetzelfde dossier lezen"),
                (message("Dossiers"), message("Kappa"), message("Alpha")),
                tuple(_row(one, read) for one in found),
            ),
        ),
        words={"dossiers": message("{n}", n=len(pairs(codings, files)))},
        warnings=_doubtful(found),
        chart="none",
    )


def _row(one: Agreed, read: Read) -> Row:
    files = max(found.files for found in (one.kappa, one.alpha) if found is not None)
    name = f"dubbel:{read.mark}:{one.variable.id}"
    figures = (Count(files, name), _figure(one.kappa, name), _figure(one.alpha, name))
    if one.level is None:
        return Row(one.variable.id, one.variable.question, figures)
    label = level_label(one.variable, one.level)
    return Row(f"{one.variable.id}:{one.level}", label, figures, level=1)


def _figure(found: Agreement | None, name: str) -> Mean | None:
    if found is None or found.value is None:
        return None
    return Mean(found.value, found.files, 2, found.low, found.high, name)


def _doubtful(found: Sequence[Agreed]) -> tuple[Label, ...]:
    """The questions of which kappa, or alpha where there is no kappa, says that readers agree moderately at best."""
    return tuple(
        message("Over '{vraag}' zijn lezers het matig eens (onder 0,6).", vraag=one.variable.question)
        for one in found
        if one.level is None
        and (measured := one.kappa or one.alpha) is not None
        and measured.value is not None
        and measured.value < MODERATE
    )
