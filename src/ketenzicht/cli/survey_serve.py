"""``ketenzicht survey serve`` and ``collect``: the pages of a survey, and the answers that came in by them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ketenzicht.cli import accounts

if TYPE_CHECKING:
    from ketenzicht.web.survey.place import Place

PORT = 8010

Folder = Annotated[Path, typer.Argument(help="Map van de uitvraag.", metavar="MAP")]
DatabaseAddress = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="KETENZICHT_DATABASE",
        help="PostgreSQL, als postgresql://naam:wachtwoord@server/database. Anders SQLite in de map. "
        "Zet het liever in de omgeving: anderen kunnen een opdrachtregel zien.",
    ),
]


def register(survey: typer.Typer) -> None:
    """Add these verbs to those of ``ketenzicht survey``."""
    survey.command(name="serve")(serve)
    survey.command(name="collect")(collect)
    survey.command(name="verify")(verify)
    survey.command(name="reset-second-step")(reset_second_step)


def serve(
    folder: Folder,
    host: accounts.Host = "127.0.0.1",
    port: accounts.Port = PORT,
    name: accounts.Names = None,
    https: accounts.Https = False,
    coordinator: accounts.Coordinator = "",
    database: DatabaseAddress = "",
    smtp: accounts.Smtp = "",
    sender: accounts.Sender = "",
    second_step: accounts.SecondStep = accounts.STRONG,
    proxy: accounts.Proxy = "",
) -> None:
    """Toon de uitvraag als pagina's waarop organisaties invullen. Antwoorden blijven in de map, bij 'beheer'."""
    from ketenzicht.web.survey.app import application, open_desk

    where = accounts.Listening("De uitvraag", host, port, tuple(name or ()), https, proxy)
    mail = accounts.mail_given(smtp, sender)
    place = _place(folder, database)
    logging_in = accounts.logging_in_given(folder, second_step, addresses=bool(proxy) or not https)
    desk = open_desk(place, mails=mail is not None, logging_in=logging_in)
    accounts.show_until_stopped(
        where,
        place,
        lambda: application(desk, place, where.hosts, https=https, mail=mail),
        coordinator=coordinator,
    )


def collect(
    folder: Folder,
    database: DatabaseAddress = "",
    drafts: Annotated[
        bool,
        typer.Option("--drafts", help="Ook van wie nog niet heeft ingediend; dat staat dan in het bestand."),
    ] = False,
) -> None:
    """Zet wat is ingediend in de map 'antwoorden' van de uitvraag, een bestand per organisatie."""
    from ketenzicht.survey.answers import ANSWERS
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, open_desk

    place = _place(folder, database)
    desk = open_desk(place)
    application(desk, place, OWN_NAMES)
    from ketenzicht.web.survey.collected import collect as write
    from ketenzicht.web.survey.versions import is_closed

    count = write(desk, folder / ANSWERS, drafts=drafts, by=None)
    sys.stdout.write(f"{count} van de {len(desk.organisations)} organisaties: {folder / ANSWERS}\n")
    if not is_closed():
        sys.stdout.write("De uitvraag is nog niet gesloten: dit kan nog veranderen.\n")


def verify(
    folder: Folder,
    database: DatabaseAddress = "",
    seal: accounts.Seal = "",
) -> None:
    """Ga na of het logboek en de antwoorden zijn zoals ze zijn opgeschreven; eindigt met 1 als dat niet zo is."""
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, open_desk

    place = _place(folder, database)
    application(open_desk(place), place, OWN_NAMES)
    from ketenzicht.web.survey.verified import verify as check

    found = check(seal)
    for line in found.lines:
        sys.stdout.write(f"{line}\n")
    if not found.sound:
        raise typer.Exit(1)


def reset_second_step(
    folder: Folder,
    email: Annotated[str, typer.Argument(metavar="E-MAIL", help="Van wie de tweede stap kwijt is.")],
    database: DatabaseAddress = "",
) -> None:
    """Haal de tweede stap weg van wie telefoon en herstelcodes kwijt is; daarna kiest die persoon een nieuwe."""
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, open_desk

    place = _place(folder, database)
    application(open_desk(place), place, OWN_NAMES)
    accounts.take_second_step_away(email)


def _place(folder: Path, database: str) -> Place:
    from ketenzicht.errors import UserError
    from ketenzicht.web.survey.place import Place, read_database

    if not folder.is_dir():
        raise UserError(
            "Deze map is er niet.", fix="Maak een uitvraag met: ketenzicht survey new", file=folder
        )
    place = Place(folder, read_database(database) if database else None)
    place.prepare()
    return place
