"""What ``ketenzicht survey`` prints: what is open, who is late, what the answers tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from ketenzicht.publish.survey import PublishedSurvey
    from ketenzicht.survey.analysis.given import Given
    from ketenzicht.survey.collect import Checked, TakenIn
    from ketenzicht.survey.load import SurveyFolder
    from ketenzicht.survey.study_export import WrittenStudy
    from ketenzicht.survey.typed import Finding, Place

LEVELS = {
    "error": "[bold red]Fout[/]",
    "missing": "[yellow]Nog leeg[/]",
    "explain": "[yellow]Leg uit[/]",
    "notice": "[dim]Let op[/]",
}
MOST = 25
"""Findings of one organisation on the screen; the file has all of them."""


def show_new(folder: SurveyFolder) -> None:
    """Print what was made and what comes next."""
    from rich.markup import escape

    from ketenzicht.survey.asked import columns_of

    out = console()
    out.print(f"Uitvraag gemaakt: [bold]{escape(str(folder.folder))}[/]")
    out.print(f"1. Pas uitvraag.yaml aan: periode, termijn ({folder.survey.deadline.closes}) en vragen.")
    out.print(
        f"2. Maak {folder.survey.asked.file} met deze kolommen: {';'.join(columns_of(folder.survey.asked))}"
    )
    out.print(f"3. Controleer: ketenzicht survey check {escape(str(folder.folder))}")


def show_check(folder: SurveyFolder, found: Sequence[Checked]) -> None:
    """Print that the survey is in order, and what is open in the answers."""
    from rich.markup import escape

    from ketenzicht.survey.model import NumberQuestion
    from ketenzicht.survey.parts import questions, tables
    from ketenzicht.survey.xlsform import left_out

    survey, out = folder.survey, console()
    out.print(
        f"[bold green]In orde[/] {escape(survey.title.nl)}: {len(questions(survey))} vragen, "
        f"{len(tables(survey))} tabellen, {len(survey.rules)} regels, {len(folder.organisations)} gevraagd."
    )
    if rules := left_out(survey):
        out.print(f"[dim]Niet in een XLSForm: de regels {escape(', '.join(rules))}.[/]")
    without = [
        one.id
        for one in questions(survey).values()
        if isinstance(one, NumberQuestion) and not one.definition_code
    ]
    if without:
        out.print(f"[dim]Aantallen zonder definitiecode van de keten: {escape(', '.join(without))}.[/]")
    for gap in survey.gaps:
        out.print(f"[dim]Niet bekend: {escape(gap.what.nl)}.[/]")
    for one in found:
        if one.open:
            out.print(f"[bold]{escape(one.given.organisation)}[/]: {_counted(one.open)}")
            _show_findings(out, one.open, {})
    done = sum(not one.open for one in found)
    if found:
        out.print(f"{done} van {len(found)} antwoorden zijn compleet.")


def check_as_data(folder: SurveyFolder, found: Sequence[Checked]) -> dict[str, Any]:
    """The same as data."""
    return {
        "survey": folder.survey.id,
        "version": folder.survey.version,
        "asked": len(folder.organisations),
        "answers": [
            {
                "organisation": one.given.organisation,
                "submitted": one.given.submitted,
                "open": [_finding(finding, {}) for finding in one.open],
            }
            for one in found
        ],
    }


def show_import(taken: TakenIn) -> None:
    """Print what a file held: its layout first, then what is open."""
    from rich.markup import escape

    given, out = taken.checked.given, console()
    state = "[green]ingediend[/]" if given.submitted else "[yellow]bewaard als concept[/]"
    out.print(f"[bold]{escape(given.organisation)}[/] {state}: {escape(str(taken.path))}")
    for one in taken.layout:
        out.print(f"  [dim]{escape(one.where)}[/] {escape(_text(one.message))}")
    if given.kept:
        out.print(
            f"  Niet begrepen en bewaard: {escape(', '.join(kept.where for kept in given.kept[:MOST]))}"
        )
    _show_findings(out, taken.checked.open, taken.addresses)


def import_as_data(taken: TakenIn) -> dict[str, Any]:
    """The same as data."""
    given = taken.checked.given
    return {
        "organisation": given.organisation,
        "submitted": given.submitted,
        "file": str(taken.path),
        "layout": [{"where": one.where, "what": _text(one.message)} for one in taken.layout],
        "kept": [one.where for one in given.kept],
        "open": [_finding(finding, taken.addresses) for finding in taken.checked.open],
    }


def show_status(
    folder: SurveyFolder, given: Sequence[Given], strange: Sequence[str], *, closed: bool, on: date
) -> None:
    """Print the response on a day."""
    from rich.markup import escape

    out, deadline = console(), folder.survey.deadline
    done = [one for one in given if one.answers is not None]
    over = on > deadline.closes
    last = (
        f"de laatste dag was {deadline.closes}, nog niet gesloten" if over else f"sluit op {deadline.closes}"
    )
    until = "gesloten" if closed else last
    out.print(f"[bold]{escape(folder.survey.title.nl)}[/], {until}")
    out.print(
        f"{len(done)} van {len(given)} ingediend; {sum(one.begun for one in given) - len(done)} begonnen."
    )
    otherwise = Counter(one.counts_by for one in done if not one.as_asked)
    for code, number in otherwise.items():
        out.print(f"{number} tellen volgens een andere betekenis: {escape(code)}. Zij staan apart.")
    late = [one for one in given if one.answers is None]
    if late:
        out.print("Te laat:" if closed or over else "Nog niet ingediend:")
    for one in late:
        contact = f" [dim]{escape(one.organisation.contact)}[/]" if one.organisation.contact else ""
        out.print(f"  {escape(one.organisation.name)}{' (begonnen)' if one.begun else ''}{contact}")
    if strange:
        out.print(f"Niet gevraagd: {escape(', '.join(strange))}")


def status_as_data(
    folder: SurveyFolder, given: Sequence[Given], strange: Sequence[str], *, closed: bool
) -> dict[str, Any]:
    """The same as data."""
    return {
        "survey": folder.survey.id,
        "closes": folder.survey.deadline.closes,
        "closed": closed,
        "organisations": [
            {
                "code": one.organisation.code,
                "name": one.organisation.name,
                "group": one.organisation.group,
                "submitted": one.answers is not None,
                "begun": one.begun,
                "counts_by": one.counts_by if one.answers is not None else None,
                "as_asked": one.as_asked,
            }
            for one in given
        ],
        "not_asked": list(strange),
    }


def show_analysis(shown: PublishedSurvey, files: Sequence[Path], secure: Path | None) -> None:
    """Print the main sentences and where the files are."""
    from rich.markup import escape

    from ketenzicht.publish.survey_words import survey_page

    out, page = console(), survey_page(shown, "nl")
    out.soft_wrap = False
    if shown.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    if page.draft:
        out.print(f"[bold yellow]Concept[/] {escape(page.draft)}")
    for warning in page.warnings:
        out.print(f"[bold yellow]Let op[/] {escape(warning)}")
    out.print(escape(page.answered))
    for _, _, sentence in page.key:
        out.print(f"- {escape(sentence)}")
    if page.never_added:
        out.print(escape(page.never_added))
    out.soft_wrap = True
    for path in files[:1]:
        out.print(f"Uitkomst: [bold]{escape(str(path))}[/]")
    if secure:
        out.print(f"Aantallen naast rijen, alleen voor u: {escape(str(secure))}")


def show_study(written: WrittenStudy) -> None:
    """Print what was written and how to run it."""
    from rich.markup import escape

    out = console()
    out.print(f"Studie gemaakt: [bold]{escape(str(written.folder))}[/], {written.events} gebeurtenissen.")
    if written.left_out:
        out.print(f"Telt anders en is weggelaten: {escape(', '.join(written.left_out))}.")
    out.print(f"Verder met: ketenzicht study run {escape(str(written.folder))}")


def show_files(paths: Sequence[Path]) -> None:
    """Print what was written."""
    from rich.markup import escape

    out = console()
    for path in paths[:3]:
        out.print(escape(str(path)))
    if len(paths) > 3:
        out.print(f"… en nog {len(paths) - 3} in deze map.")


def _show_findings(out: Any, findings: Sequence[Finding], addresses: Mapping[Place, str]) -> None:
    from rich.markup import escape

    for one in findings[:MOST]:
        out.print(f"  {LEVELS[one.level]} {escape(_where(one, addresses))}: {escape(_text(one.message))}")
        if one.fix is not None and one.level != "missing":
            out.print(f"    [dim]{escape(_text(one.fix))}[/]")
    if len(findings) > MOST:
        out.print(f"  … en nog {len(findings) - MOST}.")


def _finding(finding: Finding, addresses: Mapping[Place, str]) -> dict[str, Any]:
    return {
        "key": finding.key,
        "level": finding.level,
        "where": _where(finding, addresses),
        "what": _text(finding.message),
        "fix": _text(finding.fix) if finding.fix is not None else None,
    }


def _where(finding: Finding, addresses: Mapping[Place, str]) -> str:
    """The address of the cell, or else question, row and column."""
    place = finding.places[0]
    if place in addresses:
        return addresses[place]
    row = "" if place.row is None else f" rij {place.row + 1}"
    return f"{place.field}{row}{f' {place.column}' if place.column else ''}"


def _counted(findings: Sequence[Finding]) -> str:
    told = {"error": "fout", "missing": "nog leeg", "explain": "uit te leggen", "notice": "let op"}
    counts = Counter(one.level for one in findings)
    return ", ".join(f"{number} {told[level]}" for level, number in counts.items())


def _text(label: Any) -> str:
    from ketenzicht.publish.language import Wording

    return Wording("nl").text(label)
