"""``study new``: a folder with settings and a guessed mapping for each registration file, ready to be corrected.

Registrations are not copied: a study refers to them by path, so that identifiers stay where they were.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketenzicht.chain import load_chain
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.intake.guess import GuessedFile, guess_file, mapping_text
from ketenzicht.intake.guess.layout import cbs_mapping, guess_layout
from ketenzicht.intake.guess.names import plain
from ketenzicht.intake.guess.profile import days_of, profile
from ketenzicht.intake.guess.write import scalar
from ketenzicht.intake.mapping import Layout

MAPPINGS = "koppelingen"


@dataclass(frozen=True)
class NewStudy:
    """What was made: the folder, and for each file its mapping file and what was guessed."""

    folder: Path
    files: tuple[tuple[Path, Path, GuessedFile], ...]

    @property
    def columns(self) -> int:
        """Number of columns in all files."""
        return sum(len(guessed.guesses) for _file, _mapping, guessed in self.files)

    @property
    def open(self) -> int:
        """Number of columns that someone still has to choose a meaning for."""
        return sum(len(guessed.open) for _file, _mapping, guessed in self.files)


def new_study(
    folder: Path,
    chain_name: str,
    registrations: Sequence[Path],
    *,
    tell: Callable[[str], None] = lambda _step: None,
) -> NewStudy:
    """Make a study folder; a study or a mapping that is there is never overwritten, and what fails leaves nothing.

    Args:
        folder: the folder to make.
        chain_name: id or folder of the chain.
        registrations: the files, older deliveries first.
        tell: is called with the name of each step.

    Raises:
        UserError: the folder holds a study or such a mapping already, or a file cannot be read.
    """
    from ketenzicht.intake.pseudonym import prepare

    settings = folder / "study.yaml"
    targets = _mapping_files(folder / MAPPINGS, registrations)
    _demand_free(settings, targets)
    chain = load_chain(chain_name)
    guessed_files: list[GuessedFile] = []
    texts: dict[Path, str] = {}
    days: list[tuple[date, date]] = []
    with tempfile.TemporaryDirectory(prefix="ketenzicht-") as work, Engine() as engine:
        prepare(engine, b"\0" * 32)  # no pseudonym is made here; only the other functions are used
        for position, (path, target) in enumerate(zip(registrations, targets, strict=True)):
            tell(f"{path.name} bekijken")
            layout = guess_layout(path)
            read_as = Layout.model_validate(layout)
            found = profile(engine, path, read_as, Path(work), f"sample_{position}")
            columns = tuple(column.name for column in found.columns)
            own = read_as.kind == "cbs-vt-1"
            guessed = cbs_mapping(columns, chain) if own else guess_file(engine, found, chain)
            guessed_files.append(guessed)
            texts[target] = mapping_text(
                guessed, _reference(path, target.parent, folder), columns, layout, chain
            )
            covered = days_of(engine, found, guessed.time_columns)
            days += [covered] if covered else []
    names = [target.relative_to(folder).as_posix() for target in targets]
    _write_study(folder, texts | {settings: _settings_text(folder, chain_name, names, days)})
    return NewStudy(folder, tuple(zip(registrations, targets, guessed_files, strict=True)))


def _mapping_files(folder: Path, registrations: Sequence[Path]) -> list[Path]:
    """A mapping for each registration, named after it, with a number behind it when two have the same name."""
    names: list[str] = []
    for path in registrations:
        name = plain(path.name.split(".")[0]) or "registratie"
        numbered = (f"{name}-{number}" for number in range(2, len(names) + 2))
        names.append(next(one for one in (name, *numbered) if one not in names))
    return [folder / f"{name}.yaml" for name in names]


def _demand_free(settings: Path, mappings: Sequence[Path]) -> None:
    """Refuse what would write over somebody's settings, or over mappings that somebody corrected."""
    if settings.exists():
        raise UserError(
            "In deze map staat al een studie.",
            why="Een bestaande studie wordt nooit overschreven.",
            fix=f"Kies een andere map, of haal study.yaml en {MAPPINGS} weg.",
            file=settings.parent,
        )
    there = next((mapping for mapping in mappings if mapping.exists()), None)
    if there is not None:
        raise UserError(
            f"In deze map staat al een koppeling met de naam {there.name}.",
            why="Een bestaande koppeling wordt nooit overschreven: misschien is er iets in verbeterd.",
            fix=f"Kies een andere map, of haal {there.relative_to(settings.parent).as_posix()} weg.",
            file=there,
        )


def _write_study(folder: Path, texts: Mapping[Path, str]) -> None:
    """Write all files; whatever stops it halfway takes away what it wrote, and nothing else."""
    existed = folder.exists()
    written: list[Path] = []
    try:
        (folder / MAPPINGS).mkdir(parents=True, exist_ok=True)
        for target, text in texts.items():
            with target.open("x", encoding="utf-8") as stream:
                written.append(target)
                stream.write(text)
    except BaseException:
        for target in written:
            target.unlink(missing_ok=True)
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _reference(path: Path, start: Path, folder: Path) -> str:
    """The path of a registration as a mapping names it: relative inside the study, absolute outside it."""
    absolute = path.resolve()
    if folder.resolve() in absolute.parents:
        return Path(os.path.relpath(absolute, start.resolve())).as_posix()
    return absolute.as_posix()


def _settings_text(folder: Path, chain: str, mappings: list[str], days: list[tuple[date, date]]) -> str:
    first = min((day for day, _last in days), default=date(2020, 1, 1))
    last = max((day for _first, day in days), default=date(2024, 12, 31))
    year = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    period_first = max(first, date(year, 1, 1))
    period_last = max(period_first, min(last, date(year, 12, 31)))
    guessed = "geraden uit de bestanden; controleer dit" if days else "nog in te vullen"
    listed = "\n".join(f"  - {scalar(name)}" for name in mappings)
    shown_chain = Path(os.path.relpath(chain, folder)).as_posix() if Path(chain).is_dir() else chain
    return f"""\
# De instellingen van deze studie.
keten: {scalar(shown_chain)}
titel: {scalar(folder.resolve().name)}

# De eerste en laatste dag die de registraties beslaan ({guessed}).
# Wat op de laatste dag nog loopt, telt als lopend.
gegevens: {{van: {first}, tot: {last}}}

# De periode waarover geteld wordt (een heel jaar; pas aan).
periode: {{van: {period_first}, tot: {period_last}}}

eenheid: huishouden  # of: persoon
koppelingen:  # een bestand per registratie; later in de lijst is een latere levering
{listed}
maten: alle
zelfde_dag_samenvoegen: true
talen: [nl, en]

# Het beleid van de bronhouder beschermt de cijfers. Strenger mag; haal dan het hekje weg.
# onthulling: {{drempel: 20}}
"""
