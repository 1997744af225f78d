"""A server that listens for the pages (Waitress): what all of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""What answers a request (WSGI, PEP 3333)."""

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine."""
THREADS = 4


def pages_with(key: str, given: object) -> Application:
    """The pages that Django has been made ready for; each request has something with it.

    Args:
        key: under which that stands in the environment of a request.
        given: what a page needs to know: which site, which survey.
    """
    from django.core.handlers.wsgi import WSGIHandler

    answer = WSGIHandler()

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response: Iterable[bytes] = answer({**environ, key: given}, start_response)
        return response

    return answered


def listening(
    application: Application, *, host: str, port: int, largest: int, https: bool = False, **more: Any
) -> Any:
    """A server that listens; its ``run()`` answers until it is interrupted, its ``close()`` ends it.

    Writes no access log, and keeps what comes in and goes out in memory: the server would otherwise put a large
    form in a temporary file.

    Args:
        application: the pages.
        host: the address to listen on.
        port: the port; 0 for any that is free.
        largest: bytes that it reads before it hangs up; more than a page accepts, so that too much gets a page.
        https: whether every request comes through a server that speaks HTTPS with the outside.
        more: other settings of Waitress.

    Raises:
        OSError: the port is taken, or the address is not of this machine.
    """
    from waitress.server import create_server

    return create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident="ketenzicht",
        url_scheme="https" if https else "http",
        max_request_body_size=largest,
        inbuf_overflow=2 * largest,
        outbuf_overflow=2 * largest,
        clear_untrusted_proxy_headers=True,
        **more,
    )
