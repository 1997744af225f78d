"""Rates per day: first reports by the calendar, and cases that leave sight."""

from __future__ import annotations

from datetime import date
from math import expm1, log

import numpy as np

from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.poisson import poisson_regression
from ketenzicht.whatif.estimate_pieces import Ints, Piece
from ketenzicht.whatif.uncertain import Estimate, Estimates, Floats, Missing, with_errors

SQL = "ketenzicht.whatif.sql"
YEAR = 365.25
DAYS_FOR_TREND = 731
"""Two years: with less, season and trend cannot be told apart."""
DAYS_FOR_WEEK = 28
FEWEST = 20
"""First reports, or losses of one kind."""
NO_SEASON = "Er is minder dan twee jaar aan eerste meldingen: seizoen en groei zijn niet te onderscheiden."
NOT_EVERY = "Niet in elke maand, of niet op elke dag van de week, is er een eerste melding."
MOST_GROWTH = 2.0
"""Twice as many each year, or half: further from 1 it cannot be carried on for years."""
STEEP = "Er zijn elk jaar twee keer zo veel of zo weinig meldingen; dat gaat niet zo door. Het gemiddelde is genomen."
SPREAD = "Dagen verschillen meer dan door toeval alleen; de onzekerheid is daarop verbreed."
TOO_FEW = "Dit verlies komt minder dan 20 keer voor; het model laat het weg."


def estimate_arrivals(history: History, at: str, since: date, first_day: date) -> Estimates:
    """First reports per day: a Poisson regression on trend, month and weekday.

    The factors of months, and of weekdays, have a product of 1. Errors are widened where days differ more than
    chance makes them.

    Args:
        history: with ``estimated_case``.
        at: dotted name of the kind of case in the model file.
        since: the day from which first reports count.
        first_day: the day for which the rate holds, with all factors 1.

    Raises:
        ValueError: hardly any first report.
    """
    table = history.table(statement(SQL, "first_reports"), since=since)
    days = np.asarray(table.column("day").to_numpy(), dtype="datetime64[D]")
    count = np.asarray(table.column("number").to_numpy(), dtype=np.float64)
    if count.sum() < FEWEST:
        raise ValueError(f"there are fewer than {FEWEST} first reports")
    years = (days - np.datetime64(first_day)).astype(np.float64) / YEAR
    month = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype(int) + 3) % 7
    long = len(days) >= DAYS_FOR_TREND
    parts: list[tuple[str, Floats, Floats]] = [("per_dag", np.ones((len(days), 1)), np.eye(1))]
    missing = []
    if not long:
        missing.append(Missing(f"{at}.aankomst.seizoen", NO_SEASON))
    elif _steep(years, count):
        missing.append(Missing(f"{at}.aankomst.groei_per_jaar", STEEP))
    else:
        parts.append(("groei_per_jaar", years[:, None], np.eye(1)))
    for name, level, number, enough in (
        ("seizoen", month, 12, long),
        ("weekdagen", weekday, 7, len(days) >= DAYS_FOR_WEEK),
    ):
        if enough and np.bincount(level, count, number).all():
            parts.append((name, *_factors(level, number)))
        elif enough:
            missing.append(Missing(f"{at}.aankomst.{name}", NOT_EVERY))
    fit = poisson_regression(count, np.hstack([columns for _, columns, _ in parts]))
    change = np.zeros((sum(len(back) for _, _, back in parts), len(fit.coefficient)))
    row = column = 0
    names: list[str] = []
    for name, _, back in parts:
        height, width = back.shape
        change[row : row + height, column : column + width] = back
        names += [name] if height == 1 else [f"{name}.{place}" for place in range(1, height + 1)]
        row, column = row + height, column + width
    effect, covariance = change @ fit.coefficient, change @ fit.quasi_covariance @ change.T
    note = SPREAD if fit.dispersion > 1 else ""
    estimates = []
    for place, (name, value) in enumerate(zip(names, effect, strict=True)):
        is_growth = name == "groei_per_jaar"
        if is_growth:  # it is told as a change per year, not as its logarithm
            covariance[place] *= np.exp(value)
            covariance[:, place] *= np.exp(value)
        estimates.append(
            Estimate(
                f"{at}.aankomst.{name}",
                expm1(value) if is_growth else float(np.exp(value)),
                "plain" if is_growth else "log",
                0.0,
                n=int(count.sum()),
                note=note if name == "per_dag" else "",
            )
        )
    return Estimates(with_errors(estimates, covariance), covariance, tuple(missing))


def _steep(years: Floats, count: Floats) -> bool:
    """Whether numbers change so fast that the trend says nothing about other years."""
    trend = poisson_regression(count, np.column_stack([np.ones(len(years)), years])).coefficient[1]
    return abs(float(trend)) > log(MOST_GROWTH)


def _factors(level: Ints, number: int) -> tuple[Floats, Floats]:
    """Columns for levels whose effects add up to 0, and the matrix from coefficients to all effects."""
    back = np.vstack([np.eye(number - 1), -np.ones(number - 1)])
    return back[level], back


def estimate_losses(history: History, at: str, since: date) -> Piece:
    """Losses per year of the time that cases were in sight, one rate for each kind."""
    table = history.table(statement(SQL, "estimated_losses"), since=since)
    case, days = (table.column(name).to_numpy().astype(np.int64) for name in ("number", "days"))
    loss = np.array([name or "" for name in table.column("loss").to_pylist()])
    estimates, columns, missing = list[Estimate](), list[Floats](), list[Missing]()
    for kind in (event.id for event in history.chain.events if event.kind == "verlies"):
        happened = (loss == kind).astype(np.float64)
        if happened.sum() < FEWEST:
            missing.append(Missing(f"{at}.verlies.{kind}", TOO_FEW))
            continue
        rate = happened.sum() / days.sum()
        estimates.append(
            Estimate(
                f"{at}.verlies.{kind}",
                float(rate * YEAR),
                "log",
                0.0,
                n=len(days),
                events=int(happened.sum()),
                note="Per jaar.",
            )
        )
        columns.append((happened - rate * days) / happened.sum())
    influence = np.column_stack(columns) if columns else np.zeros((len(case), 0))
    return Piece(tuple(estimates), case, influence, tuple(missing))
