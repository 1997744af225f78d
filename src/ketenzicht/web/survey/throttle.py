"""Limits: whoever guesses has to wait, and nobody asks so much that others have to.

Counted in the database, so that processes share the counts and a restart does not forget them. What is counted is
kept by a digest made with the key of the place: an address that was typed wrong is in no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ketenzicht.web.survey import clock
from ketenzicht.web.survey.models import Tally

LONGEST = timedelta(days=1)
"""Counts older than this are removed."""


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds.

    Args:
        name: what is limited.
        most: how many times are let through.
        seconds: from the first time; for who reached ``most``, from the last.
    """

    name: str
    most: int
    seconds: int

    def refuses(self, who: str) -> bool:
        """Whether somebody has to wait."""
        found = Tally.objects.filter(key=self._key(who), count__gte=self.most).first()
        return found is not None and self._counts(found)

    def count(self, who: str) -> int:
        """One time more; how many that makes."""
        now = timezone.now()
        key = self._key(who)
        with transaction.atomic():
            Tally.objects.get_or_create(key=key, defaults={"count": 0, "since": now})
            found = Tally.objects.select_for_update().get(key=key)
            if not self._counts(found):
                found.count, found.since = 0, now
            found.count += 1
            if found.count == self.most:
                found.since = now
            found.save()
            return int(found.count)

    def exceeded(self, who: str) -> bool:
        """Count one time more; whether that is one too many."""
        return self.refuses(who) or self.count(who) > self.most

    def forget(self, who: str) -> None:
        """Start anew."""
        Tally.objects.filter(key=self._key(who)).delete()

    def _counts(self, found: Tally) -> bool:
        """Whether it was a moment ago; a clock that was put back lets nobody wait longer than others."""
        now = timezone.now()
        until = found.since + timedelta(seconds=self.seconds)
        return bool(now < until and not clock.ahead(found.since, now))

    def _key(self, who: str) -> str:
        return salted_hmac(f"ketenzicht.limit.{self.name}", who, algorithm="sha256").hexdigest()


QUARTER = 15 * 60
WRONG_ACCOUNT = Limit("wrong password of an account", 10, QUARTER)
WRONG_ADDRESS = Limit("wrong password from an address", 50, QUARTER)
WRONG_STEP = Limit("wrong second step of an account", 10, QUARTER)
ENTRANCE = Limit("forms to log in or to use a link, from an address", 300, 60)
ELSEWHERE = Limit("ways to the server of an organisation, from an address", 60, 60)
UPLOADS = Limit("files of a person", 60, 10 * 60)
PROGRAM = Limit("requests of a program of a person", 1200, 60)
ONCE = Limit("a challenge", 1, 60 * 60)


def sweep() -> None:
    """Remove counts that no longer count."""
    Tally.objects.filter(since__lt=timezone.now() - LONGEST).delete()
