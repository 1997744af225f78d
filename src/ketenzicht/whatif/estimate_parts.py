"""What of a chain a what-if model is made of: which stages are involvement, which follow which, how a case stands.

All of it follows from the chain description. Where one stage begins with a report and others are part of it, that is
the involvement as a whole: its parts are the stages inside, and the other stages go on without it. Any other chain is
open: nothing says when involvement ends, so it lasts as long as stages run.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.chain.model import Chain, Stage
from ketenzicht.errors import UserError

PHASE, ELSEWHERE = "fase", "elders"
"""The two respects in which a case stands: within involvement, and outside it."""
BETWEEN, HALF_YEAR_AFTER, TWO_YEARS_AFTER, LATER, NOTHING = (
    "tussen",
    "halfjaar-na",
    "twee-jaar-na",
    "later",
    "geen",
)
HALF_YEAR, TWO_YEARS = 182, 730
LEFT_FROM = 100
"""Places of what is left behind lie from here on, two for each stage: ended, and ended by dropping out."""


@dataclass(frozen=True)
class Parts:
    """The stages of a chain by their part in a model.

    Args:
        chain: the chain.
        umbrella: the involvement as a whole; None in an open chain.
        inside: the stages of involvement.
        outside: the stages that go on without it; in an open chain those of a whole that no report begins, as help.
        entry: the stage that a report begins; None in an open chain, where the first stages are looked up.
    """

    chain: Chain
    umbrella: Stage | None
    inside: tuple[Stage, ...]
    outside: tuple[Stage, ...]
    entry: Stage | None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All of them, without the whole."""
        return (*self.inside, *self.outside)

    def by_report(self, stage: Stage) -> bool:
        """Whether a report can begin this stage."""
        return bool(_inflow(self.chain) & set(stage.begins_with))

    def may_follow(self, stage: Stage) -> tuple[Stage, ...]:
        """Stages that can begin after this one within involvement: not those that only begin with another's end."""
        return tuple(
            other
            for other in (*self.inside, *self.outside)
            if other not in (stage, self.entry)
            and not any(
                set(other.begins_with) <= set(third.ends_with)
                for third in (*self.inside, *self.outside)
                if third not in (stage, other)
            )
        )

    def waits(self, stage: Stage) -> bool:
        """Whether the end of a stage is the beginning of another: then it may never come."""
        begins = {event for other in self.stages if other is not stage for event in other.begins_with}
        return bool(begins & set(stage.ends_with))

    def begins_with(self, event: str) -> Stage | None:
        """The stage outside involvement that begins with an event."""
        return next((stage for stage in self.outside if event in stage.begins_with), None)

    @property
    def left_behind(self) -> dict[str, int]:
        """For each stage outside whose end begins no other stage, the place of what it leaves behind."""
        return {
            stage.id: LEFT_FROM + 2 * place
            for place, stage in enumerate(self.outside)
            if not any(self.begins_with(event) for event in stage.ends_with)
        }

    @property
    def dropouts(self) -> frozenset[str]:
        """End reasons that count as drop-out."""
        return frozenset(reason.id for reason in self.chain.end_reasons if reason.dropout == "hoofd")

    def phases(self) -> dict[int, str]:
        """Levels of the standing within involvement by their place in ``return_rows``, in order."""
        running = {place: stage.id for place, stage in enumerate(self.inside)}
        after = {-1: HALF_YEAR_AFTER, -2: TWO_YEARS_AFTER}
        if self.umbrella is None:  # the first level is that of a case of which no stage has begun yet
            return {-3: LATER} | running | after
        return running | {len(self.inside): BETWEEN} | after | {-3: LATER}

    def elsewhere(self) -> dict[int, str]:
        """Levels of the standing outside involvement by their place in ``return_rows``, in order."""
        running = {place: stage.id for place, stage in enumerate(self.outside)}
        left = {}
        for stage, place in self.left_behind.items():
            left[place] = f"na-{stage}"
            if self.dropouts:
                left[place + 1] = f"na-{stage}-uitval"
        return {-1: NOTHING} | running | left


def _inflow(chain: Chain) -> set[str]:
    return {event.id for event in chain.events if event.kind == "instroom"}


def parts_of(chain: Chain) -> Parts:
    """The stages of a chain by their part in a model.

    Raises:
        UserError: the chain has no event that cases come in by, or no stage.
    """
    inflow = _inflow(chain)
    if not inflow or not chain.stages:
        raise UserError(
            f"De keten '{chain.id}' heeft geen {'fase' if inflow else 'melding'} om een model mee te beginnen.",
            why="Een wat-als-model volgt zaken van een melding door de fasen die daarna komen.",
            fix="Beschrijf in keten.yaml een gebeurtenis van soort 'instroom', en fasen met begin en einde.",
        )
    wholes = {stage.part_of for stage in chain.stages} - {None}
    leaves = tuple(stage for stage in chain.stages if stage.id not in wholes)
    if len(wholes) == 1:
        [umbrella] = (stage for stage in chain.stages if stage.id in wholes)
        inside = tuple(stage for stage in leaves if stage.part_of == umbrella.id)
        entry = next((stage for stage in inside if inflow & set(stage.begins_with)), None)
        if entry is not None:
            outside = tuple(stage for stage in leaves if stage not in inside)
            return Parts(chain, umbrella, inside, outside, entry)
    own = {stage.id for stage in chain.stages if stage.id in wholes and not inflow & set(stage.begins_with)}
    outside = tuple(stage for stage in leaves if stage.part_of in own)
    return Parts(chain, None, tuple(stage for stage in leaves if stage not in outside), outside, None)
