"""The tables: people and how they log in, and what may only grow: blobs, versions, events.

Organisations are no table: who is asked stands in the folder of the survey. The three growing tables refuse change
and removal in the database itself (migration 0002), so that no mistake of the program undoes what was acknowledged.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

ROLES = ("coordinator", "region", "analyst", "reader")
KINDS = ("concept", "ingediend", "heropend", "opzij")


class People(BaseUserManager):
    """Finds people by their address, whichever way its letters were typed."""

    def get_by_natural_key(self, username: str) -> Person:
        """The person with this address."""
        found: Person = self.get(email=username.strip().lower())
        return found


class Person(AbstractBaseUser):
    """Somebody who may log in, with one role; a region's person belongs to one organisation. Never removed."""

    email = models.EmailField(unique=True)
    name = models.TextField()
    role = models.CharField(max_length=16)
    organisation = models.CharField(max_length=200, blank=True, default="")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects = People()

    def get_session_auth_hash(self) -> str:
        """What every session carries: with another password, role or organisation, those that were open end."""
        return salted_hmac(
            "ketenzicht.survey.session",
            "\0".join((self.password, self.role, self.organisation)),
            algorithm="sha256",
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """None: there is one key."""
        return iter(())

    class Meta:
        """Only a region's person has an organisation, and always."""

        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="role_is_known"),
            models.CheckConstraint(
                condition=models.Q(role="region", organisation__gt="")
                | ~models.Q(role="region") & models.Q(organisation=""),
                name="region_has_organisation",
            ),
        )


class Link(models.Model):
    """A one-time link to choose a password; the link itself is not kept, only its digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class CodeApp(models.Model):
    """An app of somebody's own that makes codes (TOTP, RFC 6238). The secret is kept encrypted."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True)
    secret = models.TextField()
    last_step = models.PositiveBigIntegerField(default=0)
    """The count of the last code that was used: no code works twice."""


class RecoveryCode(models.Model):
    """A code for who lost the app or the passkey; only its digest is kept, and it works once."""

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)


class Passkey(models.Model):
    """A key of a device or a program of somebody's own (WebAuthn); here stands its public half."""

    digest = models.CharField(max_length=64, unique=True)
    """Of the number that the device gave it."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    public = models.BinaryField()
    count = models.PositiveBigIntegerField(default=0)
    """How often the device said that it was used; one that goes back is a copy."""
    made = models.DateTimeField()


class Identity(models.Model):
    """Who somebody is to the organisation that they log in with (OpenID Connect)."""

    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)

    class Meta:
        """One person for each account elsewhere."""

        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="identity_once"),)


class Presence(models.Model):
    """One log-in of somebody: since when, last seen, with which browser, and whether with a second step."""

    session = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    second_step = models.BooleanField()
    begun = models.DateTimeField()
    seen = models.DateTimeField()
    browser = models.CharField(max_length=200)


class Tally(models.Model):
    """How often something happened since a moment, by a digest of who did it."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)


class Blob(models.Model):
    """Bytes by their fingerprint: the rows of a table, a file that was sent. The same bytes are kept once."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()


class Version(models.Model):
    """What one organisation had typed at one moment, whole.

    ``kind``: a draft (``concept``), handed in (``ingediend``), opened again (``heropend``), or ``opzij``: kept, but
    not what counts, because it was based on an older version, or came in after handing in or closing.
    """

    organisation = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        """Numbers run per organisation."""

        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="version_number"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="kind_is_known"),
        )


class Event(models.Model):
    """One act in the trail; its fingerprint covers that of the one before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    organisation = models.CharField(max_length=200, blank=True, default="", db_index=True)
    what = models.CharField(max_length=32)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, unique=True)

    class Meta:
        """Every page asks for the last closing, among many saves."""

        indexes = (models.Index(fields=("what", "number"), name="event_what"),)
