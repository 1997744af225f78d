"""``ketenzicht serve`` as it is typed: it answers on this machine, and says what is wrong when it cannot."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from helpers.web import START, web_chain
from ketenzicht.chain import write_chain

pytestmark = pytest.mark.web

COMMAND = [sys.executable, "-c", "from ketenzicht.cli import main; main()", "serve"]
CONTACT = ["Loket", "loket@voorbeeld.test", "https://voorbeeld.test/api"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("keten") / "klein"
    write_chain(web_chain(), found)
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_it_serves_pages_and_styles_and_prints_nothing_of_who_asked(folder: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "--chain", str(folder), "--port", str(port), "--https", "--contact", *CONTACT],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        home = answer(f"http://127.0.0.1:{port}{START}")
        sheets = re.findall(r'href="(/static/[^"]+\.css)"', home)
        assert len(sheets) > 5
        for sheet in sheets:
            assert answer(f"http://127.0.0.1:{port}{sheet}")
        described = answer(f"http://127.0.0.1:{port}/api/v1/openapi.json")
        assert list(json.loads(described)["info"]["contact"].values()) == CONTACT
        with pytest.raises(urllib.error.HTTPError) as missing:
            answer(f"http://127.0.0.1:{port}/geheim")
        assert missing.value.code == 404
        assert missing.value.headers["Strict-Transport-Security"] == "max-age=31536000"
    finally:
        process.terminate()
        out, err = process.communicate(timeout=20)
    assert (out, err) == ("", "")


def answer(address: str) -> str:
    """A page."""
    with urllib.request.urlopen(address, timeout=10) as found:
        return str(found.read().decode())


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--chain", str(folder), "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    assert f"poort {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_chain_without_options_is_told() -> None:
    done = subprocess.run([*COMMAND, "--chain", "veilig-thuis"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "Er is geen wegwijzer" in done.stderr
