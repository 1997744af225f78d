"""What is new in a catalogue as a feed (Atom, RFC 4287), for a reader program or an intranet page."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

from ketenzicht.catalogue.citation import citation
from ketenzicht.catalogue.model import Catalogue, Study
from ketenzicht.chain.model.base import text_in

MOST_ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_NO_DAY = date(1970, 1, 1)


def feed(catalogue: Catalogue, address: str, language: str = "nl") -> bytes:
    """The newest studies as an Atom feed.

    Args:
        catalogue: of which.
        address: where the catalogue's pages begin, with a slash at the end; a study's page is its id behind it.
        language: of title and caution, ``nl`` or ``en``.
    """
    newest = sorted(
        (study for study in catalogue.studies if study.state == "opgenomen"),
        key=lambda study: (_day(study), study.year, study.id),
        reverse=True,
    )[:MOST_ENTRIES]
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    SubElement(root, "id").text = address
    SubElement(root, "title").text = text_in(catalogue.settings.title, language)
    SubElement(root, "subtitle").text = text_in(catalogue.settings.caution, language)
    SubElement(root, "updated").text = _moment(max(map(_day, newest), default=_NO_DAY))
    author = SubElement(root, "author")
    SubElement(author, "name").text = text_in(catalogue.settings.title, language)
    SubElement(root, "link", {"rel": "self", "href": f"{address}feed.xml"})
    for study in newest:
        entry = SubElement(root, "entry")
        page = f"{address}{study.id}/"
        SubElement(entry, "id").text = page
        SubElement(entry, "title").text = study.title
        SubElement(entry, "updated").text = _moment(_day(study))
        SubElement(entry, "link", {"rel": "alternate", "href": page})
        SubElement(entry, "summary").text = study.description or citation(study)
        for theme in study.themes:
            SubElement(entry, "category", {"term": theme})
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _day(study: Study) -> date:
    return max(study.added_on or _NO_DAY, study.reviewed_on or _NO_DAY)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
