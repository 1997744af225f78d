"""What ``ketenzicht study new`` and ``study check`` print. Exact numbers: this screen is inside the secure space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ketenzicht.intake import Finding
    from ketenzicht.study.check import CheckResult
    from ketenzicht.study.new import NewStudy
    from ketenzicht.study.read_before import ChangedFile
    from ketenzicht.study.settings import Study

COLOURS = {"fout": "red", "waarschuwing": "yellow", "melding": "cyan"}
DIMENSIONS = {
    "conformiteit": "Klopt de vorm?",
    "volledigheid": "Is alles er?",
    "plausibiliteit": "Kan het kloppen?",
}


def check_as_data(result: CheckResult) -> dict[str, Any]:
    """The outcome of a check for ``--json``: exact counts, no values of cells."""
    quality = result.intake.quality.as_data()
    for finding in quality["findings"]:
        finding.pop("values")
    return {
        "study": str(result.study.folder),
        "events": result.intake.event_count,
        "page": str(result.page),
        "problems": str(result.intake.problems),
        "linking": result.linking,
        "changed": [str(one) for one in result.changed],
        "fingerprints": result.intake.fingerprints,
        **quality,
    }


def show_check(result: CheckResult, *, short: bool = False) -> None:
    """Print the quality report; with ``short`` only one line and the places."""
    from rich.markup import escape

    out = console()
    quality = result.intake.quality
    rows = sum(file.rows for file in quality.files)
    left = quality.row_attrition[0].before - quality.row_attrition[-1].after
    out.print(
        f"[bold]{number(rows)} rijen, {number(result.intake.event_count)} gebeurtenissen[/]; "
        f"{number(left)} rijen doen niet mee."
    )
    if not short:
        _show_files(out, result)
        _show_findings(out, result)
        _show_attrition(out, result)
    show_changed(out, result.changed)
    show_to_erase(out, result.study)
    if result.linking:
        out.print(f"[bold]Tip[/] {escape(result.linking)}", soft_wrap=True)
    out.print(f"Rapport om te delen:  {result.page}")
    out.print(f"Rijen om na te kijken (afgeschermd):  {result.intake.problems}")


def show_to_erase(out: Console, study: Study) -> None:
    """Print that a forgetting was broken off, or that the study must be removed soon, when that is so."""
    from datetime import date

    from rich.markup import escape

    from ketenzicht.study.forgotten import retention_notice, unfinished_notice

    for notice in (unfinished_notice(study), retention_notice(study, date.today())):
        if notice:
            out.print(f"[bold yellow]Let op[/] {escape(notice)}", soft_wrap=True)


def show_changed(out: Console, changed: Sequence[ChangedFile]) -> None:
    """Print which files are other than at the last run, the loud ones first."""
    from rich.markup import escape

    for one in sorted(changed, key=lambda one: not one.loud):
        head = "[bold red]Let op[/]" if one.loud else "[bold cyan]Ter informatie[/]"
        out.print(f"{head} {escape(str(one))}")
    if any(one.loud for one in changed):
        out.print(
            "  Weet u niet waarom? Vraag het aan wie de registratie levert, voordat u de cijfers gebruikt."
        )


def number(count: int) -> str:
    """A count with dots between thousands."""
    return f"{count:,}".replace(",", ".")


def percent(share: float) -> str:
    """A share as a percentage with a decimal comma."""
    if 0 < share < 0.001:
        return "< 0,1 %"
    return f"{100 * share:.1f} %".replace(".", ",")


def _table(*columns: tuple[str, bool]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False, show_edge=False, padding=(0, 1))
    for name, right in columns:
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    return table


def _show_files(out: Console, result: CheckResult) -> None:
    from rich.markup import escape

    table = _table(("Bestand", False), ("Rijen", True), ("Kolommen", True), ("Niet gebruikt", False))
    for file in result.intake.quality.files:
        unused = escape(", ".join(file.unused)) or "-"
        table.add_row(escape(file.file), number(file.rows), str(len(file.fields)), unused)
    out.print()
    out.print(table)


def _show_findings(out: Console, result: CheckResult) -> None:
    findings = result.intake.quality.findings
    if not findings:
        out.print("\n[bold green]Er viel niets op.[/]")
    for dimension, title in DIMENSIONS.items():
        chosen = [finding for finding in findings if finding.about.dimension == dimension]
        if chosen:
            out.print(f"\n[bold]{title}[/] [dim]({dimension})[/]")
        for finding in chosen:
            _show_finding(out, finding)


def _show_finding(out: Console, finding: Finding) -> None:
    from rich.markup import escape

    rule = finding.about
    colour = COLOURS[rule.severity]
    out.print(
        f"  [{colour}]{rule.severity}[/] {escape(str(rule.what))} "
        f"[bold]{number(finding.count)}[/] ({percent(finding.share)})"
    )
    place = finding.file + (f", kolom {finding.column}" if finding.column else "")
    more = " ..." if finding.count > len(finding.rows) else ""
    rows = f"; rij {', '.join(map(str, finding.rows))}{more}" if finding.rows else ""
    out.print(f"    [dim]{escape(place + rows)}[/]")
    if finding.detail:
        out.print(f"    {escape(str(finding.detail))}")
    if finding.values:
        words = ", ".join(f"{value} ({number(count)})" for value, count in finding.values[:8])
        out.print(f"    [dim]waarden:[/] {escape(words)}")
    out.print(f"    [dim]oplossing:[/] {escape(str(rule.fix))}")


def _show_attrition(out: Console, result: CheckResult) -> None:
    quality = result.intake.quality
    out.print("\n[bold]Wat doet mee, en wat niet[/]")
    for name, steps in quality.attrition_by_unit():
        table = _table((name, False), ("Voor", True), ("Afgevallen", True), ("Over", True), ("Waarom", False))
        for step in steps:
            counts = (number(step.before), number(step.left_out), number(step.after))
            table.add_row(str(step.step), *counts, str(step.reason) if step.left_out else "")
        out.print(table)
        out.print()


def new_as_data(made: NewStudy) -> dict[str, Any]:
    """What was guessed, for ``--json``."""
    return {
        "study": str(made.folder),
        "columns": made.columns,
        "open": made.open,
        "files": [
            {
                "file": str(path),
                "mapping": str(mapping),
                "guesses": [
                    {"column": guess.column, "meaning": guess.meaning, "certainty": guess.certainty}
                    for guess in guessed.guesses
                ],
            }
            for path, mapping, guessed in made.files
        ],
    }


def show_new(made: NewStudy) -> None:
    """Print what each column was taken for, and what is still to be chosen."""
    from rich.markup import escape

    out = console()
    colours = {"zeker": "green", "waarschijnlijk": "cyan", "onzeker": "yellow", "": "red"}
    for path, mapping, guessed in made.files:
        out.print(f"\n[bold]{escape(path.name)}[/] [dim]koppeling: {escape(str(mapping))}[/]")
        table = _table(("Kolom", False), ("Geraden betekenis", False), ("Hoe zeker", False))
        for guess in guessed.guesses:
            sure = guess.certainty or "nog te kiezen"
            meaning = escape(guess.meaning) if guess.certainty else "-"
            table.add_row(escape(guess.column), meaning, f"[{colours[guess.certainty]}]{sure}[/]")
        out.print(table)
    asked = f"nog {made.open} te kiezen" if made.open else "niets meer te kiezen"
    out.print(f"[bold]{made.columns - made.open} van {made.columns} kolommen; {asked}.[/]")
    out.print("Kijk de koppelingen na. Daarna: " + f"ketenzicht study check {escape(str(made.folder))}")
