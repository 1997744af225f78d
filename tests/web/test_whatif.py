"""The what-if page: a few numbers in, what follows out, with what it assumes; mistakes; what it refuses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.chromium import Chromium, audit
from helpers.web import Browser, site_for_tests
from helpers.whatif_files import MODEL, written
from ketenzicht.errors import UserError
from ketenzicht.web.app import application, listen
from ketenzicht.web.site import Site
from ketenzicht.web.whatif import Desk
from ketenzicht.whatif.model_file import read_model_file, shipped_model

pytestmark = pytest.mark.web

DIALS = """\
instelbaar:
  - {parameter: fasen.hulp.einde.uitgevallen, naam: Uitval, hoogste: 0.9}
  - {parameter: zaken.huishouden.aankomst.per_dag, naam: Eerste meldingen per dag, laagste: 0.1, hoogste: 20}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = written(tmp_path_factory.mktemp("whatif"), MODEL + DIALS)
    return replace(site_for_tests(), whatif=Desk(read_model_file(path)))


@pytest.fixture
def browser(site: Site) -> Browser:
    return Browser(application(site))


def test_home_leads_to_it_and_without_a_model_there_is_none(browser: Browser) -> None:
    assert "wat-als/" in browser.get("/").body.decode()
    bare = Browser(application(site_for_tests()))
    assert "wat-als/" not in bare.get("/").body.decode()
    assert bare.get("/wat-als/").status == 404


def test_at_first_nothing_has_changed(browser: Browser) -> None:
    page = browser.get("/wat-als/")
    assert page.status == 200
    assert [field[1] for field in page.fields()][:2] == ["30", "1"]
    assert "U hebt nog niets veranderd" in page.text
    assert "Wat dit aanneemt" in page.text


def test_a_change_gives_what_follows_and_what_it_assumes(browser: Browser) -> None:
    page = browser.post("/wat-als/", [("n0", "30"), ("n1", "4,5")])
    assert page.status == 200
    assert "open zaken meer" in page.text
    assert "zaken.huishouden.aankomst.per_dag" in page.text
    assert "Dit is een wat-als" in page.text
    assert page.tree.xpath("//svg | //*[local-name()='svg']")
    english = browser.post("/en/wat-als/", [("n0", "30"), ("n1", "4.5")])
    assert "What if?" in english.text


def test_what_matters_most_stands_there_once_it_is_worked_out(tmp_path: Path) -> None:
    desk = Desk(read_model_file(written(tmp_path, MODEL + DIALS)))
    there = Browser(application(replace(site_for_tests(), whatif=desk)))
    assert "het meest van afhangt" not in there.get("/wat-als/").text
    desk.rank()
    page = there.get("/wat-als/").text
    assert "het meest van afhangt" in page
    assert "Eerste meldingen per dag (" in page


def test_a_mistake_names_its_field(browser: Browser) -> None:
    page = browser.post("/wat-als/", [("n0", "veel"), ("n1", "1")])
    assert "Uitval: Dit is geen getal" in page.text


def test_an_answer_leaves_no_trace(browser: Browser, site: Site) -> None:
    first = browser.get("/wat-als/").text
    assert site.whatif is not None
    kept = site.whatif.baseline
    browser.post("/wat-als/", [("n1", "5")])
    assert site.whatif.baseline is kept
    assert browser.get("/wat-als/").text == first


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("veel", "geen getal"),
        ("91", "van 0 tot en met 90"),
        ("-1", "van 0 tot en met 90"),
        ("nan", "van 0 tot en met"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(browser: Browser, typed: str, words: str) -> None:
    page = browser.post("/wat-als/", [("n0", typed), ("n1", "1")])
    assert page.status == 422
    assert words in page.text
    assert page.tree.xpath("//input[@id='n0']/@aria-invalid") == ["true"]
    assert page.tree.xpath("//input[@id='n0']/@value") == [typed]


def test_a_model_of_a_study_is_not_served(tmp_path: Path) -> None:
    text = (
        ("verzonnen: true\n", ""),
        ("spreiding: 0.5}, herkomst: aanname", "spreiding: 0.5}, herkomst: studie"),
    )
    with pytest.raises(UserError, match="niet als pagina"):
        Desk(read_model_file(written(tmp_path, MODEL + DIALS, *text)))


def test_the_shipped_model_answers_soon() -> None:
    desk = Desk(shipped_model("veilig-thuis"))
    desk.prepare()
    began = time.perf_counter()
    desk.ask((0.15, *desk.values[1:]), "minder uitval")
    assert time.perf_counter() - began < 20  # two seconds on a quiet machine; this only sees what is far off


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    server = listen(site, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_passes_axe_and_fits_on_a_phone(screen: Chromium, address: str, language: str) -> None:
    screen.size(320, 640)
    screen.go(f"{address}{language}/wat-als/")
    screen.send(f"{address}{language}/wat-als/", [("n0", "30"), ("n1", "4.5" if language else "4,5")])
    screen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert screen.run("document.documentElement.scrollWidth") <= 320
    screen.size(1280)  # axe cannot tell the contrast of what a narrow table keeps out of sight
    assert audit(screen) == []
