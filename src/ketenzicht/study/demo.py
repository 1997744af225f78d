"""The demo study: a folder with made-up registrations of Veilig Thuis, ready to run.

It is an ordinary study: whoever reads it knows what a study of their own looks like. It is marked synthetic, and
that mark reaches every page of the report.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.study.release import LEDGER_NAME
from ketenzicht.whatif.households import Window
from ketenzicht.whatif.registration import Written, write_registration
from ketenzicht.whatif.world import shipped_world

DEFAULT_HOUSEHOLDS, DEFAULT_SEED = 20_000, 2024
MOST_HOUSEHOLDS = 10_000_000
"""Person numbers have eight digits."""
WINDOW = Window(date(2018, 1, 1), date(2025, 12, 31))
PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
MAPPINGS = ("meldingen", "trajecten")

_STUDY = """\
# Een verzonnen studie, gemaakt met: ketenzicht demo --households {households} --seed {seed}
# Niemand in deze bestanden bestaat.
keten: veilig-thuis
titel: 'Demo: meldingen bij een verzonnen Veilig Thuis'
periode: {{van: {period_from}, tot: {period_to}}}
gegevens: {{van: {data_from}, tot: {data_to}}}
eenheid: huishouden
koppelingen: [{mappings}]
maten: alle
zelfde_dag_samenvoegen: true
talen: [nl, en]
synthetisch: true
seed: {seed}
"""


def make_demo_study(
    folder: Path,
    *,
    households: int = DEFAULT_HOUSEHOLDS,
    seed: int = DEFAULT_SEED,
    tell: Callable[[str], None] = lambda _step: None,
) -> Written:
    """Make the demo study in ``folder``; whatever stops it halfway leaves the folder as it was.

    An existing demo study is made anew: its ``out`` folder stays, its ledger goes, for it is about other people.
    Any other folder that is not empty is refused.

    Args:
        folder: the study folder.
        households: how many households have at least one report in the data.
        seed: the same seed gives the same bytes.
        tell: hears how far it is.

    Raises:
        UserError: a folder that holds something else, or a number of households that cannot be made.
    """
    if not 1 <= households <= MOST_HOUSEHOLDS:
        raise UserError(
            f"Het aantal huishoudens is {households}; het moet van 1 tot en met {MOST_HOUSEHOLDS} zijn.",
            fix="Kies een ander aantal met --households.",
        )
    if seed < 0:
        raise UserError(f"De seed is {seed}; een seed is 0 of hoger.", fix="Kies een ander getal met --seed.")
    _check_target(folder)
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        (draft / "registraties").mkdir(parents=True)
        (draft / "koppelingen").mkdir()
        written = write_registration(
            draft / "registraties", shipped_world(), WINDOW, households=households, seed=seed, tell=tell
        )
        for name in MAPPINGS:
            text = (files("ketenzicht.study") / "demo_mappings" / f"{name}.yaml").read_text("utf-8")
            (draft / "koppelingen" / f"{name}.yaml").write_text(text, "utf-8")
        (draft / "study.yaml").write_text(_study_text(households, seed), "utf-8")
        _move_into(draft, folder)
        for about_others in folder.glob(f"{LEDGER_NAME}*"):
            about_others.unlink()
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return written


def _study_text(households: int, seed: int) -> str:
    return _STUDY.format(
        households=households,
        seed=seed,
        period_from=PERIOD[0],
        period_to=PERIOD[1],
        data_from=WINDOW.first,
        data_to=WINDOW.last,
        mappings=", ".join(f"koppelingen/{name}.yaml" for name in MAPPINGS),
    )


def _check_target(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(
            "Hier staat een bestand, geen map.", file=folder, fix="Kies een andere map met --folder."
        )
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    study = folder / "study.yaml"
    if not study.is_file() or "ketenzicht demo" not in study.read_text("utf-8", errors="replace"):
        raise UserError(
            "Deze map is niet leeg en is geen demo.",
            why="De demo overschrijft niets wat zij niet zelf heeft gemaakt.",
            fix="Kies een andere map met --folder.",
            file=folder,
        )


def _move_into(draft: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in sorted(draft.iterdir()):
        target = folder / part.name
        if target.is_dir():
            shutil.rmtree(target)
        part.replace(target)
