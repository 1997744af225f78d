"""Vega-Lite to SVG that can stand in a page: drawn without a browser, named for those who cannot see it.

The same specification gives the same bytes: ids are numbered per chart, and nothing depends on the fonts or the
time zone of the machine.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ketenzicht.publish.charts.look import CONFIG, Spec

if TYPE_CHECKING:
    from lxml.etree import _Element

VEGA_LITE = "6.4"
SVG = "http://www.w3.org/2000/svg"
_KEPT = ("viewBox", "xmlns")
NOT_KEPT = (
    "role",
    "aria-roledescription",
    "aria-label",
    "aria-hidden",
    "pointer-events",
    "class",
    "font-family",
)
"""Attributes of parts; without a family of their own the texts take the font of the page."""

_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def svg_of(spec: Spec, *, id_: str, title: str, description: str) -> str:
    """A chart as one ``svg`` element.

    Args:
        spec: Vega-Lite, without configuration.
        id_: unique in the page.
        title, description: what a screen reader says.
    """
    from lxml import etree

    root = etree.fromstring(_drawn(json.dumps(spec, sort_keys=True)).encode())
    for name in list(root.attrib):
        if name not in _KEPT:
            del root.attrib[name]
    root.set("role", "img")
    root.set("aria-labelledby", f"{id_}-titel {id_}-uitleg")
    root.set("class", "grafiek")
    _simplify(root, id_)
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(f"{{{SVG}}}{tag}", id=f"{id_}-{'titel' if tag == 'title' else 'uitleg'}")
        element.text = text
        root.insert(position, element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


@lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg({**json.loads(spec), "config": CONFIG}, vl_version=VEGA_LITE)
    return drawn


def _simplify(root: _Element, id_: str) -> None:
    """An image has no parts of its own for a screen reader; and its ids must not meet those of other charts."""
    numbers: dict[str, str] = {}
    for element in root.iter():
        for name in NOT_KEPT:
            if element is not root and name in element.attrib:
                del element.attrib[name]
        if element is not root and "id" in element.attrib:
            element.set("id", numbers.setdefault(str(element.get("id")), f"{id_}-{len(numbers)}"))
    for element in root.iter():
        for attribute in list(element.attrib):
            found = _REFERENCE.search(str(element.get(attribute)))
            if found and found[1] in numbers:
                element.set(attribute, f"url(#{numbers[found[1]]})")
