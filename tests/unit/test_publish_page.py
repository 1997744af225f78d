"""The report: whole, readable for everyone, silent towards the outside, and twice the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from helpers import report_content as example
from helpers.translations import translations
from ketenzicht.publish.content import ReleaseFacts
from ketenzicht.publish.language import Language
from ketenzicht.publish.page import css_text, render_pdf, render_report
from ketenzicht.publish.pdf import pdf_of
from ketenzicht.publish.report import report_page

pytestmark = pytest.mark.unit
BOTH = pytest.mark.parametrize("language", ["nl", "en"])


@cache
def page(language: Language = "nl") -> str:
    return render_report(example.content(), language)


@cache
def tree(language: Language = "nl") -> html.HtmlElement:
    return html.document_fromstring(page(language))


def words(language: Language = "nl") -> str:
    body = html.document_fromstring(page(language))
    for node in body.xpath("//style"):
        node.drop_tree()
    return " ".join(body.text_content().split()).replace("\u00a0", " ")


@BOTH
def test_nothing_is_asked_of_the_outside(language: Language) -> None:
    text = page(language)
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", text)
    assert not re.search(r"(@import|url\(\s*['\"]?(?!#))", text)
    assert not re.search(r"\s(src|srcset|onclick|onload|style)=", text)
    addresses = [link.get("href") for link in tree(language).iter("a")]
    assert all(address.startswith(("#", "http")) for address in addresses)


@BOTH
def test_every_link_within_the_page_leads_somewhere(language: Language) -> None:
    ids = tree(language).xpath("//@id")
    assert len(ids) == len(set(ids))
    links = {link[1:] for link in tree(language).xpath("//a/@href") if link.startswith("#")}
    assert links - set(ids) == set()


@BOTH
def test_headings_go_down_one_step_at_a_time(language: Language) -> None:
    levels = [int(node.tag[1]) for node in tree(language).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@BOTH
def test_landmarks_language_and_a_way_past_the_contents(language: Language) -> None:
    root = tree(language)
    assert root.get("lang") == language
    assert [len(root.findall(f".//{tag}")) for tag in ("header", "nav", "main")] == [1, 1, 1]
    first_link = next(root.iter("a"))
    assert first_link.get("href") == "#inhoud"
    assert root.xpath("//main/@id") == ["inhoud"]


def test_every_chart_has_a_title_a_description_and_a_table() -> None:
    figures = tree().xpath("//figure")
    assert len(figures) == len(example.content().results)
    for figure in figures:
        [svg] = figure.xpath(".//svg")
        assert svg.get("role") == "img"
        assert svg.xpath("./title") + svg.xpath("./desc") != []
        assert len(figure.xpath("ancestor::section[@class='maat']//details//table")) >= 1


def test_every_table_has_a_caption_and_heads_with_a_scope() -> None:
    tables = tree().xpath("//table")
    assert len(tables) > 10
    for table in tables:
        assert table.xpath("./caption")[0].text_content().strip()
        assert table.xpath(".//th[not(@scope)]") == []
        width = len(table.xpath("./thead/tr/th"))
        assert {len(line) for line in table.xpath("./tbody/tr")} == {width}


def test_hidden_figures_are_said_and_small_counts_never_shown() -> None:
    text = words()
    assert "minder dan 10" in text
    assert "te weinig gevallen" in text
    row = tree().xpath("//*[@id='kwaliteit']//tr[.//*[@class='ernst']]")[0]
    assert [cell.text_content() for cell in row.xpath("./td")] == [
        "meldingen.csv, melder",
        "minder dan 10",
        "10.005",
    ]
    assert "10004" not in text
    assert "10.004" not in text


@BOTH
def test_no_placeholder_is_left(language: Language) -> None:
    assert not re.search(r"\{[a-z_0-9]*\}|\bNone\b|Hidden\(|Published[A-Z]|Undefined", words(language))


def test_the_english_report_says_nothing_of_the_program_in_dutch() -> None:
    parts = {node.strip() for node in tree("en").xpath("//text()")}
    dutch = {text for text, english in translations().items() if english != text and len(text) > 3}
    # a word of both languages, or a Dutch text that stays (names of publications), is no mistake
    same = set(translations().values())
    assert (parts & dutch) - same == set()
    assert "Quality of the data" in parts
    assert "fewer than 10" in parts


def test_a_synthetic_report_says_so_on_every_page_and_a_real_one_does_not() -> None:
    assert "SYNTHETISCH" in words()
    assert "SYNTHETISCH" in page().split("@top-right", 1)[1].split("}", 1)[0]
    real = render_report(example.content(synthetic=False), "nl")
    assert "SYNTHETISCH" not in real
    assert "erzonnen" not in real


def test_the_title_is_escaped_everywhere() -> None:
    assert "Een studie &lt;&amp;&gt;" in page()
    assert "Een studie <&>" not in page()
    assert css_text('a"}</style>') == '"a\\22 \\7d \\3c \\2f style\\3e "'


def test_what_others_published_stands_apart_with_its_reason() -> None:
    section = tree().xpath("//*[@id='maat-besluit-binnen-5-werkdagen']")[0].text_content()
    assert "Staat ernaast, niet te vergelijken:" in section
    assert "hoeveel organisaties de norm halen" in section
    drop_out = tree().xpath("//*[@id='maat-uitval']")[0].text_content()
    assert "Geen vergelijking:" in drop_out


def test_every_measure_is_in_the_summary_and_has_its_definition() -> None:
    root = tree()
    for result in example.content().results:
        anchor = f"maat-{result.measure}"
        assert root.xpath(f"//*[@id='samenvatting']//a[@href='#{anchor}']")
        assert "95 %, methode van Wilson" in root.get_element_by_id(anchor).text_content()


def test_uncertain_facts_carry_the_badge() -> None:
    term = [
        node for node in tree().xpath("//*[@class='termijnen']/li") if "5 werkdagen na" in node.text_content()
    ]
    assert "controleer" in term[0].text_content()


def test_sources_gaps_and_accountability_are_there() -> None:
    content = example.content()
    text = words()
    assert content.study.chain_hash in text
    assert "ab" * 32 in text
    assert "ketenzicht 0.1.0" in text
    assert len(tree().xpath("//*[@id='hiaten']//li")) == len(content.chain.gaps)
    assert all(source.id.startswith("bron-") for source in report_page(content, "nl").sources)


def test_the_report_says_what_protection_is_missing() -> None:
    assert "niet vergeleken met eerdere rapporten" in words()
    compared = replace(example.content(), release=ReleaseFacts("ab" * 32, compared=2))
    assert "Wat anderen over dezelfde mensen publiceerden, kennen we niet." in render_report(compared, "nl")


def test_a_report_without_quality_or_attrition_can_be_read() -> None:
    bare = replace(example.content(), quality=None, attrition=(), results=())
    root = html.document_fromstring(render_report(bare, "nl"))
    assert root.xpath("//*[@id='kwaliteit']//table") == []


@BOTH
def test_the_same_content_gives_the_same_page(language: Language) -> None:
    assert render_report(example.content(), language) == page(language)


def test_the_pdf_is_the_same_twice_and_holds_its_own_fonts() -> None:
    first, second = render_pdf(example.content(), "nl"), render_pdf(example.content(), "nl")
    assert first == second
    assert first.startswith(b"%PDF-")
    fonts = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([A-Za-z-]+)", _inflated(first)))
    assert fonts
    assert all(font.startswith(b"SourceSansPro") for font in fonts)


def test_the_pdf_is_dated_by_its_data() -> None:
    assert b"CreationDate (20251231000000Z)" in _inflated(render_pdf(example.content(), "nl"))


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1b2a33", "#ffffff"),
        ("#47565f", "#ffffff"),
        ("#47565f", "#eef3f6"),
        ("#47565f", "#f4f7f9"),
        ("#6b4500", "#fff6df"),
        ("#ffffff", "#7a2e0e"),
        ("#174f70", "#fff3c4"),
        ("#1f5f85", "#ffffff"),
        ("#5a6872", "#eaeff2"),
        ("#a8441a", "#ffffff"),
    ],
)
def test_colours_that_carry_text_have_enough_contrast(ink: str, paper: str) -> None:
    light, dark = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _inflated(pdf: bytes) -> bytes:
    """The PDF with its compressed parts written out."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        with suppress(zlib.error):
            parts.append(zlib.decompress(found[1]))
    return b"\n".join(parts)


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_a_pdf_gives_back_every_letter_to_who_searches_or_listens(tmp_path: Path) -> None:
    style = (files("ketenzicht.publish") / "templates" / "pdf.css.j2").read_text("utf-8")
    told = "overblijft geeft oft fi fl ffi ff tt"
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(f"<style>{style}</style><h1>{told}</h1><p>{told}</p>", day=date(2026, 1, 1)))
    read = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert read.split() == told.split() * 2
