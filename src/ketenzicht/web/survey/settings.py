"""The settings of the pages of a survey or study: accounts, sessions and a database, and else as strict as the guide.

Passwords are hashed with scrypt, which needs memory as well as time (Percival, 2009, RFC 7914) and no package.
A session lives in the database, so that it survives a restart; when it ends stands in ``sessions``.
"""

from __future__ import annotations

from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.web.settings import settings as guide_settings
from ketenzicht.web.settings import silence_framework, templates
from ketenzicht.web.survey.place import Mail, Place

LARGEST_POST = 20_000_000
"""Bytes of a form or file: a template with some tens of thousands of rows."""
MOST_FIELDS = 20_000
WORKING_DAY = 12 * 60 * 60
"""Seconds that a session lasts at most."""
PATIENCE = 30
"""Seconds that a save waits for those before it."""

SQLITE = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # what was acknowledged survives a power cut, not only a crash
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON"  # so that a REPLACE is refused as the removal that it is
)


def settings(
    place: Place, hosts: tuple[str, ...], *, https: bool, mail: Mail | None = None
) -> dict[str, Any]:
    """The settings as Django reads them.

    Args:
        place: where the database and the key are.
        hosts: names under which the pages may be asked for.
        https: whether every request comes through a server that speaks HTTPS with the outside. Cookies are then
            never sent without it, and are bound to this host by their name (``__Host-``, RFC 6265bis).
        mail: the server that sends mail, if there is one.
    """
    host_only = "__Host-" if https else ""
    return guide_settings(hosts) | {
        "SECRET_KEY": place.key(),
        "ROOT_URLCONF": place.kind.pages,
        "KEEPING": place.keeping,
        "DATABASES": {"default": database(place)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "ketenzicht.web.survey.apps.SurveyPages",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "csp.middleware.CSPMiddleware",
            "ketenzicht.web.privacy.NothingMore",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "ketenzicht.web.privacy.NotStored",
            "ketenzicht.web.survey.gate.NotTooLarge",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "ketenzicht.web.survey.gate.DatabaseThere",
            "ketenzicht.web.survey.sessions.Sessions",
            "ketenzicht.web.privacy.PlaceOfMistake",
            "ketenzicht.web.survey.gate.Gate",
        ],
        "TEMPLATES": templates("ketenzicht.web.survey.words"),
        "AUTH_USER_MODEL": "survey.Person",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 12},
            },
            {
                "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("email", "name")},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "SESSION_COOKIE_NAME": f"{host_only}{place.kind.name}",
        "SESSION_COOKIE_AGE": WORKING_DAY,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_NAME": f"{host_only}formulier",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_FAILURE_VIEW": "ketenzicht.web.survey.error_pages.form_too_old",
        "TIME_ZONE": "Europe/Amsterdam",
        # Nothing goes elsewhere; a form needs it to prove that it is ours.
        "SECURE_REFERRER_POLICY": "same-origin",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_POST,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": MOST_FIELDS,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": LARGEST_POST,
        **(_mail(mail) if mail else {}),
    }


def database(place: Place) -> dict[str, Any]:
    """SQLite in the folder of the survey, or PostgreSQL when an address was given."""
    if place.database is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": place.sqlite,
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": SQLITE, "transaction_mode": "IMMEDIATE", "timeout": PATIENCE},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.database.name,
        "USER": place.database.user,
        "PASSWORD": place.database.password,
        "HOST": place.database.host,
        "PORT": place.database.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {
        "EMAIL_HOST": mail.host,
        "EMAIL_PORT": mail.port,
        "EMAIL_HOST_USER": mail.user,
        "EMAIL_HOST_PASSWORD": mail.password,
        "EMAIL_USE_TLS": mail.tls,
        "EMAIL_TIMEOUT": PATIENCE,
        "DEFAULT_FROM_EMAIL": mail.sender,
    }


def configure(place: Place, hosts: tuple[str, ...], *, https: bool, mail: Mail | None = None) -> None:
    """Make Django ready, once per process, and bring the tables up to date.

    Raises:
        RuntimeError: this process serves pages with other settings.
        UserError: the database is gone, damaged, closed or out of reach.
    """
    import django
    from django.conf import settings as django_settings
    from django.core.management import call_command
    from django.db import DatabaseError, InterfaceError

    if django_settings.configured:
        raise RuntimeError("one process serves one site: Django has been configured already")
    django_settings.configure(**settings(place, hosts, https=https, mail=mail))
    django.setup()
    silence_framework()
    from ketenzicht.web.survey import database_file

    database_file.demand_readable(place)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, InterfaceError) as error:
        raise UserError(
            f"De database van deze {place.kind.name} is niet te gebruiken.",
            why=f"De database zegt: {database_file.kind_of(error)}.",
            fix="Kijk of de server van de database loopt, of er ruimte is, en of u er mag schrijven.",
            file=place.keeping,
        ) from error
    database_file.watch(place)
