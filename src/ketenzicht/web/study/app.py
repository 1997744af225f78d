"""The pages of a study as a WSGI application; one per process."""

from __future__ import annotations

from ketenzicht.study.settings import Study
from ketenzicht.web.server import Application, pages_with
from ketenzicht.web.study.counter import STUDY, Counter
from ketenzicht.web.survey.entrance import KEY
from ketenzicht.web.survey.place import Mail, Place


def place_of(study: Study) -> Place:
    """Where the accounts of a study are: beside its trail, for this user only."""
    return Place(study.folder, kind=STUDY)


def application(
    counter: Counter, place: Place, hosts: tuple[str, ...], *, https: bool = False, mail: Mail | None = None
) -> Application:
    """The pages of a study, for any WSGI server.

    Args:
        counter: the study.
        place: where its accounts are.
        hosts: names under which the pages may be asked for.
        https: whether every request comes through a server that speaks HTTPS with the outside.
        mail: the server that sends mail.
    """
    from ketenzicht.web.survey.settings import configure

    configure(place, hosts, https=https, mail=mail)
    from ketenzicht.web.survey import sessions, throttle

    sessions.sweep()
    throttle.sweep()
    return pages_with(KEY, counter)
