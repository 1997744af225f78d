"""The parameters of a what-if model from a study, as a model file in its secure folder.

What is estimated is exact, so the file stays where exact figures are. Of a made-up study it may stand anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.history import build_history
from ketenzicht.secure_folder import only_run
from ketenzicht.study.run import MEMORY, history_settings, take_in
from ketenzicht.study.settings import Study, load_study
from ketenzicht.study.whatif_release import study_text
from ketenzicht.whole_file import write_whole

if TYPE_CHECKING:
    from ketenzicht.whatif.estimate import EstimatedModel

Tell = Callable[[str], None]


@dataclass(frozen=True)
class EstimatedStudy:
    """What was made.

    Args:
        study: the study.
        file: the model file.
        model: what stands in it; exact figures.
    """

    study: Study
    file: Path
    model: EstimatedModel


def estimate_study(
    folder: Path, file: Path, *, since: date | None = None, tell: Tell = lambda _step: None
) -> EstimatedStudy:
    """Estimate the parameters of a what-if model and write them to a model file.

    Args:
        folder: the study.
        file: the model file; a name alone lands in the secure folder of the study.
        since: from which day on things count, what lies before is only looked back at; after a quarter of the data
            when left out, five years at most.
        tell: hears the name of each step.

    Raises:
        UserError: a setting or file has a mistake, the file would land outside the secure folder, or the data or
            the chain tell too little for a model.
    """
    from ketenzicht.whatif.estimate import estimate_model
    from ketenzicht.whatif.estimate_file import model_text

    study = load_study(folder)
    target = _target(study, file)
    data = study.settings.data
    if since is not None and not data.first <= since < data.last:
        raise UserError(
            f"De dag {since} ligt niet in de gegevens.",
            why=f"De gegevens lopen van {data.first} tot en met {data.last}.",
            fix="Kies een andere dag met --since, of laat hem weg.",
        )
    with only_run(study.folder, "whatif estimate", tell) as run:
        intake = take_in(study, run.tell)
        with Engine(memory_limit=MEMORY, spill=study.secure / ".spill") as engine:
            engine.attach_parquet("events", study.secure / "events.parquet")
            engine.attach_parquet("involvement", study.secure / "involvement.parquet")
            run.tell("geschiedenissen reconstrueren")
            history = build_history(engine, study.chain, history_settings(study))
            run.tell("parameters schatten")
            model = estimate_model(history, since=since)
    text = model_text(
        model,
        title=study.settings.title,
        chain=_chain_name(study, target),
        synthetic=study.settings.synthetic,
    )
    if not study.settings.synthetic:
        text += study_text(study, target, intake.fingerprints)
    write_whole(target, text, secret=True)
    return EstimatedStudy(study, target, model)


def _target(study: Study, file: Path) -> Path:
    """Where the file lands.

    Raises:
        UserError: it is a folder, its folder does not exist, or it would leave the secure folder.
    """
    if file.parent == Path():
        return study.secure / file
    if not study.settings.synthetic and not file.resolve().is_relative_to(study.secure.resolve()):
        raise UserError(
            "Dit bestand zou buiten de beveiligde map van de studie komen.",
            why="Wat uit een studie is geschat, zijn exacte cijfers over echte mensen.",
            fix=f"Geef alleen een naam, zoals -o {file.name}: dan komt het bestand in out/secure van de studie.",
            file=file,
        )
    if file.is_dir() or not file.parent.is_dir():
        raise UserError(
            "Hier kan geen bestand komen.",
            fix="Geef de naam van een bestand in een map die bestaat.",
            file=file,
        )
    return file


def _chain_name(study: Study, file: Path) -> str:
    """The id of a chain that we ship, or the way from the file to the folder of another."""
    own = study.folder / study.settings.chain
    return os.path.relpath(own, file.parent) if own.is_dir() else study.settings.chain
