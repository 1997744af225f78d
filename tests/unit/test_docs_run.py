"""The pages with Python on them do what they say: every block is run, and what it prints is compared."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ["how-to/protect-a-table.md", "how-to/statistics-in-python.md", "how-to/guide-in-python.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def printed(page: str) -> list[tuple[str, str]]:
    """What each block of a page prints, and what the page says that it prints."""
    names: dict[str, object] = {}
    found = []
    for code, expected in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        output = StringIO()
        with redirect_stdout(output):
            exec(compile(code, page, "exec"), names)
        found.append((output.getvalue(), expected))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_blocks_print_what_the_page_says(page: str) -> None:
    blocks = printed(page)
    assert len(blocks) > 3
    for output, expected in blocks:
        assert output == expected
