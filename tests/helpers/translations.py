"""The catalogue of English texts: what the program says, what is translated, and how to bring it up to date.

``python tests/helpers/translations.py`` adds new texts (untranslated), drops old ones and compiles the catalogue;
then translate what it names and run it again.
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src" / "ketenzicht" / "locale" / "en" / "LC_MESSAGES"
DAY = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"message": None, "sentence": None, "_": None}
HEAD = re.compile(
    r'^("(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By)'
    r"|#, fuzzy$)[^\n]*\n",
    re.M,
)


def texts_of_program() -> set[str]:
    """Every text that the code and the templates say."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as stream:
        mapping, options = parse_mapping_cfg(stream)
    found = extract_from_dir(ROOT, mapping, options, keywords=KEYWORDS)
    return {str(text) for _, _, text, _, _ in found if text}


def catalogue() -> Catalog:
    """The catalogue as it is committed."""
    with (FOLDER / "ketenzicht.po").open("rb") as stream:
        return read_po(stream, locale="en")


def translations() -> dict[str, str]:
    """Dutch to English, as committed."""
    return {str(item.id): str(item.string) for item in catalogue() if item.id}


def compiled(source: Catalog) -> bytes:
    """The catalogue as gettext reads it; its dates say nothing and would make every file differ."""
    source.creation_date = source.revision_date = DAY
    stream = io.BytesIO()
    write_mo(stream, source)
    return stream.getvalue()


def update() -> list[str]:
    """Bring the catalogue up to date; returns the texts without a translation."""
    known = translations()
    fresh = Catalog(
        locale="en",
        project="ketenzicht",
        header_comment="# English texts of ketenzicht. The keys are the Dutch texts in code and templates.",
    )
    for text in sorted(texts_of_program()):
        fresh.add(text, known.get(text, ""))
    stream = io.BytesIO()
    write_po(stream, fresh, width=110, sort_output=True)
    text = HEAD.sub("", stream.getvalue().decode()).replace("ketenzicht VERSION", "ketenzicht")
    (FOLDER / "ketenzicht.po").write_text(text, encoding="utf-8")
    (FOLDER / "ketenzicht.mo").write_bytes(compiled(catalogue()))
    return [text for text, translated in translations().items() if not translated]


if __name__ == "__main__":
    for missing in update():
        sys.stdout.write(f"no English yet: {missing}\n")
