"""The pages as a WSGI application, and a server for them: on this machine only, unless another address is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ketenzicht.web.site import KEY, Site

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
THREADS = 4
LARGEST_READ = 12_000_000
"""Bytes that the server reads before it hangs up. Above what a page accepts, so that too much still gets a page."""


def application(site: Site, hosts: tuple[str, ...] = OWN_NAMES) -> Application:
    """The pages of a site, for any WSGI server.

    Args:
        site: the guides.
        hosts: names under which the pages may be asked for; those of every application in the process add up.
    """
    from ketenzicht.web.settings import configure

    configure(hosts)
    from django.core.handlers.wsgi import WSGIHandler

    answer = WSGIHandler()

    def with_site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response: Iterable[bytes] = answer({**environ, KEY: site}, start_response)
        return response

    return with_site


def listen(
    site: Site, host: str = "127.0.0.1", port: int = 8000, hosts: tuple[str, ...] = (), *, https: bool = False
) -> Any:
    """A server that listens; its ``run()`` answers until it is interrupted, its ``close()`` ends it.

    Writes no access log, and keeps what comes in and goes out in memory: the server would otherwise put a large
    form in a temporary file.

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
    from waitress.server import create_server

    return create_server(
        application(site, (*OWN_NAMES, *hosts)),
        host=host,
        port=port,
        threads=THREADS,
        ident="ketenzicht",
        url_scheme="https" if https else "http",
        max_request_body_size=LARGEST_READ,
        inbuf_overflow=2 * LARGEST_READ,
        outbuf_overflow=2 * LARGEST_READ,
        clear_untrusted_proxy_headers=True,
    )
