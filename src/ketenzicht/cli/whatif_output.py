"""What ``ketenzicht whatif`` prints: figures beside each other, and what they assume."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from ketenzicht.publish.whatif_shown import PublishedWhatIf
    from ketenzicht.publish.whatif_words import RowView, ScenarioView
    from ketenzicht.study.release import Released
    from ketenzicht.whatif.model_file import ModelFile
    from ketenzicht.whatif.scenario import Scenario

WIDTH = 78
ONLY_IN_REPORT = ("stage", "at-work")
"""Figures that would make the table on the screen too long."""


def show_run(shown: PublishedWhatIf, files: Sequence[Path] = ()) -> None:
    """Print a comparison, readable at 80 columns."""
    from rich.markup import escape

    from ketenzicht.publish.whatif_words import whatif_view

    view, out = whatif_view(shown, "nl", drawn=False), console()
    out.soft_wrap = False
    if view.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    out.print(f"[bold]{escape(view.title)}[/]")
    out.print(escape(view.what_it_is))
    for warning in view.warnings:
        out.print(f"[bold yellow]Let op:[/] {escape(warning)}")
    out.print()
    for scenario in view.scenarios:
        _show_scenario(out, scenario)
    if not view.scenarios:
        out.print(_table(view.rows, compared=False))
    if view.bars:
        out.print(_bars(view.bars[:10]))
        out.print(escape(view.own_intervals))
        out.print()
    out.print(
        f"[dim]{shown.finished} keer gerekend; 95 van de 100 keer ligt tussen de grenzen onder elk getal.[/]"
    )
    origins = Counter(origin for _, _, origin, *_ in view.assumptions)
    told = ", ".join(f"{number} keer {origin}" for origin, number in origins.most_common())
    out.print(f"[dim]Dit rust op {len(view.assumptions)} getallen: {escape(told)}.[/]")
    out.print(
        "[dim]Bekijk ze met: ketenzicht whatif show. Per fase en per organisatie: zie het rapport (--output).[/]"
    )
    out.soft_wrap = True
    for path in files[:1]:
        out.print(f"Rapport: [bold]{escape(str(path))}[/]")


def _show_scenario(out: Any, scenario: ScenarioView) -> None:
    from rich.markup import escape

    out.print(f"[bold]{escape(scenario.name)}[/], vanaf {scenario.start}")
    for name, before, after, along, _ in scenario.changes:
        out.print(f"  {escape(name)}: {before} → {after}{' (schuift mee)' if along else ''}")
    out.print(escape(scenario.sentence))
    for warning in scenario.warnings:
        out.print(f"[bold yellow]Let op:[/] {escape(warning)}")
    if scenario.compared:
        out.print(_table(scenario.rows, compared=True))
    for name, text in scenario.costs:
        out.print(f"{name}: {escape(text)}")
    if scenario.steps:
        out.print("Waardoor de caseload verandert:")
        for label, text, level in scenario.steps:
            if not level:
                out.print(f"  {text:>8}  {escape(label)}")
    out.print()


def _table(rows: Sequence[RowView], *, compared: bool) -> Any:
    from rich.markup import escape
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, width=WIDTH)
    shown.add_column("", ratio=1, overflow="fold")
    for column in ("Zoals het is", "Scenario", "Verschil") if compared else ("Zoals het is",):
        shown.add_column(column, justify="right", max_width=16)
    for row in rows:
        if row.kind in ONLY_IN_REPORT:
            continue
        figures = (row.baseline, row.scenario, row.difference) if compared else (row.baseline,)
        texts = [
            f"{escape(one.text)}\n[dim]{escape(one.interval)}[/]" if one.interval else one.text
            for one in figures
        ]
        shown.add_row(escape(row.label), *texts)
    return shown


def _bars(bars: Sequence[tuple[str, str, str, str, str]]) -> Any:
    from rich.markup import escape
    from rich.table import Table

    shown = Table(title="Wat het meest uitmaakt", title_justify="left", box=None, pad_edge=False, width=WIDTH)
    shown.add_column("", ratio=1, overflow="fold")
    for column in ("van en tot", "lager", "hoger"):
        shown.add_column(column, justify="right")
    for name, between, low, high, _ in bars:
        shown.add_row(escape(name), between, low, high)
    return shown


def show_released(released: Released) -> None:
    """Print how it left: its place in the ledger, or the mark that a second person must give."""
    out = console()
    if released.number is not None:
        again = " (dezelfde als eerder)" if released.again else ""
        out.print(f"Vrijgave {released.number} in {released.ledger}{again}", markup=False)
        return
    mark = released.content.release.mark[:12] if released.content.release else ""
    out.print(f'[bold yellow]Nog niet vrijgegeven:[/] een tweede persoon geeft --approve {mark} --by "..."')


def show_check(model: ModelFile, scenarios: Sequence[Scenario]) -> None:
    """Print that a model is in order, and what to bear in mind."""
    from rich.markup import escape

    out = console()
    out.soft_wrap = False
    out.print(f"[bold green]In orde[/] {escape(model.content.name)}: {len(model.numbers)} getallen.")
    origins = Counter(one.origin for one in model.estimates.estimates)
    for origin, number in origins.most_common():
        out.print(f"  {number:>4}  herkomst: {escape(origin)}")
    uncertain = sum(one.standard_error > 0 for one in model.estimates.estimates)
    out.print(f"  {uncertain:>4}  met een onzekerheid")
    free = [one.name for one in model.model.organisations if one.capacity is None]
    if free:
        out.print(
            f"Zonder grens aan het aantal zaken: {escape(', '.join(free))}. Niemand wacht daar op een plaats."
        )
    for scenario in scenarios:
        out.print(f"[bold green]In orde[/] scenario {escape(scenario.content.name)}.")


def show_numbers(model: ModelFile) -> None:
    """Print every number with its interval and where it comes from."""
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.publish.language import Wording
    from ketenzicht.publish.whatif import assumptions_of
    from ketenzicht.publish.whatif_words import assumption_words

    out = console()
    out.soft_wrap = False
    table = Table(box=None, pad_edge=False, width=WIDTH)
    table.add_column("Getal", ratio=1, overflow="fold")
    table.add_column("Waarde", justify="right", max_width=20)
    table.add_column("Herkomst", max_width=22)
    for one in assumptions_of(model):
        _, value, origin, _, name = assumption_words(one, Wording("nl"), one.name)
        table.add_row(escape(name), value, escape(origin))
    out.print(f"[bold]{escape(model.content.name)}[/]")
    if model.content.note:
        out.print(escape(model.content.note))
    out.print(table)
