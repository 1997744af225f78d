"""A sample as it was drawn: which files, in which order, with which weight, who reads them, and what comes instead.

It is kept as one file in the secure folder. Drawing again with the same seed gives the same files; a file that cannot
be read is replaced by the next in its own stratum, with the reason, and both stay on record.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.intake.yaml_model import Places, error_at
from ketenzicht.sample.design import Drawn, allocate, by_size, simple, stratified, systematic
from ketenzicht.sample.double import read_twice
from ketenzicht.sample.lots import lots
from ketenzicht.sample.plan import Plan, known_attribute
from ketenzicht.sample.population import Population
from ketenzicht.whole_file import write_whole


@dataclass(frozen=True)
class SampleFile:
    """One file of a sample.

    Args:
        number: the place in the order of reading, from 1.
        case: the pseudonym.
        stratum: the stratum; empty without strata.
        chance: the chance that it had to be drawn.
        readers: who read it; the first alone, or two of them.
        attributes: what its first report says.
        gone: why it cannot be read; empty when it can.
    """

    number: int
    case: str
    stratum: str
    chance: float
    readers: tuple[str, ...]
    attributes: Mapping[str, str]
    gone: str = ""


@dataclass(frozen=True)
class Sample:
    """A sample of the cases of a study.

    Args:
        design: how it was drawn.
        seed: of the lots.
        stratum: the attribute that makes the strata; empty without.
        cases: how many cases it was drawn from.
        sizes: the same by stratum.
        files: in the order of reading, replaced ones and their replacements included.
        reserves: by stratum, what comes next: pseudonym and what its first report says.
        population: by attribute and value, how many cases there are.
    """

    design: str
    seed: int
    stratum: str
    cases: int
    sizes: Mapping[str, int]
    files: tuple[SampleFile, ...]
    reserves: Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]]
    population: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def by_size(self) -> bool:
        """Whether chances differ between cases of one stratum."""
        return self.design == "naar-omvang"

    @property
    def readable(self) -> tuple[SampleFile, ...]:
        """The files that can be read."""
        return tuple(file for file in self.files if not file.gone)

    def file(self, case: str) -> SampleFile:
        """The file of a case.

        Raises:
            UserError: it is not in the sample.
        """
        found = [one for one in self.files if one.case == case or str(one.number) == case]
        if not found:
            raise UserError(
                "Dit dossier zit niet in de steekproef.",
                fix="Noem het nummer uit de lijst; zie: ketenzicht sample list STUDIE",
            )
        return found[0]


def draw(plan: Plan, places: Places, people: Population, most_reserves: int = 25) -> Sample:
    """A sample by a plan.

    Args:
        plan, places: what was asked, and where that stands.
        people: the cases.
        most_reserves: how many replacements are kept of each stratum.

    Raises:
        UserError: the cases cannot give what is asked; it names the line.
    """
    known = sorted(people.attributes)
    for at, name in enumerate(plan.compare):
        known_attribute(places, ("vergelijk", at), name, known)
    if plan.stratum is not None:
        known_attribute(places, ("laag",), plan.stratum, known)
    if plan.number > len(people.cases):
        raise error_at(
            places,
            ("aantal",),
            "Er zijn minder casussen dan gevraagd.",
            why=f"In de periode van de studie zijn het er {len(people.cases)}.",
        )
    found = _drawn(plan, places, people)
    compared = sorted({*plan.compare, *([plan.stratum] if plan.stratum else [])})
    told = [{name: people.attributes[name][row] for name in compared} for row in range(len(people.cases))]
    order = [people.cases[row] for row in found.rows]
    twice = set(read_twice(order, plan.twice, plan.seed))
    return Sample(
        design=plan.design,
        seed=plan.seed,
        stratum=plan.stratum or "",
        cases=len(people.cases),
        sizes=found.sizes,
        files=tuple(
            SampleFile(
                number,
                people.cases[row],
                found.stratum[number - 1],
                float(found.chance[number - 1]),
                _readers(plan, people.cases[row], number, people.cases[row] in twice),
                told[row],
            )
            for number, row in enumerate(found.rows.tolist(), start=1)
        ),
        reserves={
            name: tuple((people.cases[row], told[row]) for row in rows.tolist()[:most_reserves])
            for name, rows in found.replacements.items()
        },
        population={name: dict(sorted(Counter(people.attributes[name]).items())) for name in compared},
    )


def replace_file(sample: Sample, case: str, reason: str) -> tuple[Sample, SampleFile]:
    """The sample with another file instead of one that cannot be read, and that other file.

    Raises:
        UserError: there is no such file, it was replaced already, no reason is given, or nothing is left.
    """
    old = sample.file(case)
    if old.gone:
        raise UserError(f"Dossier {old.number} is al vervangen.", why=f"Reden: {old.gone}")
    if not reason.strip():
        raise UserError(
            "Zonder reden kan een dossier niet worden vervangen.",
            why="Wie het rapport leest, moet kunnen zien waarom dossiers ontbreken.",
        )
    left = list(sample.reserves.get(old.stratum, ()))
    if not left:
        raise UserError(
            "Er zijn geen vervangende dossiers meer in deze laag.", fix="Trek een nieuwe steekproef."
        )
    (name, told), *rest = left
    instead = replace(old, number=len(sample.files) + 1, case=name, attributes=told)
    files = tuple(replace(one, gone=reason.strip()) if one is old else one for one in sample.files)
    return (
        replace(sample, files=(*files, instead), reserves={**sample.reserves, old.stratum: tuple(rest)}),
        instead,
    )


def write_sample(path: Path, sample: Sample) -> None:
    """Keep a sample, readable by this user only; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    write_whole(path, json.dumps(asdict(sample), ensure_ascii=False, indent=1), secret=True)


def read_sample(path: Path) -> Sample:
    """The sample in a file.

    Raises:
        UserError: nothing was drawn yet, or the file is broken.
    """
    if not path.is_file():
        raise UserError(
            "Er is nog geen steekproef getrokken.",
            fix="Trek haar met: ketenzicht sample draw STUDIE",
            file=path,
        )
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        data["files"] = tuple(SampleFile(**one | {"readers": tuple(one["readers"])}) for one in data["files"])
        data["reserves"] = {
            name: tuple((case, told) for case, told in rows) for name, rows in data["reserves"].items()
        }
        return Sample(**data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(
            "De getrokken steekproef is niet te lezen.",
            why="Het bestand is beschadigd.",
            fix="Zet een kopie terug, of trek haar opnieuw met dezelfde seed.",
            file=path,
        ) from None


def _drawn(plan: Plan, places: Places, people: Population) -> Drawn:
    if plan.design == "eenvoudig":
        return simple(people.cases, plan.number, plan.seed)
    if plan.design == "systematisch":
        return systematic(people.cases, plan.number, plan.seed, [str(day) for day in people.first_on])
    if plan.design == "naar-omvang":
        return by_size(people.cases, people.reports, plan.number, plan.seed)
    strata = people.attributes[plan.stratum or ""]
    sizes = dict(sorted(Counter(strata).items()))
    numbers = plan.numbers or _allocated(plan, places, sizes)
    for name in sorted(set(sizes) | set(numbers)):
        if not 1 <= numbers.get(name, 0) <= sizes.get(name, 0):
            raise error_at(
                places,
                ("aantallen",),
                f"Uit de laag '{name}' zijn {numbers.get(name, 0)} dossiers gevraagd, en er zijn er "
                f"{sizes.get(name, 0)}.",
                why="Elke laag die voorkomt moet dossiers geven; anders zegt de steekproef daar niets over.",
            )
    return stratified(people.cases, strata, numbers, plan.seed)


def _allocated(plan: Plan, places: Places, sizes: Mapping[str, int]) -> dict[str, int]:
    try:
        return allocate(sizes, plan.number, plan.allocation)
    except ValueError:
        raise error_at(
            places,
            ("aantal",),
            f"Met {plan.number} dossiers krijgt niet elke laag er minstens twee.",
            why=f"Er zijn {len(sizes)} lagen, en met een dossier per laag is er geen marge te geven.",
            fix="Vraag meer dossiers, of kies een kenmerk met minder waarden.",
        ) from None


def _readers(plan: Plan, case: str, number: int, twice: bool) -> tuple[str, ...]:
    """Readers take turns; who comes second in a file that is read twice goes by lot."""
    first = plan.readers[(number - 1) % len(plan.readers)]
    if not twice:
        return (first,)
    others: Sequence[str] = [one for one in plan.readers if one != first]
    luck = lots([f"{case} {one}" for one in others], plan.seed, "tweede lezer")
    return (first, others[int(luck.argmin())])
