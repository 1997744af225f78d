"""The pages of a survey as a WSGI application, and a server for them."""

from __future__ import annotations

import gc
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.survey.answers import PREVIOUS, read_answer_folder
from ketenzicht.survey.load import load_survey
from ketenzicht.web.server import Application, listening, pages_with
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.entrance import KEY, Entrance, LoggingIn
from ketenzicht.web.survey.place import Mail, Place

BACKLOG = 1024
"""Regions that knock at the same moment and wait until it is their turn."""
READ_AT_ONCE = 1 << 18
"""Bytes of a body. One thread reads for all; with few at a time it waits for the others at each of them."""
LARGEST_READ = 40_000_000


def open_desk(place: Place, *, mails: bool = False, logging_in: LoggingIn | None = None) -> Desk:
    """The survey in a folder, with the answers of the year before from ``vorig/`` in it.

    Args:
        place: the folder.
        mails: whether there is a server that sends mail.
        logging_in: how people log in; the usual when left out.

    Raises:
        UserError: the survey or a file of answers has mistakes.
    """
    opened = load_survey(place.folder)
    before = read_answer_folder(place.folder / PREVIOUS)
    previous = {code: given.answers for code, given in before.items()}
    return Desk(opened, place.keeping, previous, mails, logging_in or LoggingIn())


def application(
    shown: Entrance, place: Place, hosts: tuple[str, ...], *, https: bool = False, mail: Mail | None = None
) -> Application:
    """The pages of a survey, or of another site with accounts, for any WSGI server; one per process.

    Args:
        shown: the survey; another site by another kind of place.
        place: where its database is.
        hosts: names under which the pages may be asked for.
        https: whether every request comes through a server that speaks HTTPS with the outside.
        mail: the server that sends mail.
    """
    from ketenzicht.web.survey.settings import configure

    configure(place, hosts, https=https, mail=mail)
    from ketenzicht.web.survey import sessions, throttle

    sessions.sweep()
    throttle.sweep()
    return pages_with(KEY, shown)


def listen(application: Application, *, host: str, port: int, https: bool = False, proxy: str = "") -> Any:
    """A server that listens; its ``run()`` answers until it is interrupted.

    Args:
        application: the pages.
        host: the address to listen on.
        port: the port.
        https: whether every request comes through a server that speaks HTTPS with the outside.
        proxy: the address of that server, when it tells in ``X-Forwarded-For`` for whom it asks.

    Raises:
        OSError: the port is taken, or the address is not of this machine.
    """
    gc.freeze()  # all that was loaded stays: to look through it every other workbook takes longer than reading one
    return listening(
        application,
        host=host,
        port=port,
        largest=LARGEST_READ,
        https=https,
        backlog=BACKLOG,
        asyncore_use_poll=True,  # select knows no more than 1024 open files
        recv_bytes=READ_AT_ONCE,
        connection_limit=BACKLOG,
        **({"trusted_proxy": proxy, "trusted_proxy_headers": "x-forwarded-for"} if proxy else {}),
    )


def coordinator_link(email: str, address: str) -> str | None:
    """A one-time link for a coordinator: made when there is none with this address yet, or asked for again.

    Args:
        email: the coordinator; empty when nobody was named.
        address: of the first page.

    Returns:
        the link; None when nobody was named and there is a coordinator already.

    Raises:
        UserError: nobody was named and there is no coordinator yet, or the address is of somebody else.
    """
    from ketenzicht.web.survey import links, trail
    from ketenzicht.web.survey.models import Person
    from ketenzicht.web.survey.people_pages import invite, is_email

    email = email.strip().lower()
    if not email:
        if Person.objects.filter(role="coordinator", is_active=True).exists():
            return None
        raise UserError(
            "Er is nog geen coördinator.",
            why="Iemand moet de anderen uitnodigen.",
            fix="Noem het e-mailadres van de coördinator: --coordinator naam@example.nl",
        )
    found = Person.objects.filter(email=email).first()
    if not is_email(email) or (found is not None and found.role != "coordinator"):
        raise UserError(
            f"'{email}' kan geen coördinator worden.",
            why="Het is geen e-mailadres, of het is van iemand met een andere rol.",
            fix="Kies een ander e-mailadres.",
        )
    with trail.writing():
        person = found or invite(None, email, email.split("@")[0], "coordinator", "")
        return f"{address}/link/{links.make_link(person, by=None)}"
