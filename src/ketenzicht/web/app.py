"""The pages as a WSGI application, and a server for them: on this machine only, unless another address is asked."""

from __future__ import annotations

from typing import Any

from ketenzicht.web.server import OWN_NAMES, Application, listening, pages_with
from ketenzicht.web.site import KEY, Site

LARGEST_READ = 12_000_000


def application(site: Site, hosts: tuple[str, ...] = OWN_NAMES) -> Application:
    """The pages of a site, for any WSGI server.

    Args:
        site: the guides.
        hosts: names under which the pages may be asked for; those of every application in the process add up.
    """
    from ketenzicht.web.settings import configure

    configure(hosts)
    return pages_with(KEY, site)


def listen(
    site: Site, host: str = "127.0.0.1", port: int = 8000, hosts: tuple[str, ...] = (), *, https: bool = False
) -> Any:
    """A server that listens; its ``run()`` answers until it is interrupted, its ``close()`` ends it.

    Args:
        site: the guides.
        host: the address to listen on.
        port: the port; 0 for any that is free.
        hosts: names under which the pages may be asked for, beside those of this machine.
        https: whether every request comes through a server that speaks HTTPS with the outside; browsers are then
            told to keep to it (HSTS, RFC 6797).

    Raises:
        OSError: the port is taken, or the address is not of this machine.
    """
    pages = application(site, (*OWN_NAMES, *hosts))
    return listening(pages, host=host, port=port, largest=LARGEST_READ, https=https)
