"""``ketenzicht survey serve`` and ``collect``: the pages of a survey, and the answers that came in by them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.web.survey.desk import LoggingIn
    from ketenzicht.web.survey.place import Mail, Place

PORT = 8010
LOCAL = ("127.0.0.1", "localhost", "::1")
SMTP_PORT = 587

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
    host: Annotated[str, typer.Option("--host", help="Adres om op te luisteren.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Poort.", min=1, max=65535)] = PORT,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", help="Naam waaronder de pagina's bereikt worden, zoals uitvraag.example.nl. Mag vaker."
        ),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="Ervoor staat een server met HTTPS. Nodig zodra anderen meedoen.")
    ] = False,
    coordinator: Annotated[
        str,
        typer.Option(
            "--coordinator",
            metavar="E-MAIL",
            help="Maak een link waarmee deze coördinator een wachtwoord kiest: de eerste keer, of als het kwijt is.",
        ),
    ] = "",
    database: DatabaseAddress = "",
    smtp: Annotated[
        str,
        typer.Option(
            "--smtp",
            metavar="SERVER:POORT",
            help="Mailserver, met STARTTLS als hij op een andere machine staat. "
            "Naam en wachtwoord: KETENZICHT_SMTP_USER en KETENZICHT_SMTP_PASSWORD.",
        ),
    ] = "",
    sender: Annotated[str, typer.Option("--from", metavar="E-MAIL", help="Afzender van mail.")] = "",
    second_step: Annotated[
        str,
        typer.Option(
            "--second-step",
            metavar="ROLLEN",
            help="Rollen die niet zonder tweede stap kunnen: coordinator, analyst, reader, region; of 'none'.",
        ),
    ] = "coordinator,analyst",
    proxy: Annotated[
        str,
        typer.Option(
            "--proxy",
            metavar="ADRES",
            help="Adres van de server ervoor, als die in X-Forwarded-For zegt voor wie hij vraagt. "
            "Dan geldt de rem op raden ook per adres.",
        ),
    ] = "",
) -> None:
    """Toon de uitvraag als pagina's waarop organisaties invullen. Antwoorden blijven in de map, bij 'beheer'."""
    from ketenzicht.errors import UserError, system_reason
    from ketenzicht.web.duty import on_duty
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, coordinator_link, listen, open_desk

    if host not in LOCAL and not https:
        raise UserError(
            "Zonder HTTPS luistert de uitvraag alleen op deze machine.",
            why="Wachtwoorden en antwoorden zouden leesbaar over het netwerk gaan.",
            fix="Zet er een server met HTTPS voor en voeg --https toe, of laat --host weg.",
        )
    mail = _mail(smtp, sender)
    place = _place(folder, database)
    logging_in = _logging_in(folder, second_step, addresses=bool(proxy) or not https)
    desk = open_desk(place, mails=mail is not None, logging_in=logging_in)
    address = f"https://{name[0]}" if https and name else f"http://{host}:{port}"
    with on_duty(place.keeping, "dienst", alone=place.database is None) as fell:
        app = application(desk, place, (*OWN_NAMES, *(name or ())), https=https, mail=mail)
        from ketenzicht.web.survey.beginning import begin

        for line in begin(place.keeping, fell):
            sys.stdout.write(f"{line}\n")
        link = coordinator_link(coordinator, address)
        try:
            server = listen(app, host=host, port=port, https=https, proxy=proxy)
        except OSError as error:
            raise UserError(
                f"Op poort {port} van {host} kan niet worden geluisterd.",
                why=system_reason(error),
                fix="Kies een andere poort, bijvoorbeeld: --port 8011.",
            ) from error
        if link:
            sys.stdout.write(f"Kies hier het wachtwoord van de coördinator (één keer, 14 dagen): {link}\n")
        sys.stdout.write(f"De uitvraag staat op {address}/ (stoppen: Ctrl-C)\n")
        sys.stdout.flush()
        server.run()


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
    seal: Annotated[
        str,
        typer.Option(
            "--seal",
            metavar="'NUMMER ZEGEL'",
            help="Een laatste zegel dat u eerder opschreef; zo valt ook op dat alles is overgeschreven.",
        ),
    ] = "",
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
    from ketenzicht.errors import UserError
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, open_desk

    place = _place(folder, database)
    application(open_desk(place), place, OWN_NAMES)
    from ketenzicht.web.survey import second_step, trail
    from ketenzicht.web.survey.models import Person

    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise UserError(
            "Er is niemand met dit e-mailadres.", fix="Kijk op de pagina Mensen hoe het gespeld is."
        )
    with trail.writing():
        second_step.remove_all(person, by=None)
    sys.stdout.write("De tweede stap is weg. Wie hem nodig heeft kiest bij het aanmelden een nieuwe.\n")


def _logging_in(folder: Path, second_step: str, *, addresses: bool) -> LoggingIn:
    from ketenzicht.errors import UserError
    from ketenzicht.web.survey.access import ROLES
    from ketenzicht.web.survey.desk import LoggingIn
    from ketenzicht.web.survey.providers import read_providers

    wanted = frozenset(one.strip() for one in second_step.split(",")) - {"none"}
    if not wanted <= set(ROLES):
        raise UserError(
            f"'{second_step}' zijn geen rollen die we kennen.",
            fix="Kies uit: " + ", ".join(ROLES) + "; of none.",
        )
    return LoggingIn(wanted, addresses, read_providers(folder))


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


def _mail(smtp: str, sender: str) -> Mail | None:
    import os

    from ketenzicht.errors import UserError
    from ketenzicht.web.survey.place import Mail

    if not smtp:
        return None
    host, _, port = smtp.partition(":")
    if not sender or (port and not port.isdecimal()):
        raise UserError(
            "De mailserver is niet te gebruiken.",
            why="Er is een server nodig, eventueel met een poort, en een afzender.",
            fix="Bijvoorbeeld: --smtp mail.example.nl:587 --from uitvraag@example.nl",
        )
    user, password = (os.environ.get(f"KETENZICHT_SMTP_{one}", "") for one in ("USER", "PASSWORD"))
    return Mail(host, int(port or SMTP_PORT), sender, user, password, tls=host not in LOCAL)
