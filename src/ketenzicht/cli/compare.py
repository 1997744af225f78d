"""Verbs of ``ketenzicht compare``: new, check, run and investment."""

from __future__ import annotations

from pathlib import Path

import typer

FOLDER = typer.Argument(help="De map van de vergelijking.", metavar="MAP", show_default=False)
JSON = typer.Option(False, "--json", help="Toon de uitkomst als JSON.")


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    from ketenzicht.cli.compare_investment import investment

    compare = typer.Typer(
        rich_markup_mode=None,
        help="Vergelijken: gemeenten of andere eenheden naast elkaar, zonder ranglijst.",
        no_args_is_help=True,
    )
    app.add_typer(compare, name="compare")
    compare.command("new")(new)
    compare.command("check")(check)
    compare.command("run")(run)
    compare.command("investment")(investment)


def new(folder: Path = FOLDER) -> None:
    """Maak een voorbeeld met uitleg: benchmark.yaml en verzonnen tabellen."""
    from ketenzicht.cli.compare_output import show_new
    from ketenzicht.compare.example import new_benchmark

    show_new(folder, new_benchmark(folder))


def check(folder: Path = FOLDER, as_json: bool = JSON) -> None:
    """Controleer een vergelijking: wie worden vergeleken, wie niet en waarom. Toont geen cijfers."""
    from ketenzicht.cli.compare_output import check_as_data, show_check
    from ketenzicht.cli.console import show_json
    from ketenzicht.compare.benchmark import open_benchmark
    from ketenzicht.compare.settings import load_benchmark

    found = open_benchmark(load_benchmark(folder))
    if as_json:
        show_json(check_as_data(found))
    else:
        show_check(found)


def run(
    folder: Path = FOLDER,
    output: Path = typer.Option(  # noqa: B008
        None, "--output", "-o", help="Schrijf het rapport in deze map; anders in 'out' van de vergelijking."
    ),
    quiet: bool = typer.Option(False, "--quiet", help="Toon geen voortgang."),
    as_json: bool = JSON,
) -> None:
    """Vergelijk, en schrijf het rapport met beschermde cijfers: HTML, PDF en JSON."""
    from ketenzicht.cli.compare_output import policy_for, show_run, write_run
    from ketenzicht.cli.console import progress, show_json
    from ketenzicht.compare.benchmark import open_benchmark
    from ketenzicht.compare.settings import load_benchmark
    from ketenzicht.publish.benchmark import release_benchmark
    from ketenzicht.publish.benchmark_report import benchmark_data

    loaded = load_benchmark(folder)
    policy = policy_for(loaded.folder)
    with progress(quiet or as_json) as tell:
        tell("tabellen lezen")
        found = open_benchmark(loaded)
        tell("cijfers beschermen")
        shown = release_benchmark(found, policy)
        tell("rapport maken")
        files = write_run(shown, output or loaded.folder / "out")
    if as_json:
        show_json(benchmark_data(shown))
    else:
        show_run(shown, files)
