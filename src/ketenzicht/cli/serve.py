"""``ketenzicht serve``: the pages of the guide in a browser, on this machine unless asked otherwise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

PORT = 8000


def register(app: typer.Typer) -> None:
    """Add this verb to the application."""
    app.command(name="serve")(serve)


def serve(
    chain: Annotated[
        list[str] | None,
        typer.Option(
            "--chain", "-k", help="Naam van een meegeleverde keten of map van een eigen keten. Mag vaker."
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="Adres om op te luisteren. Anders dan 127.0.0.1: ook voor andere machines."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Poort.", min=1, max=65535)] = PORT,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", help="Naam waaronder de pagina's bereikt worden, zoals wegwijzer.example.nl. Mag vaker."
        ),
    ] = None,
) -> None:
    """Toon de wegwijzers als pagina's in een browser. Er wordt niets van een casus bewaard."""
    from ketenzicht.chain import load_chain
    from ketenzicht.errors import UserError
    from ketenzicht.web.app import listen
    from ketenzicht.web.site import shipped_site, site_of

    site = (
        site_of([load_chain(Path(one) if "/" in one else one) for one in chain]) if chain else shipped_site()
    )
    if not site.guides:
        raise UserError(
            "Er is geen wegwijzer om te tonen.",
            why="Een wegwijzer is een keten met opties.",
            fix="Noem een keten met opties: ketenzicht serve --chain <map>.",
        )
    try:
        server = listen(site, host=host, port=port, hosts=tuple(name or ()))
    except OSError as error:
        raise UserError(
            f"Op poort {port} van {host} kan niet worden geluisterd.",
            why=error.strerror or "",
            fix="Kies een andere poort, bijvoorbeeld: --port 8001.",
        ) from error
    sys.stdout.write(f"De wegwijzers staan op http://{host}:{port}/ (stoppen: Ctrl-C)\n")
    sys.stdout.flush()
    server.run()
