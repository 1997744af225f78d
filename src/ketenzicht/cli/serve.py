"""``ketenzicht serve``: the pages of the guide in a browser, on this machine unless asked otherwise."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Thread
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
    https: Annotated[
        bool,
        typer.Option("--https", help="Ervoor staat een server met HTTPS. Browsers onthouden dat een jaar."),
    ] = False,
    contact: Annotated[
        tuple[str, str, str] | None,
        typer.Option(
            "--contact",
            metavar="NAAM E-MAIL URL",
            help="Bij wie vragen over de API terechtkunnen; staat in de beschrijving ervan.",
        ),
    ] = None,
    whatif: Annotated[
        str,
        typer.Option(
            "--whatif", help="Toon ook de pagina wat-als, met dit model: een naam of een modelbestand."
        ),
    ] = "",
    catalogue: Annotated[
        str,
        typer.Option("--catalogue", help="Het onderzoekscahier: een naam of een map; leeg laat het weg."),
    ] = "sociaal-domein",
    study: Annotated[
        Path | None,
        typer.Option(
            "--study", help="Map van een studie: haar vrijgegeven cijfers staan op de oorzakenkaarten."
        ),
    ] = None,
) -> None:
    """Toon de wegwijzers als pagina's in een browser. Er wordt niets van een casus bewaard."""
    from dataclasses import replace

    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.chain import load_chain
    from ketenzicht.errors import UserError, system_reason
    from ketenzicht.problem_map.load import load_map, shipped_maps
    from ketenzicht.web.app import listen
    from ketenzicht.web.cahier_shelf import Shelf
    from ketenzicht.web.site import ApiContact, shipped_site, site_of

    asked = ApiContact(*contact) if contact else None
    chains = [load_chain(Path(one) if "/" in one else one) for one in chain or ()]
    site = site_of(chains, contact=asked) if chains else shipped_site(asked)
    if catalogue:
        site = replace(site, shelf=Shelf(load_catalogue(catalogue)))
    site = replace(site, maps={name: load_map(name) for name in shipped_maps()})
    if study:
        from ketenzicht.study.factors import study_results

        site = replace(site, results=study_results(study))
    if whatif:
        from ketenzicht.web.whatif import Desk
        from ketenzicht.whatif.model_file import open_model

        desk = Desk(open_model(whatif))
        desk.prepare()
        Thread(target=desk.rank, daemon=True).start()
        site = replace(site, whatif=desk)
    if not site.guides and site.whatif is None:
        raise UserError(
            "Er is geen wegwijzer om te tonen.",
            why="Een wegwijzer is een keten met opties.",
            fix="Noem een keten met opties: ketenzicht serve --chain <map>.",
        )
    try:
        server = listen(site, host=host, port=port, hosts=tuple(name or ()), https=https)
    except OSError as error:
        raise UserError(
            f"Op poort {port} van {host} kan niet worden geluisterd.",
            why=system_reason(error),
            fix="Kies een andere poort, bijvoorbeeld: --port 8001.",
        ) from error
    sys.stdout.write(f"De wegwijzers staan op http://{host}:{port}/ (stoppen: Ctrl-C)\n")
    sys.stdout.flush()
    server.run()
