"""The command line: ``ketenzicht <noun> <verb>``.

Each noun is a module of this package that registers its verbs on the shared application.
Everything heavy is imported inside the verb that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from ketenzicht import __version__
from ketenzicht.errors import UserError, unwritable

NOUNS = (
    "chain", "study", "survey", "catalogue", "problem_map", "guide", "serve", "case", "policy", "ledger", "whatif",
    "compare", "context", "place", "sample", "person", "key", "demo",
)  # fmt: skip
"""The modules of this package that hold the verbs of a noun."""

INTERRUPTED = 130
"""What Typer ends with after Ctrl-C: 128 and the number of the signal, as shells do."""

app = typer.Typer(
    name="ketenzicht",
    help="Zicht op de keten: van registraties naar een rapport.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Rich doubles the time that help takes; answers use it, help does not
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Toon de versie.", is_eager=True)) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def register(application: typer.Typer) -> None:
    """Add every noun to an application, in the order in which ``--help`` gives them."""
    for noun in NOUNS:
        import_module(f"ketenzicht.cli.{noun}").register(application)


def main() -> None:
    """Run the command line; a user's mistake is printed without a traceback and ends with its exit code."""
    register(app)
    try:
        app()
    except UserError as error:
        from ketenzicht.cli.console import show_error

        show_error(error, as_json="--json" in sys.argv)
        sys.exit(error.exit_code)
    except OSError as error:
        if (told := unwritable(error)) is None:
            raise
        from ketenzicht.cli.console import show_error

        show_error(told, as_json="--json" in sys.argv)
        sys.exit(told.exit_code)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            sys.stderr.write("Onderbroken. Er zijn geen halve bestanden achtergebleven.\n")
        raise
