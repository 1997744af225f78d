"""The yearly round: what came in, what was changed, what is due for review, what was taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ketenzicht.catalogue.checks import is_due
from ketenzicht.catalogue.model import Catalogue, Study


@dataclass(frozen=True)
class YearlyRound:
    """A round on a day: studies by what happened to them since the round before."""

    since: date
    on: date
    added: tuple[Study, ...]
    reviewed: tuple[Study, ...]
    due: tuple[Study, ...]
    retired: tuple[Study, ...]
    out_of_scope: tuple[Study, ...]


def last_round(catalogue: Catalogue, on: date) -> date:
    """The first day of the round's month that came before a day."""
    first = date(on.year, catalogue.settings.round.month, 1)
    return first if first < on else first.replace(year=on.year - 1)


def yearly_round(catalogue: Catalogue, on: date, since: date | None = None) -> YearlyRound:
    """What a round on a day finds.

    Args:
        catalogue: the studies.
        on: the day.
        since: what was done after this day counts; the beginning of the round's month before, when left out.
    """
    begin = since or last_round(catalogue, on)

    def within(day: date | None) -> bool:
        return day is not None and begin < day <= on

    taken_up = [study for study in catalogue.studies if study.state == "opgenomen"]
    first_year = catalogue.settings.round.in_scope_from
    return YearlyRound(
        since=begin,
        on=on,
        added=tuple(study for study in taken_up if within(study.added_on)),
        reviewed=tuple(
            study for study in taken_up if within(study.reviewed_on) and study.reviewed_on != study.added_on
        ),
        due=tuple(study for study in taken_up if is_due(study, catalogue.settings.round, on)),
        retired=tuple(
            study
            for study in catalogue.studies
            if study.state == "teruggetrokken" and within(study.reviewed_on)
        ),
        out_of_scope=tuple(study for study in taken_up if first_year is not None and study.year < first_year),
    )
