"""The onderzoekscahier as pages: search, filters, one study, references to take along, a feed.

Nothing here is about a person, so what somebody looks for stands in the address: a search can be sent to a colleague.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.catalogue.citation import citation
from ketenzicht.catalogue.feed import feed
from ketenzicht.catalogue.gap_map import NONE, UNKNOWN
from ketenzicht.catalogue.model import Catalogue, Heading, Study
from ketenzicht.catalogue.proposals import export
from ketenzicht.catalogue.search import suggestion
from ketenzicht.chain import known_chain
from ketenzicht.chain.certainty import needs_check
from ketenzicht.errors import UserError
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language, Wording
from ketenzicht.web.cahier_lines import line_of
from ketenzicht.web.cahier_shelf import WISHES, Asked, Shelf, read_asked, shelf_of
from ketenzicht.web.cahier_words import DESIGN_WORDS, DIRECTION_WORDS, METHOD_WORDS, READ_WORDS
from ketenzicht.web.visit import page

if TYPE_CHECKING:
    from ketenzicht.catalogue.model import Touches

ON_A_PAGE = 30

KINDS = {".ris": "application/x-research-info-systems", ".bib": "application/x-bibtex",
         ".json": "application/vnd.citationstyles.csl+json", ".csv": "text/csv"}  # fmt: skip


def catalogue(request: HttpRequest, language: Language) -> HttpResponse:
    """Search and filters, and what was found."""
    shelf = shelf_of(request)
    asked = read_asked(request.GET, shelf.catalogue)
    of_all_themes = shelf.found(replace(asked, theme=""))
    found = Asked(theme=asked.theme).narrow(of_all_themes)
    number = _page_number(request.GET.get("blad", ""))
    pages = max(-(-len(found) // ON_A_PAGE), 1)
    number = min(number, pages)
    return page(
        request,
        "cahier.html.j2",
        language,
        cahier=shelf.catalogue.settings,
        asked=asked,
        wishes={WISHES[axis]: wish for axis, wish in asked.headings.items()},
        total=len(shelf.studies),
        count=len(found),
        found=[
            line_of(study, asked.words, Wording(language))
            for study in found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        ],
        directions=DIRECTION_WORDS,
        number=number,
        pages=pages,
        address=asked.address,
        meant=suggestion(shelf.index, asked.words) if asked.words and not found else "",
        themes=_counted(shelf, of_all_themes),
        choices=_choices(shelf.catalogue),
        chosen=_chosen(shelf.catalogue, asked, Wording(language)),
    )


def study(request: HttpRequest, language: Language, study_id: str) -> HttpResponse:
    """All that is known of a study, and what is not."""
    shelf = shelf_of(request)
    one = shelf.catalogue.study(study_id)
    if one is None or one.state == "voorstel":
        raise Http404
    return page(
        request,
        "cahier_study.html.j2",
        language,
        cahier=shelf.catalogue.settings,
        study=one,
        themes={theme.id: theme.name for theme in shelf.catalogue.settings.themes},
        approaches={one.id: one.name for one in shelf.catalogue.settings.interventions},
        outcomes={one.id: one.name for one in shelf.catalogue.settings.outcomes},
        citation=citation(one),
        published=Wording(language).partial_day(one.published or str(one.year)),
        must_check=needs_check(one.certainty, None, amount_or_term=False),
        links=[link for touches in one.touches for link in _chain_links(touches)],
        designs=DESIGN_WORDS,
        methods=METHOD_WORDS,
        directions=DIRECTION_WORDS,
        read=READ_WORDS,
    )


def references(request: HttpRequest, language: Language, ending: str) -> HttpResponse:
    """What was found, as a file for another program."""
    shelf = shelf_of(request)
    one = request.GET.get("onderzoek", "")
    chosen = (
        [study for study in shelf.studies if study.id == one]
        if one
        else shelf.found(read_asked(request.GET, shelf.catalogue))
    )
    if f".{ending}" not in KINDS or not chosen:
        raise Http404
    response = HttpResponse(
        export(chosen, f".{ending}"), content_type=f"{KINDS[f'.{ending}']}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{one or shelf.catalogue.settings.id}.{ending}"'
    return response


def news(request: HttpRequest, language: Language) -> HttpResponse:
    """What came in last, as an Atom feed."""
    shelf = shelf_of(request)
    address = request.build_absolute_uri("./")
    return HttpResponse(
        feed(shelf.catalogue, address, language), content_type="application/atom+xml; charset=utf-8"
    )


def _counted(shelf: Shelf, fitting: Sequence[Study]) -> list[tuple[Heading, int]]:
    """Each theme with the studies that would be found under it."""
    counts = Counter(theme for one in fitting for theme in set(one.themes))
    return [(theme, counts[theme.id]) for theme in shelf.catalogue.settings.themes]


def _choices(of: Catalogue) -> list[tuple[str, Label, dict[str, Label]]]:
    """What else can be chosen: how an address names it, what it is called, and the headings to choose from."""
    settings, other = of.settings, {NONE: message("geen van deze"), UNKNOWN: message("niet bekend")}
    own = [
        ("aanpak", message("Aanpak"), settings.interventions),
        ("uitkomst", message("Uitkomst"), settings.outcomes),
    ]
    return [
        *((name, label, {one.id: one.name for one in known} | other) for name, label, known in own if known),
        ("ontwerp", message("Wat het kan zeggen"), DESIGN_WORDS | {UNKNOWN: other[UNKNOWN]}),
        ("methode", message("Hoe het is gedaan"), METHOD_WORDS | {UNKNOWN: other[UNKNOWN]}),
    ]


def _chosen(of: Catalogue, asked: Asked, words: Wording) -> list[str]:
    """The wishes of somebody beside words, as a reader would say them."""
    themes: dict[str, Label] = {theme.id: theme.name for theme in of.settings.themes}
    known = [("thema", message("Thema"), themes | {UNKNOWN: message("niet bekend")}), *_choices(of)]
    wishes = {WISHES[axis]: wish for axis, wish in asked.headings.items() if wish}
    found = [
        f"{words.text(label)}: {words.text(names[wishes[name]])}"
        for name, label, names in known
        if name in wishes
    ]
    years = (
        (asked.since, message("vanaf {jaar}", jaar=str(asked.since))),
        (asked.until, message("tot en met {jaar}", jaar=str(asked.until))),
    )
    found += [words.text(label) for year, label in years if year is not None]
    return [*found, words.text(message("uitkomsten gelezen"))] if asked.read else found


def _page_number(text: str) -> int:
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1


def _chain_links(touches: Touches) -> list[tuple[str, Label, tuple[Label, ...]]]:
    """Of a chain that a study bears on: its name, and the names of its measures, causes and options."""
    try:
        chain = known_chain(touches.chain)
    except UserError:
        return []
    groups: list[tuple[Label, tuple[str, ...], Mapping[str, Label]]] = [
        (message("Maten"), touches.measures, {one.id: one.name for one in chain.measures}),
        (message("Oorzaken"), touches.factors, {one.id: one.name for one in chain.factors}),
        (message("Mogelijkheden"), touches.options, {one.id: one.name for one in chain.options}),
    ]
    return [
        (chain.title.nl, label, tuple(names[one] for one in ids if one in names))
        for label, ids, names in groups
        if any(one in names for one in ids)
    ]
