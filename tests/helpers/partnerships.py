"""Made-up answers of 76 samenwerkingsverbanden to the survey on thuiszitters, with the truth that made them.

Forty give case rows, twenty-two totals only, six count enrolled young people only, eight do not answer. The chance of
an offer within three months is set for each. Nobody in it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration
from ketenzicht.survey.answers import AnswerFile, write_answer_file
from ketenzicht.survey.load import SurveyFolder, load_survey, new_survey

QUARTER = in_days(Duration(length=3, unit="maanden"))
FIRST, LAST = date(2025, 8, 1), date(2026, 7, 31)
WITH_ROWS, WITH_TOTALS, OTHERWISE, SILENT = 40, 22, 6, 8
REASONS = ("terug", "verhuisd", "vrijstelling-5a", "werk")


@dataclass(frozen=True)
class Truth:
    """What the answers were made with.

    Args:
        by_rows: chance of an offer within three months, where rows are given.
        by_totals: the same where totals are.
        ended: chance that being at home without an offer is over by then, for whatever reason.
        per_pupil: new absence per pupil.
    """

    by_rows: float = 0.54
    by_totals: float = 0.49
    ended: float = 0.72
    per_pupil: float = 0.004


def write_survey(folder: Path, seed: int = 1, truth: Truth | None = None) -> SurveyFolder:
    """A survey with 76 organisations and their answers."""
    truth, random = truth or Truth(), np.random.default_rng(seed)
    new_survey(folder, "thuiszitters")
    lines, kinds = ["code;naam;groep;contact;leerlingen"], _kinds()
    for number, kind in enumerate(kinds):
        group = "po" if number % 2 else "vo"
        pupils = int(random.lognormal(10, 0.5))
        code = f"SWV{number + 1:02}"
        lines.append(f"{code};Samenwerkingsverband {number + 1};{group};post@{code.lower()}.invalid;{pupils}")
        if kind != "silent":
            answers = answers_of(kind, pupils, random, truth)
            file = AnswerFile(code, "thuiszitters", "2026.11", answers, submitted=True)
            write_answer_file(folder / "antwoorden" / f"{code}.json", file)
    (folder / "organisaties.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_survey(folder)


def _kinds() -> list[str]:
    """Spread over the groups, so that response does not depend on them."""
    kinds = ["rows"] * WITH_ROWS + ["totals"] * WITH_TOTALS + ["otherwise"] * OTHERWISE + ["silent"] * SILENT
    order = np.random.default_rng(76).permutation(len(kinds))
    return [kinds[place] for place in order]


def answers_of(kind: str, pupils: int, random: np.random.Generator, truth: Truth) -> dict[str, Any]:
    """The answers of one organisation."""
    new = int(random.poisson(pupils * truth.per_pupil))
    begin, back, left = (int(random.poisson(share * new)) for share in (0.3, 0.5, 0.2))
    answers: dict[str, Any] = {
        "telling": "LRV" if kind == "otherwise" else "ABS_LRV",
        "abs": int(random.poisson(new / 2)),
        "lrv-begin": begin,
        "lrv-nieuw": new,
        "lrv-terug": min(back, begin + new),
        "lrv-weg": min(left, begin + new - min(back, begin + new)),
    }
    answers["lrv-eind"] = begin + new - answers["lrv-terug"] - answers["lrv-weg"]
    if kind == "rows":
        answers["jongeren"] = rows_of(answers["abs"], new, random, truth)
        answers["abs"] = sum(row["soort"] == "ABS" for row in answers["jongeren"])
    else:
        answers["aanbod-van"] = new
        answers["aanbod-binnen"] = int(random.binomial(new, truth.by_totals))
    return answers


def rows_of(absolute: int, new: int, random: np.random.Generator, truth: Truth) -> list[dict[str, Any]]:
    """Periods at home: offers and other ends at constant rates; some began before the school year."""
    total = -log(1 - truth.ended) / QUARTER
    offers = truth.by_rows / truth.ended
    rows = []
    for number in range(absolute + new):
        start = FIRST + timedelta(days=int(random.integers(-120, 365)))
        # days are counted upward, so that half a day is not the day of the start
        days = int(np.ceil(random.exponential(1 / total)))
        over = start + timedelta(days=days)
        if over < FIRST:
            continue
        row = {
            "nummer": f"j{number}",
            "soort": "ABS" if number < absolute else "LRV",
            "begin": start.isoformat(),
        }
        if over <= LAST:
            if random.random() < offers:
                row["aanbod-op"] = over.isoformat()
            else:
                row |= {"einde-op": over.isoformat(), "einde-reden": str(random.choice(REASONS))}
        rows.append(row)
    return rows
