"""Django with as little as the pages need: no database, no session, no cookie, no log of requests."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

LARGEST_POST = 1_000_000
"""Bytes of a form or file; a case is a few thousand."""

YEAR = 365 * 24 * 60 * 60
"""Seconds that a browser keeps to HTTPS; told on requests that came in over it."""

CONTENT_SECURITY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
"""Nothing inline, nothing from elsewhere."""


NEVER = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb",
)  # fmt: skip
"""What no page asks of a browser."""
PERMISSIONS = ", ".join(f"{one}=()" for one in NEVER)


def settings(hosts: tuple[str, ...]) -> dict[str, Any]:
    """The settings as Django reads them.

    Args:
        hosts: names under which the pages may be asked for.
    """
    return {
        "ALLOWED_HOSTS": list(hosts),
        "SECRET_KEY": secrets.token_urlsafe(32),  # signs nothing: there are no sessions
        "ROOT_URLCONF": "ketenzicht.web.urls",
        "DATABASES": {},
        "INSTALLED_APPS": ["django.contrib.staticfiles"],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "csp.middleware.CSPMiddleware",
            "ketenzicht.web.privacy.NothingMore",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "ketenzicht.web.privacy.NothingKept",
            "ketenzicht.web.api.Problems",  # within those that set headers: a problem gets them too
            "ketenzicht.web.privacy.WellMeant",
            "ketenzicht.web.privacy.PlaceOfMistake",
        ],
        # No protection against forged forms (CSRF): it needs a cookie, and there is nothing to forge. No request
        # changes anything here and nobody is logged in: a form from elsewhere gets the page that anyone gets.
        "TEMPLATES": templates("ketenzicht.web.words"),
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [HERE / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "USE_I18N": False,
        "USE_TZ": True,
        "CONTENT_SECURITY_POLICY": CONTENT_SECURITY,
        "SECURE_REFERRER_POLICY": "no-referrer",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_HSTS_SECONDS": YEAR,
        "X_FRAME_OPTIONS": "DENY",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_POST,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 1000,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": LARGEST_POST,
        "LOGGING_CONFIG": None,
        "DEBUG": False,
    }


def templates(words: str) -> list[dict[str, Any]]:
    """The settings of the templates, once per language.

    Args:
        words: the module of which ``dutch`` and ``english`` make the environment that a template is written in.
    """
    return [
        {
            "NAME": language,
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [HERE / "templates"],
            "OPTIONS": {"environment": f"{words}.{name}"},
        }
        for language, name in (("nl", "dutch"), ("en", "english"))
    ]


def configure(hosts: tuple[str, ...]) -> None:
    """Make Django ready, once per process; a second call adds its hosts."""
    import django
    from django.conf import settings as django_settings

    if not django_settings.configured:
        django_settings.configure(**settings(hosts))
        django.setup()
        silence_framework()
    django_settings.ALLOWED_HOSTS = sorted({*django_settings.ALLOWED_HOSTS, *hosts})


def silence_framework() -> None:
    """Django logs the address, the host and the mistake of a request that goes wrong; these are not for a log."""
    logging.getLogger("django").setLevel(logging.CRITICAL + 1)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it tells how busy it is
