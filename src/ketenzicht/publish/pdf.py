"""HTML to PDF with plutoprint: no browser, no font of the machine, and the same input gives the same bytes."""

from __future__ import annotations

import io
from base64 import b64encode
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

FONT_SCHEME = "font:"


def pdf_of(html: str, *, day: date) -> bytes:
    """A page as PDF on A4.

    Args:
        html: the page; fonts are asked for as ``font:<file name>``, anything else from outside is refused.
        day: written as the date of the document, so that it depends on the data and not on the clock.
    """
    import plutoprint

    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, media=plutoprint.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = _fetcher()
    book.load_html(html, base_url="report:/rapport.html")
    moment = f"{day.isoformat()}T00:00:00Z"
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, moment)
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, moment)
    stream = io.BytesIO()
    book.write_to_pdf_stream(stream)
    return stream.getvalue()


@cache
def _fetcher() -> Any:
    import plutoprint

    class FontFetcher(plutoprint.ResourceFetcher):
        """Gives the fonts that the program brings, and nothing else."""

        def fetch_url(self, url: str) -> Any:
            """The font file with this name."""
            if not url.startswith(FONT_SCHEME):
                raise ValueError("a report asks nothing of the outside")
            # held by the library itself, which may let go of a font when there is no Python to give it back to
            inside = b64encode(font(url.removeprefix(FONT_SCHEME))).decode("ascii")
            return plutoprint.default_resource_fetcher.fetch_url(f"data:font/ttf;base64,{inside}")

    return FontFetcher()


@cache
def font(name: str) -> bytes:
    """A font file of the package ``font-source-sans-pro`` (SIL Open Font License)."""
    return (files("font_source_sans_pro") / "files" / name).read_bytes()
