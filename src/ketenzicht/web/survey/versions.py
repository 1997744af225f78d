"""What an organisation typed, save by save: nothing is overwritten, so nothing is lost.

Each save is a version with everything in it. The last one that was not set aside is the one that counts (the head).
What cannot become the head is kept too, set aside (``opzij``): another tab was first, the answers had been handed
in, or the survey was closed. :func:`save` says so, and the page lets somebody choose.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, TypeAlias

from django.db.models import Max, Q
from django.utils import timezone

from ketenzicht.web.survey import trail
from ketenzicht.web.survey.merge import TABLE, Content, Typed, filled, merge
from ketenzicht.web.survey.models import Blob, Event, Person, Version

QUICK = 1
"""The level of compression: rows of a table become a tenth at the first level, and little less at higher ones."""

Why: TypeAlias = Literal["", "botsing", "ingediend", "gesloten"]
"""Why something was set aside."""


@dataclass(frozen=True)
class Saved:
    """What became of a save: the version that it is, whether it counts, and why not."""

    version: Version
    why: Why = ""
    conflicts: tuple[str, ...] = ()


def head(organisation: str) -> Version | None:
    """The version that counts."""
    return Version.objects.filter(organisation=organisation).exclude(kind="opzij").order_by("-number").first()


def handed_in(organisation: str) -> Version | None:
    """The version that was handed in last."""
    return Version.objects.filter(organisation=organisation, kind="ingediend").order_by("-number").first()


def content_of(version: Version | None) -> dict[str, Typed]:
    """What was typed; nothing when there is no version."""
    return dict(version.content) if version else {}


def number_of(version: Version | None) -> int:
    """Its number; 0 before the first."""
    return version.number if version else 0


def is_closed() -> bool:
    """Whether the coordinator closed the survey."""
    last = Event.objects.filter(what__in=("gesloten", "opengesteld")).order_by("-number").first()
    return last is not None and last.what == "gesloten"


def save(
    *, person: Person, organisation: str, based_on: int, typed: Content, blobs: Iterable[bytes] = ()
) -> Saved:
    """Keep what a page brought; when this returns it is on disk.

    Args:
        person: who typed it.
        organisation: for whom.
        based_on: the number of the version that the page was made from.
        typed: all fields of the page, empty ones too.
        blobs: what the fingerprints in ``typed`` stand for.
    """
    packed = [(fingerprint(data), zlib.compress(data, QUICK)) for data in blobs]
    with trail.writing():
        _keep(packed)
        last = head(organisation)
        base = _numbered(organisation, based_on)
        merged = merge(typed, content_of(base), content_of(last))
        if not merged.conflicts and merged.content == content_of(last):
            return Saved(last) if last else Saved(_add(person, organisation, 0, "concept", {}))
        why: Why = "botsing" if merged.conflicts else ""
        if last is not None and last.kind == "ingediend":
            why = "ingediend"
        if is_closed():
            why = "gesloten"
        if why:
            aside = _set_aside(person, organisation, based_on, filled({**content_of(base), **typed}), why)
            return Saved(aside, why, merged.conflicts)
        return Saved(_add(person, organisation, number_of(last), "concept", merged.content))


def put(
    *,
    person: Person,
    organisation: str,
    seen: int,
    kind: str,
    content: Content | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Version | None:
    """A version with another standing or content: handed in, opened again, an older one put back, a choice made.

    Args:
        person: who does it.
        organisation: for whom.
        seen: the number of the head that somebody decided upon.
        kind: what the version is.
        content: what is in it; that of the head when left out.
        detail: more for the trail.

    Returns:
        the version; None when there is a newer head than the one seen, or the survey is closed.
    """
    with trail.writing():
        last = head(organisation)
        if number_of(last) != seen or is_closed():
            return None
        return _add(
            person,
            organisation,
            seen,
            kind,
            content_of(last) if content is None else filled(content),
            detail=detail,
        )


def _set_aside(person: Person, organisation: str, based_on: int, content: Content, why: Why) -> Version:
    """Keep what cannot count; the same again, from a page that saves by itself, is kept once."""
    before = Version.objects.filter(organisation=organisation).order_by("-number").first()
    if before and (before.kind, before.based_on, before.content) == ("opzij", based_on, content):
        return before
    return _add(person, organisation, based_on, "opzij", content, why)


def _add(
    person: Person, organisation: str, based_on: int, kind: str, content: Mapping[str, Typed], why: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Version:  # fmt: skip
    highest = Version.objects.filter(organisation=organisation).aggregate(Max("number"))["number__max"] or 0
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    version = Version.objects.create(
        organisation=organisation,
        number=highest + 1,
        based_on=based_on,
        kind=kind,
        content=content,
        fingerprint=fingerprint(text.encode()),
        person=person,
        at=timezone.now(),
    )
    told = {
        "versie": version.number,
        "inhoud": version.fingerprint,
        **({"reden": why} if why else {}),
        **(detail or {}),
    }
    trail.add(kind, person=person, organisation=organisation, detail=told)
    return version


def _numbered(organisation: str, number: int) -> Version | None:
    return Version.objects.filter(organisation=organisation, number=number).first()


def fingerprint(data: bytes) -> str:
    """The name of bytes."""
    return sha256(data).hexdigest()


def _keep(packed: Iterable[tuple[str, bytes]]) -> None:
    Blob.objects.bulk_create(
        [Blob(fingerprint=name, data=data) for name, data in packed], ignore_conflicts=True
    )


def blob(name: str) -> bytes:
    """The bytes with this fingerprint."""
    return zlib.decompress(Blob.objects.get(fingerprint=name).data)


def pack_rows(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows of a table as they are kept."""
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":")).encode()


def rows_of(content: Content, table: str) -> list[dict[str, Any]]:
    """The rows of a table as typed."""
    name = content.get(TABLE + table)
    found: list[dict[str, Any]] = json.loads(blob(name)) if isinstance(name, str) and name else []
    return found


@dataclass(frozen=True)
class Standing:
    """How far an organisation is: the version that counts, and the one that was handed in last."""

    head: Version | None
    handed_in: Version | None

    @property
    def status(self) -> Literal["leeg", "concept", "ingediend", "heropend"]:
        """Nothing typed, typing, handed in, or handed in and opened again."""
        if self.head is None:
            return "leeg"
        if self.head.kind == "ingediend":
            return "ingediend"
        return "heropend" if self.handed_in else "concept"


NOTHING = Standing(None, None)
"""Of an organisation that has not begun."""


def standings() -> dict[str, Standing]:
    """How far each organisation is that did something; contents are not read."""
    newest = Version.objects.values("organisation").annotate(
        head=Max("id", filter=~Q(kind="opzij")), handed_in=Max("id", filter=Q(kind="ingediend"))
    )
    found = list(newest)
    light = (
        Version.objects.defer("content")
        .select_related("person")
        .in_bulk([item[one] for item in found for one in ("head", "handed_in") if item[one]])
    )
    return {
        item["organisation"]: Standing(light.get(item["head"]), light.get(item["handed_in"]))
        for item in found
    }
