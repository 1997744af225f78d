"""Verbs of ``ketenzicht chain``: list, show, check, export and schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.chain.checks import Finding
    from ketenzicht.chain.model import Chain

_NAME = typer.Argument(
    help="Naam van een keten die meekomt, of een map met een eigen keten.", metavar="KETEN"
)
_JSON = typer.Option("--json", help="Toon de uitkomst als JSON.")
_OUTPUT = typer.Option("--output", "-o", help="Schrijf naar dit bestand in plaats van naar het scherm.")
_LANGUAGE = typer.Option("--language", help="Taal van de teksten: nl of en.")

FORMATS = ("mermaid", "bpmn", "json", "schema")


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    from ketenzicht.cli.chain_references import show_references

    chain = typer.Typer(
        rich_markup_mode=None, help="Ketens bekijken, controleren en tekenen.", no_args_is_help=True
    )
    chain.command("list", help="Toon de ketens die meekomen.")(list_chains)
    chain.command("show", help="Toon een keten: wie, fasen, termijnen, maten en hiaten.")(show_chain)
    chain.command("check", help="Controleer een keten; eindigt met 1 als er fouten zijn.")(check_chain)
    chain.command("references", help="Toon gepubliceerde cijfers per definitie, met de breuken in de reeks.")(
        show_references
    )
    chain.command("export", help="Schrijf een keten als mermaid, bpmn, json of schema.")(export_chain)
    chain.command("schema", help="Schrijf het JSON Schema waarmee een editor je helpt.")(write_schema)
    app.add_typer(chain, name="chain")


def list_chains(as_json: Annotated[bool, _JSON] = False) -> None:
    """List the chains that come with the program."""
    from ketenzicht.chain import load_chain, shipped_chains
    from ketenzicht.cli.console import console, show_json

    chains = [load_chain(name) for name in shipped_chains()]
    if as_json:
        show_json([{"id": item.id, "version": item.version, "title": item.title.nl} for item in chains])
        return
    out = console()
    for item in chains:
        out.print(f"[bold]{item.id}[/]  {item.title.nl}  [dim]versie {item.version}[/]")
    out.print("[dim]Meer zien: ketenzicht chain show NAAM[/]")


def show_chain(
    name: Annotated[str, _NAME],
    as_json: Annotated[bool, _JSON] = False,
    language: Annotated[str, _LANGUAGE] = "nl",
) -> None:
    """Show one chain."""
    from ketenzicht.chain import chain_data, chain_hash, load_chain
    from ketenzicht.cli.console import LANGUAGES, one_of, show_json

    one_of("--language", language, LANGUAGES)
    chain = load_chain(name)
    if as_json:
        show_json({"hash": chain_hash(chain), "chain": chain_data(chain)})
        return
    from rich.console import Console

    from ketenzicht.cli.chain_text import chain_text

    out = Console(highlight=False)
    for part in chain_text(chain, language):
        out.print(part)


def check_chain(
    name: Annotated[str, _NAME],
    as_json: Annotated[bool, _JSON] = False,
    as_of: Annotated[
        str, typer.Option("--as-of", help="Beoordeel op deze dag (jjjj-mm-dd); vandaag als leeg.")
    ] = "",
) -> None:
    """Run every static check over a chain."""
    from ketenzicht.chain import ChainErrors, open_chain
    from ketenzicht.cli.console import day_given, show_json
    from ketenzicht.guide.checks import check_folder

    day = day_given(as_of)
    try:
        found = check_folder(open_chain(name), as_of=day)
    except ChainErrors as errors:
        errors.exit_code = 1
        if not as_json:
            raise
        broken = [{"check": "leesbaar", "severity": "error", **error.as_data()} for error in errors.errors]
        show_json({"as_of": day, "errors": len(broken), "warnings": 0, "findings": broken})
        raise typer.Exit(1) from None
    errors_found = sum(finding.severity == "error" for finding in found)
    if as_json:
        warnings = len(found) - errors_found
        findings = [finding.as_data() for finding in found]
        show_json({"as_of": day, "errors": errors_found, "warnings": warnings, "findings": findings})
    else:
        _print_findings(name, found)
    if errors_found:
        raise typer.Exit(1)


def export_chain(
    name: Annotated[str, _NAME],
    format_: Annotated[
        str, typer.Option("--format", "-f", help="mermaid, bpmn, json of schema.")
    ] = "mermaid",
    output: Annotated[Path | None, _OUTPUT] = None,
    language: Annotated[str, _LANGUAGE] = "nl",
) -> None:
    """Write a chain in another form."""
    from ketenzicht.chain import load_chain
    from ketenzicht.cli.console import LANGUAGES, one_of

    one_of("--format", format_, FORMATS)
    one_of("--language", language, LANGUAGES)
    _write(_exported(load_chain(name), format_, language), output)


def write_schema(output: Annotated[Path | None, _OUTPUT] = None) -> None:
    """Write the JSON Schema of the chain files."""
    _write(_json_bytes(_schema()), output)


def _exported(chain: Chain, format_: str, language: str) -> bytes:
    from ketenzicht.chain import chain_data

    if format_ == "json":
        return _json_bytes(chain_data(chain))
    if format_ == "schema":
        return _json_bytes(_schema())
    from ketenzicht.diagram import bpmn, mermaid

    return bpmn(chain, language) if format_ == "bpmn" else mermaid(chain, language).encode()


def _schema() -> dict[str, object]:
    from ketenzicht.chain.schema import chain_schema

    return chain_schema()


def _json_bytes(data: dict[str, object]) -> bytes:
    import json

    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _write(content: bytes, output: Path | None) -> None:
    import sys

    from ketenzicht.cli.write_file import write_file

    if output is None:
        sys.stdout.buffer.write(content)
    else:
        write_file(output, content)


def _print_findings(name: str, findings: list[Finding]) -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console

    out = console()
    for finding in findings:
        kind = "[bold red]Fout[/]" if finding.severity == "error" else "[bold yellow]Let op[/]"
        place = f"{finding.file}:{finding.line}" if finding.line else finding.file or ""
        out.print(f"{kind} {escape(place)}: {escape(finding.what)} [dim]({finding.check})[/]")
        out.print(f"  [dim]Waarom[/]  {escape(finding.explanation)}")
        out.print(f"  [dim]Oplossing[/]  {escape(finding.fix)}")
    errors = sum(finding.severity == "error" for finding in findings)
    style = "red" if errors else "green"
    out.print(
        f"[{style}]{escape(name)}: {_count(errors, 'fout', 'fouten')}, "
        f"{_count(len(findings) - errors, 'waarschuwing', 'waarschuwingen')}.[/]"
    )


def _count(number: int, one: str, more: str) -> str:
    return f"{number or 'geen'} {one if number == 1 else more}"
