"""What a page gets to work with: the survey, who asks, in which language; and how it is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ketenzicht.publish.language import Language
from ketenzicht.survey.model import AskedOrganisation, Survey
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.entrance import KEY, Entrance
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.words import Words


@dataclass(frozen=True)
class Visit:
    """One request for a page.

    Args:
        request: what came in; the gate let it through.
        language: in which the page is.
    """

    request: HttpRequest
    language: Language

    @property
    def desk(self) -> Desk:
        """The survey that is held, and who is asked; only on pages of a survey."""
        found: Desk = self.request.META[KEY]
        return found

    @property
    def entrance(self) -> Entrance:
        """The site, as all pages about accounts know it."""
        return entrance(self.request)

    @property
    def survey(self) -> Survey:
        """What is asked."""
        return self.desk.opened.survey

    @property
    def person(self) -> Person:
        """Who asks; the gate saw to it that there is somebody."""
        found = person_of(self.request)
        if found is None:
            raise RuntimeError("a page for somebody was given to nobody")
        return found

    @cached_property
    def words(self) -> Words:
        """What is said, in this language."""
        return Words(self.language)

    @property
    def home(self) -> str:
        """The address of the first page."""
        return home_of(self.language)

    def organisation(self, code: str) -> AskedOrganisation:
        """An asked organisation; the gate saw to it that there is one."""
        return self.desk.organisations[code]

    def page(self, template: str, *, status: int = 200, **content: Any) -> HttpResponse:
        """A page."""
        return page(self.request, template, self.language, status=status, **{"visit": self, **content})

    def to(self, address: str) -> HttpResponse:
        """Go on to a page, by its address below the first one, so that reloading it does nothing twice."""
        response = HttpResponseRedirect(self.home + address)
        response.status_code = 303
        return response


def entrance(request: HttpRequest) -> Entrance:
    """The site that a request is for."""
    found: Entrance = request.META[KEY]
    return found


def person_of(request: HttpRequest) -> Person | None:
    """Who is logged in."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else None


def address_of(request: HttpRequest) -> str:
    """The address that somebody asks from; empty when only that of a server in between is known."""
    return str(request.META.get("REMOTE_ADDR", "")) if entrance(request).logging_in.addresses else ""


def home_of(language: Language) -> str:
    """The address of the first page."""
    return "/en/" if language == "en" else "/"


def language_of(request: HttpRequest) -> Language:
    """The language of an address."""
    return "en" if request.path.startswith("/en/") else "nl"


def page(
    request: HttpRequest, template: str, language: Language, *, status: int = 200, **content: Any
) -> HttpResponse:
    """A page in a language."""
    other: Language = "en" if language == "nl" else "nl"
    bare = request.path.removeprefix("/en") if language == "en" else request.path
    here = entrance(request)
    return render(
        request,
        template if "/" in template else f"survey/{template}",
        {
            "home": home_of(language),
            "other": other,
            "other_path": bare if other == "nl" else "/en" + bare,
            "problems": (),
            "entrance": here,
            "survey": here.opened.survey if isinstance(here, Desk) else None,
            "me": None if "me" in content else person_of(request),
            "providers": here.logging_in.providers,
            **content,
        },
        status=status,
        using=language,
    )
