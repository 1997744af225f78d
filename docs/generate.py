"""Makes the reference pages that would go stale if people wrote them: commands, exit codes, chain format, measures.

``just docs`` writes them; ``tests/unit/test_docs.py`` fails when what stands here differs from what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

DOCS = Path(__file__).resolve().parent
NOTICE = "<!-- Made by docs/generate.py; change the code and run `just docs`. -->\n\n"


def application() -> Any:
    """The commands as the program has them, under its own name."""
    from ketenzicht.cli import register

    app = typer.Typer(name="ketenzicht", add_completion=False)
    register(app)
    app.callback()(lambda: None)
    return typer.main.get_command(app)


def commands(group: Any, path: str = "ketenzicht") -> Iterator[tuple[str, Any]]:
    """Every command with its full name, in the order in which ``--help`` gives them."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def cli_page() -> str:
    """One section per command: what it does, how it is called, what it accepts."""
    head = (
        "# Commands\n\n"
        "The program speaks Dutch; so do the descriptions here, which are its own.\n"
        "`ketenzicht --help` lists the commands and `ketenzicht --version` gives the version;\n"
        "every command knows `--help`. What they return is in [exit codes](exit-codes.md).\n"
    )
    return NOTICE + head + "".join(_section(name, command) for name, command in commands(application()))


def _section(name: str, command: Any) -> str:
    arguments = [item for item in command.params if item.param_type_name == "argument"]
    options = [item for item in command.params if item.param_type_name == "option"]
    usage = " ".join([name, *(_argument(item) for item in arguments), *(["[OPTIONS]"] if options else [])])
    text = f"\n## {name}\n\n{_prose(command.help)}\n\n```sh\n{usage}\n```\n"
    if arguments or options:
        text += "\n| | what it is | without it |\n|---|---|---|\n"
    for item in arguments:
        text += f"| `{_argument(item)}` | {_prose(item.help)} | {_without(item)} |\n"
    for item in options:
        names = ", ".join(f"`{name}`" for name in (*item.opts, *item.secondary_opts))
        text += f"| {names} | {_prose(item.help)} | {_without(item)} |\n"
    return text


def _argument(item: Any) -> str:
    name = (item.metavar or item.name).upper() + ("..." if item.nargs == -1 else "")
    return name if item.required else f"[{name}]"


def _prose(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _without(item: Any) -> str:
    if item.required:
        return "required"
    if getattr(item, "is_flag", False):
        return "off" if not item.default else "on"
    if item.default is None or callable(item.default) or item.default in ((), [], ""):
        return ""
    return f"`{item.default}`"


def exit_codes_page() -> str:
    """What each exit code means."""
    from ketenzicht.cli.console import EXIT_CODES

    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in sorted(EXIT_CODES.items()))
    return (
        NOTICE + "# Exit codes\n\n"
        "What every command returns to the shell, so that a script can act on it.\n\n"
        f"| code | meaning |\n|---|---|\n{rows}\n"
        "With `--json` an error is printed on standard output as\n"
        '`{"error": {"file": ..., "line": ..., "what": ..., "why": ..., "fix": ...}}`, with the same code.\n'
        "Without it an error goes to standard error.\n"
        "Anything else than these codes, and any traceback, is a mistake of the program: please report it.\n"
    )


def examples_page() -> str:
    """The worked examples of each kind of measure, which are tests as well."""
    tests = str(DOCS.parent / "tests")
    if tests not in sys.path:
        sys.path.insert(0, tests)
    from spec.page import page

    return NOTICE + page()


def chain_format_page() -> str:
    """Every key of a chain, from the model, and every check."""
    from ketenzicht.chain.handbook import chain_format_page as page
    from ketenzicht.guide.checks import CHECKS

    return page(CHECKS)


def openapi_document() -> str:
    """The description of the API, as the program serves it."""
    return (DOCS.parent / "src" / "ketenzicht" / "web" / "openapi.yaml").read_text(encoding="utf-8")


def survey_openapi_document() -> str:
    """The description of the API of a survey."""
    return (DOCS.parent / "src" / "ketenzicht" / "web" / "survey" / "openapi.yaml").read_text(
        encoding="utf-8"
    )


PAGES = {
    "reference/chain-format.md": chain_format_page,
    "reference/cli.md": cli_page,
    "reference/exit-codes.md": exit_codes_page,
    "reference/measures-by-example.md": examples_page,
    "reference/openapi.yaml": openapi_document,
    "reference/survey-openapi.yaml": survey_openapi_document,
}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
