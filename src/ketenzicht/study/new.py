"""``study new``: a folder with settings and a guessed mapping for each registration file, ready to be corrected.

Registrations are not copied: a study refers to them by path, so that identifiers stay where they were.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketenzicht.chain import load_chain
from ketenzicht.errors import UserError
from ketenzicht.intake.guess import GuessedFile, guess_file, mapping_text
from ketenzicht.intake.guess.layout import cbs_mapping, guess_layout
from ketenzicht.intake.guess.names import plain
from ketenzicht.intake.guess.write import scalar

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
    """Make a study folder; an existing study is never overwritten.

    Args:
        folder: the folder to make.
        chain_name: id or folder of the chain.
        registrations: the files, older deliveries first.
        tell: is called with the name of each step.

    Raises:
        UserError: the folder holds a study already, or a file cannot be read.
    """
    from ketenzicht.engine import Engine
    from ketenzicht.intake.guess.profile import days_of, profile
    from ketenzicht.intake.mapping import Layout
    from ketenzicht.intake.pseudonym import prepare

    settings = folder / "study.yaml"
    if settings.exists():
        raise UserError(
            "In deze map staat al een studie.",
            why="Een bestaande studie wordt nooit overschreven.",
            fix="Kies een andere map, of haal study.yaml en koppelingen weg.",
            file=folder,
        )
    chain = load_chain(chain_name)
    texts: list[tuple[Path, Path, GuessedFile, str]] = []
    days: list[tuple[date, date]] = []
    with tempfile.TemporaryDirectory(prefix="ketenzicht-") as work, Engine() as engine:
        prepare(engine, b"\0" * 32)  # no pseudonym is made here; only the other functions are used
        for position, path in enumerate(registrations):
            tell(f"{path.name} bekijken")
            layout = guess_layout(path)
            read_as = Layout.model_validate(layout)
            found = profile(engine, path, read_as, Path(work), f"sample_{position}")
            target = folder / MAPPINGS / f"{_free_name(path, texts)}.yaml"
            columns = tuple(column.name for column in found.columns)
            own = read_as.kind == "cbs-vt-1"
            guessed = cbs_mapping(columns, chain) if own else guess_file(engine, found, chain)
            text = mapping_text(guessed, _reference(path, target.parent, folder), columns, layout, chain)
            texts.append((path, target, guessed, text))
            covered = days_of(engine, found, guessed.time_columns)
            days += [covered] if covered else []
    existed = folder.exists()
    try:
        (folder / MAPPINGS).mkdir(parents=True, exist_ok=True)
        for _path, target, _guessed, text in texts:
            target.write_text(text, encoding="utf-8")
        names = [target.relative_to(folder).as_posix() for _path, target, _guessed, _text in texts]
        settings.write_text(_settings_text(folder, chain_name, names, days), encoding="utf-8")
    except BaseException:
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return NewStudy(folder, tuple((path, target, guessed) for path, target, guessed, _text in texts))


def _free_name(path: Path, made: Sequence[tuple[Path, Path, GuessedFile, str]]) -> str:
    """The name of a registration file, with a number behind it when a mapping has that name already."""
    name = plain(path.name.split(".")[0]) or "registratie"
    taken = {target.stem for _path, target, _guessed, _text in made}
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 2)))
    return next(one for one in names if one not in taken)


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
