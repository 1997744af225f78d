"""The domain files beside the repository: what was found out about a chain, as tables with an id for each row."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest


def domain_rows(shared_data: Path, chain: str) -> dict[str, list[str]]:
    """The cells of each row of the domain file of a chain by its id; the last two are source and certainty."""
    text = _read(shared_data, f"{chain}.md")
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
    return {cells[0]: cells[1:] for cells in table if re.fullmatch(r"[A-Z]-\d{3}", cells[0])}


def published_values(shared_data: Path, chain: str) -> list[dict[str, str]]:
    """The rows of the table of published reference values that are about a chain."""
    lines = _read(shared_data, "reference-values.csv").splitlines()
    return [row for row in csv.DictReader(lines) if row["chain"] == chain]


def sources_of(cells: list[str]) -> set[str]:
    """The sources that a row names."""
    return set(re.findall(r"`([\w-]+)`", cells[-2]))


def is_printed(number: str, cells: list[str]) -> bool:
    """Whether a row says this number, and not only a longer one that holds it."""
    said = " ".join(cells[:-2])
    return re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d)", said) is not None


def _read(shared_data: Path, name: str) -> str:
    path = shared_data.parent / "domain" / name
    if not path.is_file():
        pytest.skip(f"domain reference absent: this test needs ../shared/domain/{name}")
    return path.read_text(encoding="utf-8")
