"""The report as one HTML file, and as PDF from the same template.

The page asks nothing of the outside, holds no script and no inline style attribute, and can be read without CSS.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.language import Language, Wording, catalogue

if TYPE_CHECKING:
    from jinja2 import Environment


def render_report(content: ReportContent, language: Language) -> str:
    """The whole report as HTML.

    Args:
        content: published figures and what belongs to them.
        language: ``nl`` or ``en``.
    """
    return _render(content, language, for_pdf=False)


def render_pdf(content: ReportContent, language: Language) -> bytes:
    """The whole report as PDF; the same content gives the same bytes."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(content, language, for_pdf=True), day=content.study.data[1])


def _render(content: ReportContent, language: Language, *, for_pdf: bool) -> str:
    from ketenzicht.publish.report import report_page

    wording = Wording(language)
    return (
        environment(language)
        .get_template("report.html.j2")
        .render(
            page=report_page(content, language),
            wording=wording,
            policy=content.policy,
            for_pdf=for_pdf,
        )
    )


@cache
def environment(language: Language) -> Environment:
    """The templates with the texts of a language; variables are escaped, and one that is missing is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("ketenzicht.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["_"] = catalogue(language).gettext
    # SVG that we drew ourselves: its texts were escaped when it was written
    made.filters["drawn"] = Markup
    made.filters["css_text"] = lambda text: Markup(css_text(text))  # noqa: S704 - escaped by css_text
    return made


def css_text(text: str) -> str:
    """A text as a CSS string that cannot end its quotes or the style element."""
    escaped = "".join(char if char.isalnum() or char in " .,-–:()" else f"\\{ord(char):x} " for char in text)
    return f'"{escaped}"'
