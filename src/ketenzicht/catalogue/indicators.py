"""How complete and how fresh a catalogue is: figures about the catalogue itself, not about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median

from ketenzicht.catalogue.checks import is_due
from ketenzicht.catalogue.gap_map import gap_map
from ketenzicht.catalogue.model import Catalogue


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    of: int
    total: int

    @property
    def percent(self) -> float | None:
        """In percent; None of nothing."""
        return 100 * self.of / self.total if self.total else None


@dataclass(frozen=True)
class Indicators:
    """What there is to say about a catalogue on a day."""

    studies: int
    by_theme: dict[str, int]
    median_age_years: float | None
    empty_cells: Share
    with_findings: Share
    with_effect_design: Share
    with_description_and_explanation: Share
    added_this_year: Share
    reviewed_in_time: Share


def indicators(catalogue: Catalogue, on: date) -> Indicators:
    """The indicators of a catalogue: our own choice; nobody has published a set for one of this kind.

    Args:
        catalogue: only studies that are taken up count.
        on: the day; the age of a study is the year of this day less the year in which it appeared.
    """
    studies = [study for study in catalogue.studies if study.state == "opgenomen"]
    cells = gap_map(catalogue, "themas", "methoden")
    total = len(studies)
    return Indicators(
        studies=total,
        by_theme={
            theme.id: sum(theme.id in study.themes for study in studies)
            for theme in catalogue.settings.themes
        },
        median_age_years=median(on.year - study.year for study in studies) if studies else None,
        empty_cells=Share(cells.empty, cells.known),
        with_findings=Share(sum(bool(study.findings) for study in studies), total),
        with_effect_design=Share(sum(study.design == "effect" for study in studies), total),
        with_description_and_explanation=Share(
            sum(bool(study.description and study.explanation) for study in studies), total
        ),
        added_this_year=Share(
            sum(study.added_on is not None and study.added_on.year == on.year for study in studies), total
        ),
        reviewed_in_time=Share(
            sum(not is_due(study, catalogue.settings.round, on) for study in studies), total
        ),
    )
