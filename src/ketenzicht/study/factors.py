"""What the figures that a study released show of each factor of its chain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.study.settings import load_study
from ketenzicht.whole_file import demand_whole


def study_factors(folder: Path) -> list[dict[str, Any]]:
    """The factors in ``results.json`` of the last run: nothing is shown here that was not protected there.

    Args:
        folder: the study folder.

    Raises:
        UserError: the study was not run or may not write its data, or its chain describes no factors.
    """
    study = load_study(folder)
    path = study.out / "results.json"
    if not study.chain.factors:
        raise UserError(
            f"De keten '{study.chain.id}' beschrijft geen oorzaken.",
            fix="Beschrijf ze in oorzaken.yaml bij de keten, en voer de studie opnieuw uit.",
        )
    found: list[dict[str, Any]] = study_results(folder).get("factors", [])
    if [item["id"] for item in found] != [item.id for item in study.chain.factors]:
        raise UserError(
            "De vrijgegeven cijfers horen bij andere oorzaken dan de keten nu beschrijft.",
            fix=f"Voer de studie opnieuw uit: ketenzicht study run {folder}",
            file=path,
        )
    return found


def study_results(folder: Path) -> dict[str, Any]:
    """The figures that a study released in its last run.

    Args:
        folder: the study folder.

    Raises:
        UserError: the study was not run or may not write its data.
    """
    path = load_study(folder).out / "results.json"
    if not path.is_file():
        raise UserError(
            "Er zijn nog geen vrijgegeven cijfers van deze studie.",
            why="Alleen wat is vrijgegeven, wordt ernaast gelegd.",
            fix=f"Voer eerst uit: ketenzicht study run {folder}",
            file=path,
        )
    demand_whole(path.parent)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
