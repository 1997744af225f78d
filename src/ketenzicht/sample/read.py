"""What was read of a sample, and what that tells of all cases.

A file that is not finished counts as not drawn: within its stratum the others stand for it. That is right when which
files are finished has nothing to do with what is in them; how many are missing is said.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ketenzicht.sample.codebook import UNKNOWN, Codebook, Variable, asked
from ketenzicht.sample.codings import Codings
from ketenzicht.sample.double import final
from ketenzicht.sample.drawn import Sample, SampleFile
from ketenzicht.sample.estimate import Estimate, mean, share

MEAN = "gemiddelde"
"""What stands for a level where a number is estimated."""


@dataclass(frozen=True)
class Read:
    """The finished files with what counts of each, and how many cases each stands for.

    Args:
        sample: the sample.
        files: the files (n).
        values: what was noted (n).
        weight, chance: per file (n).
        missing: files of the sample that are not finished.
        mark: another one when other files, or other answers, stand behind the figures.
    """

    sample: Sample
    files: tuple[SampleFile, ...]
    values: tuple[dict[str, Any], ...]
    weight: tuple[float, ...]
    chance: tuple[float, ...]
    missing: int
    mark: str

    def among(self, book: Codebook, variable: Variable) -> list[bool]:
        """The files in which a variable was asked and answered (n); ``onbekend`` is no number."""
        return [
            variable in asked(book, values)
            and variable.id in values
            and not (variable.kind == "getal" and values[variable.id] == UNKNOWN)
            for values in self.values
        ]

    def unanswered(self, book: Codebook, variable: Variable) -> int:
        """In how many files a variable was asked and nothing fits it, as after a change of the codebook."""
        return sum(variable in asked(book, one) and variable.id not in one for one in self.values)

    def share(self, has: Sequence[bool], among: Sequence[bool] | None = None) -> Estimate:
        """The share of all cases that have something.

        Args:
            has: whether each file has it (n).
            among: the files that it is a share of (n); all when left out.
        """
        stratum, sizes, chance = self._design()
        return share(has, self.weight, stratum, sizes, chance=chance, among=among)

    def estimates(self, variable: Variable, among: Sequence[bool]) -> dict[str, Estimate]:
        """By level the share of a choice, or the mean of a number; nothing of days and texts.

        Args:
            variable: the question.
            among: the files that are asked about (n), at least one.
        """
        said = [values.get(variable.id) for values in self.values]
        if variable.kind == "getal":
            numbers = [float(str(one)) if part else 0.0 for one, part in zip(said, among, strict=True)]
            stratum, sizes, chance = self._design()
            return {MEAN: mean(numbers, self.weight, stratum, sizes, chance=chance, among=among)}
        if variable.kind not in ("keuze", "meer-keuzes", "ja-nee"):
            return {}
        return {
            level: self.share([says(one, level) for one in said], among) for level in variable.known_levels
        }

    def _design(self) -> tuple[list[str], Mapping[str, int] | None, tuple[float, ...] | None]:
        """Stratum of each file, and the sizes or else the chances for the correction of a finite population."""
        stratum = [file.stratum for file in self.files]
        return (stratum, None, self.chance) if self.sample.by_size else (stratum, self.sample.sizes, None)


def read_files(book: Codebook, sample: Sample, codings: Codings) -> Read:
    """What was read of a sample."""
    noted = {file.case: final(book, codings, file.case) for file in sample.readable}
    files = tuple(file for file in sample.readable if noted[file.case])
    done = Counter(file.stratum for file in files)
    wanted: Mapping[str, float] = Counter(file.stratum for file in sample.readable)
    if not sample.by_size:  # as many as were drawn, also where one went without a replacement
        wanted = {file.stratum: file.chance * sample.sizes[file.stratum] for file in sample.readable}
    chance = tuple(file.chance * done[file.stratum] / wanted[file.stratum] for file in files)
    return Read(
        sample,
        files,
        tuple(noted[file.case] for file in files),
        tuple(1.0 / one for one in chance),
        chance,
        len(sample.readable) - len(files),
        _mark(sample, codings),
    )


def says(value: Any, level: str) -> bool:
    """Whether an answer is, or holds, a level."""
    return level in value if isinstance(value, list | tuple) else value == level


def _mark(sample: Sample, codings: Codings) -> str:
    newest = {
        (file.case, one.role, one.reader): one.values
        for file in sample.readable
        for one in codings.versions(file.case) + codings.versions(file.case, role="overleg")
    }
    files = [[file.case, file.chance] for file in sample.files]
    text = json.dumps([files, sorted([*key, dict(values)] for key, values in newest.items())], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:8]
