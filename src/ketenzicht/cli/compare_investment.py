"""``ketenzicht compare investment``: what wijkteams cost beside what fewer or more referrals come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ketenzicht.publish.investment import InvestmentView
    from ketenzicht.publish.investment_words import CellView


def investment(
    file: Annotated[
        Path,
        typer.Argument(help="Het bestand met kosten en verwijzingen.", metavar="BESTAND", show_default=False),
    ],
    new: Annotated[
        bool, typer.Option("--new", help="Schrijf een voorbeeld om in te vullen, zonder cijfers.")
    ] = False,
    draws: Annotated[int, typer.Option("--draws", min=1_000, help="Hoeveel trekkingen.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Begingetal van het toeval.")] = 1,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Schrijf de pagina (HTML) naar dit bestand.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Taal van de teksten: nl of en.")] = "nl",
    as_json: Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")] = False,
) -> None:
    """Zet de kosten van wijkteams naast wat verwijzingen kosten, met onzekerheid en per groep cliënten."""
    from ketenzicht.cli.compare_output import policy_for
    from ketenzicht.cli.console import LANGUAGES, console, one_of, show_json
    from ketenzicht.cli.write_file import write_file
    from ketenzicht.compare.investment import read_investment, write_example
    from ketenzicht.compare.investment_balance import balance_of
    from ketenzicht.publish.investment import investment_data, investment_view
    from ketenzicht.publish.investment_counts import protected
    from ketenzicht.publish.investment_page import render_investment

    one_of("--language", language, LANGUAGES)
    if new:
        write_example(file)
        console().print(f"Gemaakt: [bold]{file}[/]. Vul elk 'invullen' in, met de herkomst erbij.")
        return
    found = protected(read_investment(file), policy_for(file.parent))
    balance = balance_of(found, draws=draws, seed=seed)
    view = investment_view(found, balance, "en" if language == "en" else "nl")
    if output is not None:
        write_file(output, render_investment(view))
    if as_json:
        show_json(investment_data(found, balance))
        return
    _show(view)
    if output is not None:
        console().print(f"Pagina: [bold]{output}[/]")


def _show(view: InvestmentView) -> None:
    from rich.console import Console
    from rich.markup import escape

    out = Console(highlight=False)
    out.print(f"[bold]{escape(view.title)}[/]")
    if view.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    for text in view.sentences:
        out.print(escape(text))
    out.print()
    for caution in view.cautions:
        out.print(f"[bold yellow]Let op[/] {escape(caution)}")
    out.print()
    out.print(_table("Groep", ("Scheelt", "Team", "Verschil", "Lager", "Nodig"), view.groups))
    out.print(_table("Verwijzingen", ("Verwacht", "Gezien", "Minder", "Scheelt"), view.kinds))


def _table(first: str, columns: tuple[str, ...], rows: tuple[tuple[str, tuple[CellView, ...]], ...]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    for name, cells in rows:
        table.add_row(
            name, *("\n".join(part for part in (cell.text, cell.interval) if part) for cell in cells)
        )
    return table
