"""The guide and a small survey, served; and Chromium to look at pages: without it those tests skip."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.chromium import Chromium, chromium, chromium_program
from helpers.study_web import run, study_folder
from helpers.survey_web import Client, Server, chief, serving, survey_folder
from helpers.web import site_for_tests
from ketenzicht.web.app import listen


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the pages are."""
    server = listen(site_for_tests(), port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture(scope="session")
def released_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was run and released, to copy."""
    folder = study_folder(tmp_path_factory.mktemp("studie") / "studie")
    run(folder)
    return folder


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Chromium]:
    """One browser for all tests: starting it takes a second."""
    program = chromium_program()
    if program is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    with chromium(program) as browser:
        yield browser


@pytest.fixture
def screen(one_chromium: Chromium) -> Chromium:
    """The browser with a window of an ordinary size and nothing left of the test before."""
    one_chromium.events.clear()
    one_chromium.size(1280)
    one_chromium.call("Emulation.setEmulatedMedia", media="")
    return one_chromium


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small survey that is being served."""
    with serving(survey_folder(tmp_path_factory.mktemp("uitvraag") / "klein")) as found:
        yield found


@pytest.fixture(scope="module")
def coordinator(server: Server) -> Client:
    """Its coordinator, logged in."""
    return chief(server)
