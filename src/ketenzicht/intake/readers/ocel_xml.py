"""OCEL 2.0 in XML, streamed; only the relations and the kinds of objects stay in memory."""

from __future__ import annotations

from pathlib import Path

from ketenzicht.intake.readers.ocel_log import ObjectLog, unusable
from ketenzicht.spreadsheet import refuse_entities


def read_xml(path: Path) -> ObjectLog:
    """The log in an XML file."""
    from lxml import etree

    log = ObjectLog()
    try:
        parsed = etree.iterparse(
            str(path), events=("end",), tag=("event", "object"), resolve_entities=False, no_network=True
        )
        for _kind, element in parsed:
            if element.getroottree().docinfo.doctype:
                raise refuse_entities(path)
            identifier, kind = element.get("id"), element.get("type")
            if identifier is None or kind is None:
                continue
            if element.tag == "object":
                log.objects[identifier] = kind
            else:
                attributes = {
                    one.get("name", ""): one.text or "" for one in element.iterfind("attributes/attribute")
                }
                log.events.append((identifier, kind, element.get("time", ""), attributes))
                log.relations[identifier] = [
                    (one.get("object-id", ""), one.get("qualifier", ""))
                    for one in element.iterfind("objects/relationship")
                ]
            element.clear()
    except etree.XMLSyntaxError:
        raise unusable(path, "De XML is afgekapt of niet geldig.") from None
    if not log.objects:
        raise unusable(path, "Er staan geen objecten in.")
    return log
