"""The pages of a reader as a WSGI application, and a server for them: on this machine only."""

from __future__ import annotations

from typing import Any

from ketenzicht.web.coding.desk import KEY, Desk
from ketenzicht.web.server import OWN_NAMES, Application, listening, pages_with

LARGEST_READ = 4_000_000


def application(desk: Desk) -> Application:
    """The pages, for any WSGI server; one per process.

    Raises:
        RuntimeError: this process serves pages with other settings.
    """
    import django
    from django.conf import settings as django_settings

    from ketenzicht.web.settings import silence_framework

    if django_settings.configured:
        raise RuntimeError("one process serves one site: Django has been configured already")
    django_settings.configure(**_settings())
    django.setup()
    silence_framework()
    return pages_with(KEY, desk)


def listen(desk: Desk, port: int) -> Any:
    """A server that listens on this machine; its ``run()`` answers until it is interrupted.

    Raises:
        OSError: the port is taken.
    """
    return listening(application(desk), host="127.0.0.1", port=port, largest=LARGEST_READ)


def _settings() -> dict[str, Any]:
    from ketenzicht.web.settings import settings, templates

    return settings(OWN_NAMES) | {
        "ROOT_URLCONF": "ketenzicht.web.coding.urls",
        # No protection against forged forms (CSRF) but the secret in every address, which no other page knows.
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "csp.middleware.CSPMiddleware",
            "ketenzicht.web.privacy.NothingMore",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "ketenzicht.web.privacy.NothingKept",
            "ketenzicht.web.privacy.PlaceOfMistake",
            "django.middleware.common.CommonMiddleware",  # refuses a host that is not ours
        ],
        "TEMPLATES": templates("ketenzicht.web.coding.words"),
    }
