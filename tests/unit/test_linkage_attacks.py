"""What attacks get out of codes of persons: with hardening, without it, and what no hardening stops."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.codes import WEIGHTS, alike, by_frequency, by_likeness, children, coded, unevenness
from ketenzicht.linkage.encoded.codes import Bits

pytestmark = pytest.mark.unit

PEOPLE = children(600)
NAME_ONLY = {"voornamen": 140, "geslacht": 20}


@pytest.fixture(scope="module")
def plain() -> Bits:
    return coded(PEOPLE, WEIGHTS, plain=True)


@pytest.fixture(scope="module")
def hardened() -> Bits:
    return coded(PEOPLE, WEIGHTS, plain=False)


def test_how_often_a_code_occurs_names_people_by_a_name_alone_and_nobody_by_a_record(hardened: Bits) -> None:
    names = [one["voornamen"] for one in PEOPLE]
    public = [one["voornamen"] for one in children(3000, seed=4)]
    assert by_frequency(coded(PEOPLE, NAME_ONLY, plain=True), names, public) > 0.5
    assert by_frequency(hardened, names, public) < 0.01
    assert len({one.tobytes() for one in hardened}) == len(PEOPLE)


def test_no_bit_of_a_code_occurs_much_more_than_another(plain: Bits, hardened: Bits) -> None:
    chance = 0.5 / np.sqrt(len(PEOPLE))
    assert unevenness(plain) > 5 * chance
    assert unevenness(hardened) < 1.2 * chance


def test_who_knows_all_these_people_recognises_few_by_whom_they_are_like(plain: Bits, hardened: Bits) -> None:
    own = coded(PEOPLE, WEIGHTS, plain=True, secret=b"x" * 32)
    assert by_likeness(alike(plain, WEIGHTS, plain=True), alike(own, WEIGHTS, plain=True)) > 0.5
    own = coded(PEOPLE, WEIGHTS, plain=False, secret=b"x" * 32)
    found = by_likeness(alike(hardened, WEIGHTS, plain=False), alike(own, WEIGHTS, plain=False))
    # More than chance, which is one in six hundred: the hardening does not stop this, it makes it weaker.
    assert 1 / len(PEOPLE) < found < 0.1


def test_who_has_the_secret_recognises_everybody_he_can_think_of(hardened: Bits) -> None:
    assert (coded(PEOPLE, WEIGHTS, plain=False) == hardened).all()


def test_who_has_no_secret_cannot_make_a_code_that_is_like_another(hardened: Bits) -> None:
    own = coded(PEOPLE, WEIGHTS, plain=False, secret=b"x" * 32)
    assert abs(float((own != hardened).mean()) - 0.5) < 0.01
