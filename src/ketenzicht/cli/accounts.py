"""What ``survey serve`` and ``study serve`` have in common: their options, and a server for people with accounts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.web.server import Application
    from ketenzicht.web.survey.entrance import LoggingIn
    from ketenzicht.web.survey.place import Mail, Place

LOCAL = ("127.0.0.1", "localhost", "::1")
SMTP_PORT = 587

Host = Annotated[str, typer.Option("--host", help="Adres om op te luisteren.")]
Port = Annotated[int, typer.Option("--port", help="Poort.", min=1, max=65535)]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--name", help="Naam waaronder de pagina's bereikt worden, zoals keten.example.nl. Mag vaker."
    ),
]
Https = Annotated[
    bool, typer.Option("--https", help="Ervoor staat een server met HTTPS. Nodig zodra anderen meedoen.")
]
Coordinator = Annotated[
    str,
    typer.Option(
        "--coordinator",
        metavar="E-MAIL",
        help="Maak een link waarmee deze coördinator een wachtwoord kiest: de eerste keer, of als het kwijt is.",
    ),
]
Smtp = Annotated[
    str,
    typer.Option(
        "--smtp",
        metavar="SERVER:POORT",
        help="Mailserver, met STARTTLS als hij op een andere machine staat. "
        "Naam en wachtwoord: KETENZICHT_SMTP_USER en KETENZICHT_SMTP_PASSWORD.",
    ),
]
Sender = Annotated[str, typer.Option("--from", metavar="E-MAIL", help="Afzender van mail.")]
SecondStep = Annotated[
    str,
    typer.Option(
        "--second-step",
        metavar="ROLLEN",
        help="Rollen die niet zonder tweede stap kunnen: coordinator, analyst, reader, region; of 'none'.",
    ),
]
Proxy = Annotated[
    str,
    typer.Option(
        "--proxy",
        metavar="ADRES",
        help="Adres van de server ervoor, als die in X-Forwarded-For zegt voor wie hij vraagt. "
        "Dan geldt de rem op raden ook per adres.",
    ),
]
StudyDatabase = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="KETENZICHT_STUDY_DATABASE",
        help="PostgreSQL voor de accounts, als postgresql://naam:wachtwoord@server/database: voor elke studie een "
        "eigen. Anders SQLite in de map. Zet het liever in de omgeving: anderen kunnen een opdrachtregel zien.",
    ),
]
Seal = Annotated[
    str,
    typer.Option(
        "--seal",
        metavar="'NUMMER ZEGEL'",
        help="Een laatste zegel dat u eerder opschreef; zo valt ook op dat alles is overgeschreven.",
    ),
]
STRONG = "coordinator,analyst"
"""The roles that cannot do without a second step, unless told otherwise."""


@dataclass(frozen=True)
class Listening:
    """What is to be shown, and how it is to be reached.

    Args:
        what: is shown, with its article and a capital.
        host, port: to listen on.
        names: under which they may be asked for.
        https: whether a server that speaks HTTPS stands before them.
        proxy: the address of that server, when it tells for whom it asks.

    Raises:
        UserError: others could reach it without HTTPS.
    """

    what: str
    host: str
    port: int
    names: tuple[str, ...]
    https: bool
    proxy: str

    def __post_init__(self) -> None:
        from ketenzicht.errors import UserError

        if self.host not in LOCAL and not self.https:
            raise UserError(
                f"Zonder HTTPS luistert {self.what[0].lower()}{self.what[1:]} alleen op deze machine.",
                why="Wachtwoorden en gegevens zouden leesbaar over het netwerk gaan.",
                fix="Zet er een server met HTTPS voor en voeg --https toe, of laat --host weg.",
            )

    @property
    def address(self) -> str:
        """Of the first page, without the slash at its end."""
        if self.https and self.names:
            return f"https://{self.names[0]}"
        return f"http://{self.host}:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every name under which the pages may be asked for."""
        from ketenzicht.web.server import OWN_NAMES

        return (*OWN_NAMES, *self.names)


def show_until_stopped(
    where: Listening, place: Place, make: Callable[[], Application], *, coordinator: str
) -> None:
    """Serve pages for people with accounts until somebody stops them.

    Args:
        where: how they are to be reached.
        place: where their accounts are.
        make: makes the pages; called once nobody else serves this folder.
        coordinator: for whom a link is made; empty when for nobody.

    Raises:
        UserError: another server is busy here, or the port is taken.
    """
    from ketenzicht.errors import UserError, system_reason
    from ketenzicht.web.duty import on_duty
    from ketenzicht.web.survey.app import coordinator_link, listen

    with on_duty(place.keeping, "dienst", alone=place.database is None) as fell:
        app = make()
        from ketenzicht.web.survey.beginning import begin

        for line in begin(place.keeping, fell, place.kind.command):
            sys.stdout.write(f"{line}\n")
        link = coordinator_link(coordinator, where.address)
        try:
            server = listen(app, host=where.host, port=where.port, https=where.https, proxy=where.proxy)
        except OSError as error:
            raise UserError(
                f"Op poort {where.port} van {where.host} kan niet worden geluisterd.",
                why=system_reason(error),
                fix=f"Kies een andere poort, bijvoorbeeld: --port {where.port + 1}.",
            ) from error
        if link:
            sys.stdout.write(f"Kies hier het wachtwoord van de coördinator (één keer, 14 dagen): {link}\n")
        sys.stdout.write(f"{where.what} staat op {where.address}/ (stoppen: Ctrl-C)\n")
        sys.stdout.flush()
        server.run()


def logging_in_given(folder: Path, second_step: str, *, addresses: bool) -> LoggingIn:
    """How people log in, by the options and by ``aanmelden.yaml`` in the folder.

    Raises:
        UserError: a role is none, or that file has a mistake.
    """
    from ketenzicht.errors import UserError
    from ketenzicht.web.survey.access import ROLES
    from ketenzicht.web.survey.entrance import LoggingIn
    from ketenzicht.web.survey.providers import read_providers

    wanted = frozenset(one.strip() for one in second_step.split(",")) - {"none"}
    if not wanted <= set(ROLES):
        raise UserError(
            f"'{second_step}' zijn geen rollen die we kennen.",
            fix="Kies uit: " + ", ".join(ROLES) + "; of none.",
        )
    return LoggingIn(wanted, addresses, read_providers(folder))


def mail_given(smtp: str, sender: str) -> Mail | None:
    """The server that sends mail, by the options; None without one.

    Raises:
        UserError: it cannot be used.
    """
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
            fix="Bijvoorbeeld: --smtp mail.example.nl:587 --from keten@example.nl",
        )
    user, password = (os.environ.get(f"KETENZICHT_SMTP_{one}", "") for one in ("USER", "PASSWORD"))
    return Mail(host, int(port or SMTP_PORT), sender, user, password, tls=host not in LOCAL)


def take_second_step_away(email: str) -> None:
    """Take the second step of somebody away, once Django is ready for the site.

    Raises:
        UserError: nobody has this address.
    """
    from ketenzicht.errors import UserError
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
