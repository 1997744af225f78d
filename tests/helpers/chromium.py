"""Chromium, driven over the DevTools protocol through a pipe: no driver and no package is needed.

Protocol: https://chromedevtools.github.io/devtools-protocol/. With ``--remote-debugging-pipe`` the browser reads
commands from file descriptor 3 and writes answers and events to 4, each a JSON text that ends in a zero byte.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from typing import Any

PATIENCE = 30.0
"""Seconds that an answer of the browser may take."""

AXE = Path(__file__).resolve().parents[1] / "web" / "vendor" / "axe.min.js"
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip

KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowUp": 38}


def chromium_program() -> str | None:
    """Where Chromium is on this machine."""
    return next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


class Chromium:
    """One browser with one page."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to, self._back = process, to, back
        self._unread = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method: str, **values: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if self._session is not None and not method.startswith("Target."):
            command["sessionId"] = self._session
        os.write(self._to, json.dumps(command).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == command["id"]:
                assert "error" not in answer, (method, answer["error"])
                found: dict[str, Any] = answer["result"]
                return found
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._back], [], [], max(until - time.monotonic(), 0))
            assert ready, "the browser does not answer"
            read = os.read(self._back, 1 << 20)
            assert read, "the browser stopped"
            self._unread += read
        message, _, self._unread = self._unread.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def wait_for(self, event: str) -> dict[str, Any]:
        """The next event of a kind, also one that came in already."""
        while True:
            for number, item in enumerate(self.events):
                if item.get("method") == event:
                    return self.events.pop(number)
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """The value of an expression in the page; waits for a promise."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def go(self, address: str) -> None:
        """Ask for a page and wait until it is there; that an earlier page is there late, says nothing of this one."""
        loader = self.call("Page.navigate", url=address).get("loaderId")
        if loader is not None:
            self._wait_for_page(lambda there: there == loader)

    def become(self, cookies: Mapping[str, str], address: str) -> None:
        """Be who has these cookies at an address, and no longer who it was."""
        self.call("Network.clearBrowserCookies")
        for name, value in cookies.items():
            self.call("Network.setCookie", name=name, value=value, url=address, httpOnly=True)

    def send(self, path: str, fields: Sequence[tuple[str, str]]) -> None:
        """Send a form from the page that is shown."""
        script = f"""(() => {{
            const form = document.createElement("form");
            form.method = "post"; form.action = {json.dumps(path)};
            for (const [name, value] of {json.dumps(list(fields))}) {{
                const field = document.createElement("input");
                field.type = "hidden"; field.name = name; field.value = value; form.append(field);
            }}
            document.body.append(form); form.submit();
        }})()"""
        self._loaded(lambda: self.run(script))

    def press(self, key: str, *, loads: bool = False) -> None:
        """Press a key; ``loads`` when another page comes of it."""

        def down_and_up() -> None:
            text = {"Enter": "\r", " ": " "}.get(key, "")
            code = {"key": key, "code": key if key != " " else "Space", "windowsVirtualKeyCode": KEYS[key]}
            self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **code)
            self.call("Input.dispatchKeyEvent", type="keyUp", **code)

        if loads:
            self._loaded(down_and_up)
        else:
            down_and_up()

    def size(self, width: int, height: int = 900, *, scale: float = 1) -> None:
        """The window, in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )

    def picture(self, file: Path) -> None:
        """The whole page as a PNG."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self) -> bytes:
        """The page on paper."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])

    def _loaded(self, act: Callable[[], object]) -> None:
        """Act, and wait for the page that comes of it: that the page before is there, may be told late."""
        before = self.call("Page.getFrameTree")["frameTree"]["frame"]["loaderId"]
        self.events = [item for item in self.events if item.get("method") != "Page.lifecycleEvent"]
        act()
        self._wait_for_page(lambda there: there != before)

    def _wait_for_page(self, wanted: Callable[[str], bool]) -> None:
        while True:
            told = self.wait_for("Page.lifecycleEvent")["params"]
            if told["name"] == "load" and wanted(told["loaderId"]):
                return

    def close(self) -> None:
        """End the browser."""
        self._session = None
        self._process.terminate()
        self._process.wait(PATIENCE)
        os.close(self._to)
        os.close(self._back)


def _at_three_and_four(read: int, write: int) -> None:
    """Put the pipes at the numbers that the browser looks at, in the process that becomes the browser."""
    high = [fcntl(read, F_DUPFD, 10), fcntl(write, F_DUPFD, 10)]
    os.dup2(high[0], 3)
    os.dup2(high[1], 4)


@contextmanager
def chromium(program: str) -> Iterator[Chromium]:
    """A browser with a profile of its own that is thrown away afterwards."""
    read_commands, to = os.pipe()
    back, write_answers = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}"],
            close_fds=False,
            preexec_fn=lambda: _at_three_and_four(read_commands, write_answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_commands)
        os.close(write_answers)
        browser = Chromium(process, to, back)
        try:
            yield browser
        finally:
            browser.close()


def audit(screen: Chromium) -> list[str]:
    """What axe finds wrong, with the places."""
    screen.run(AXE.read_text(encoding="utf-8"))
    found: Any = screen.run(
        f"axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations', 'incomplete']}}).then(found => {{"
        # what lies beside a box that scrolls sideways is out of sight for axe; it is looked at where the page is wide
        "const boxes = [...document.querySelectorAll('.kz-table')];"
        "const scrolls = boxes.filter(box => box.scrollWidth > box.clientWidth);"
        "const seen = (id, one) => !one?.closest('svg') && "
        "!(id === 'color-contrast' && scrolls.includes(one?.closest('.kz-table')));"
        "return [...found.violations, ...found.incomplete.filter(item => item.id === 'color-contrast')].map(item => "
        # axe cannot see what lies under a text of a drawing; tests/unit/test_steps_svg.py computes its contrast
        "[item.id, item.nodes.map(node => node.target.join(' '))"
        ".filter(at => seen(item.id, document.querySelector(at)))]"
        ").filter(([, at]) => at.length).map(([id, at]) => id + ': ' + at.join(', '))})"
    )
    assert isinstance(found, list)
    return found


def wait_for_page(browser: Chromium, what: str, seconds: float = PATIENCE) -> None:
    """Until an expression holds, also when other pages come in between."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if browser.run(f"Boolean({what})"):
                return
        except AssertionError:
            pass  # a page was being left
        time.sleep(0.05)
    raise AssertionError((what, browser.run("document.body.innerText")))
