"""Every mistake that a writer of a chain can make, as the manual shows it."""

from pathlib import Path

import pytest

from helpers.chain_examples import Example, answer, base, examples
from ketenzicht.chain import load_chain
from ketenzicht.guide.checks import CHECKS

pytestmark = pytest.mark.spec


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_the_program_says_what_the_manual_says(example: Example, tmp_path: Path) -> None:
    said = answer(example, tmp_path)
    assert said, f"'{example.title}' is no mistake"
    assert said == example.answer, (
        "stale: run `python tests/helpers/chain_examples.py` and read the difference"
    )


def test_every_check_has_an_example() -> None:
    shown = {example.title for example in examples() if example.of_check}
    assert shown == {check.name for check in CHECKS} - {"onbekende-id"}, (
        "the loader refuses unknown ids itself"
    )


def test_the_smallest_chain_is_right(tmp_path: Path) -> None:
    (tmp_path / "keten.yaml").write_text(base(), encoding="utf-8")
    assert load_chain(tmp_path).id == "voorbeeld"
