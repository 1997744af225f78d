"""Attacks on codes of persons, as simple as they can be made, and what they are tried on.

``plain`` is the code without hardening, neither salt nor diffusion: a Bloom filter of a record as first published.
"""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pyarrow as pa
from scipy.optimize import linear_sum_assignment

from ketenzicht.engine import Engine
from ketenzicht.intake.pseudonym import prepare
from ketenzicht.linkage.encoded import codes
from ketenzicht.linkage.encoded.agreement import Agreement
from ketenzicht.linkage.encoded.encode import coded_bits
from ketenzicht.linkage.records import PersonFields, prepare_records

SECRET = b"s" * 32
FIELDS = PersonFields(
    "nr", given_names="voornamen", surname="geslachtsnaam", birth_date="geboortedatum", postcode="postcode"
)
WEIGHTS = {"voornamen": 140, "geslachtsnaam": 100, "geboortedatum": 100, "postcode": 40}
GIVEN = (
    "Mohamed", "Emma", "Noah", "Sophie", "Daan", "Julia", "Levi", "Fatima", "Sem", "Anna", "Bram", "Esra", "Finn",
    "Roos", "Thijs", "Yara", "Jochem", "Wietske", "Quinten", "Zeynep",
)  # fmt: skip
FAMILY = (
    "de Jong", "Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Vos",
    "Peters", "Hendriks", "Dekker", "Yilmaz", "van Dijk", "Kuipers", "Postma", "Zonneveld", "Ouwerkerk",
)  # fmt: skip


def children(number: int, seed: int = 3) -> list[dict[str, str]]:
    """Made-up children of eighteen years of birth, with common and rare names; one in a hundred has no postcode."""
    draw = random.Random(seed)
    common = [1 / (rank + 1) for rank in range(len(GIVEN))]
    return [
        {
            "nr": f"{at:05d}",
            "voornamen": draw.choices(GIVEN, common)[0],
            "geslachtsnaam": draw.choices(FAMILY, common)[0],
            "geboortedatum": f"{draw.randint(2006, 2023)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            "postcode": f"{draw.randint(7400, 7439)}{draw.choice('ABCDE')}{draw.choice('GHJ')}",
        }
        for at in range(number)
    ]


SYLLABLES = [first + second for first in "bdfghjklmnprstvwz" for second in "aeiou"]


def town(number: int, seed: int) -> list[dict[str, str]]:
    """Made-up children of one town, with 600 given names and 6,000 family names, the first of them common."""
    draw = random.Random(seed)
    given = draw.choices(range(600), [1 / (rank + 5) for rank in range(600)], k=number)
    family = draw.choices(range(6000), [1 / (rank + 30) for rank in range(6000)], k=number)
    return [
        {
            "nr": str(at),
            "voornamen": word(given[at]),
            "geslachtsnaam": word(10_000 + family[at]),
            "geslacht": "MV"[given[at] % 2],
            "geboortedatum": f"{draw.randint(2006, 2023)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            "postcode": f"{draw.randint(7400, 7439)}{draw.choice('ABCDE')}{draw.choice('GHJ')}",
            "huisnummer": str(draw.randint(1, 150)),
        }
        for at in range(number)
    ]


def word(number: int) -> str:
    """A name that stands for a number."""
    draw = random.Random(number)
    return "".join(draw.choice(SYLLABLES) for _ in range(draw.choice((2, 3, 3, 4))))


def coded(
    people: list[dict[str, str]], weights: dict[str, int], *, plain: bool, secret: bytes = SECRET
) -> codes.Bits:
    """A row of bits for each of the people, in their order."""
    agreed = Agreement(version=1, purpose="proef", fields=weights, salt_birth_year=not plain)
    with Engine() as engine:
        prepare(engine, b"o" * 32)
        prepare_records(engine, pa.Table.from_pylist(people), FIELDS)
        found = list(coded_bits(engine, agreed, secret, hardened=not plain))
    assert len(found) == len(people)
    return np.stack([bits for _, bits in sorted(found, key=lambda one: one[0])])


def by_frequency(bits: codes.Bits, names: list[str], public: list[str]) -> float:
    """Share of records named right by laying the commonest code beside the commonest name of others, and so on."""
    seen = [one.tobytes() for one in bits]
    ranked = [code for code, _ in Counter(seen).most_common()]
    known = [name for name, _ in Counter(public).most_common()]
    guess = dict(zip(ranked, known, strict=False))
    return sum(guess.get(code) == name for code, name in zip(seen, names, strict=True)) / len(names)


def unevenness(bits: codes.Bits) -> float:
    """Standard deviation of how often each bit is set: what mining for patterns of bits starts from."""
    return float(bits.mean(axis=0).std())


def by_likeness(attacked: np.ndarray, known: np.ndarray, most: int = 15) -> float:
    """Share of records recognised by whoever knows all of these people, from how alike they are to each other.

    Each record has a profile: how alike the fifteen most like it are. Profiles of codes are laid beside those of the
    known people so that they fit best together: the first step of matching graphs (Vidanage, Christen, Ranbaduge &
    Schnell 2020, CIKM), without the later ones that make it stronger.
    """
    shuffled = np.random.default_rng(1).permutation(len(attacked))
    hidden = attacked[np.ix_(shuffled, shuffled)]
    profiles = [-np.sort(-(one - np.eye(len(one))), axis=1)[:, :most] for one in (hidden, known)]
    cost = ((profiles[0][:, None, :] - profiles[1][None, :, :]) ** 2).sum(axis=2)
    rows, columns = linear_sum_assignment(cost)
    return float((shuffled[rows] == columns).mean())


def alike(bits: codes.Bits, weights: dict[str, int], *, plain: bool) -> np.ndarray:
    """How alike the codes of each two records are, as whoever has the codes works it out."""
    if not plain:
        return codes.similarity(codes.differing(bits, bits), codes.full_weight(list(weights.values())))
    shared = bits.astype(np.float32) @ bits.T.astype(np.float32)
    size = bits.sum(axis=1)
    return 2 * shared / (size[:, None] + size[None, :])
