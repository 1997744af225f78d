"""Runs the examples of ``docs/reference/errors-chain.md``: that page is both the manual and the test.

An example is a block of YAML under a heading; the block of text after it is what the program answers.
After a change of a message: ``python tests/helpers/chain_examples.py`` writes the answers anew, for you to read.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketenzicht.chain import ChainErrors, load_chain, open_chain
from ketenzicht.guide.checks import CHECKS, check_folder

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "errors-chain.md"
AS_OF = date(2026, 11, 22)
FENCE = re.compile(
    r"### (?P<title>[^\n]+)\n\n```yaml ?(?P<file>[^\n]*)\n(?P<yaml>.*?)```(?:\n\n```text\n(?P<text>.*?)```)?",
    re.S,
)
BASE = re.compile(r"```yaml base\n(.*?)```", re.S)
KEY = re.compile(r"^\w+:", re.M)


@dataclass(frozen=True)
class Example:
    """A heading of the page with its YAML, the file that it stands in and the answer that the page gives."""

    title: str
    file: str
    yaml: str
    answer: str | None

    @property
    def of_check(self) -> bool:
        return self.title in {check.name for check in CHECKS}


def base() -> str:
    found = BASE.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def examples() -> list[Example]:
    return [
        Example(found["title"], found["file"] or "keten.yaml", found["yaml"], found["text"])
        for found in FENCE.finditer(PAGE.read_text(encoding="utf-8"))
    ]


def write_example(example: Example, folder: Path) -> None:
    """The smallest chain with the example in place of the keys that it names; the example comes first."""
    rest = base()
    if example.file == "keten.yaml":
        for key in KEY.findall(example.yaml):
            rest = re.sub(rf"^{key}.*?(?=^\w|\Z)", "", rest, flags=re.M | re.S)
        rest = example.yaml + rest
    else:
        (folder / example.file).write_text(example.yaml, encoding="utf-8")
    (folder / "keten.yaml").write_text(rest, encoding="utf-8")


def answer(example: Example, folder: Path) -> str:
    """What the program says about an example, with paths inside the chain."""
    write_example(example, folder)
    if not example.of_check:
        try:
            load_chain(folder)
        except ChainErrors as errors:
            return str(errors).replace(f"{folder}/", "") + "\n"
        return ""
    lines = []
    for finding in check_folder(open_chain(folder), as_of=AS_OF):
        if finding.check == example.title:
            kind = "Fout" if finding.severity == "error" else "Let op"
            place = f"{finding.file}:{finding.line}".replace(f"{folder}/", "")
            lines += [f"{kind} {place}: {finding.what}", finding.explanation, finding.fix]
    return "".join(f"{line}\n" for line in lines)


def filled(page: str) -> str:
    """The page with every answer as the program gives it today."""

    def fill(found: re.Match[str]) -> str:
        example = Example(found["title"], found["file"] or "keten.yaml", found["yaml"], None)
        with tempfile.TemporaryDirectory() as folder:
            text = answer(example, Path(folder))
        opening = f"```yaml {found['file']}".rstrip()
        return f"### {found['title']}\n\n{opening}\n{found['yaml']}```\n\n```text\n{text}```"

    return FENCE.sub(fill, page)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
