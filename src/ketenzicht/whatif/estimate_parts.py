"""What of a chain a what-if model is made of: which stages are involvement, which follow which, how a case stands.

All of it follows from the chain description: a stage that others are part of is the involvement as a whole, its parts
are the stages inside, and the other stages go on without it.
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
    """The stages of a chain by their part in a model."""

    chain: Chain
    umbrella: Stage
    inside: tuple[Stage, ...]
    outside: tuple[Stage, ...]
    entry: Stage

    def may_follow(self, stage: Stage) -> tuple[Stage, ...]:
        """Stages that can begin after this one: not those that only begin with the end of another."""
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
        return running | {len(self.inside): BETWEEN} | {-1: HALF_YEAR_AFTER, -2: TWO_YEARS_AFTER, -3: LATER}

    def elsewhere(self) -> dict[int, str]:
        """Levels of the standing outside involvement by their place in ``return_rows``, in order."""
        running = {place: stage.id for place, stage in enumerate(self.outside)}
        left = {}
        for stage, place in self.left_behind.items():
            left[place] = f"na-{stage}"
            if self.dropouts:
                left[place + 1] = f"na-{stage}-uitval"
        return {-1: NOTHING} | running | left


def parts_of(chain: Chain) -> Parts:
    """The stages of a chain by their part in a model.

    Raises:
        UserError: the chain has no stage, or several, that others are part of; or none that begins with a report.
    """
    whole = {stage.part_of for stage in chain.stages} - {None}
    if len(whole) != 1:
        number = "meer dan één" if whole else "geen"
        raise UserError(
            f"De keten '{chain.id}' heeft {number} fase waar andere een deel van zijn.",
            why="Een wat-als-model heeft één betrokkenheid, met de fasen daarbinnen en de fasen erbuiten.",
            fix="Beschrijf in keten.yaml één fase als geheel ('deel_van').",
        )
    umbrella = next(stage for stage in chain.stages if stage.id in whole)
    leaves = [stage for stage in chain.stages if stage is not umbrella]
    inside = tuple(stage for stage in leaves if stage.part_of == umbrella.id)
    inflow = {event.id for event in chain.events if event.kind == "instroom"}
    entry = next((stage for stage in inside if inflow & set(stage.begins_with)), None)
    if entry is None:
        raise UserError(
            f"De keten '{chain.id}' heeft geen fase die met een melding begint.",
            why="Een wat-als-model begint bij wat er na een melding gebeurt.",
            fix="Beschrijf in keten.yaml een fase die begint met een gebeurtenis van soort 'instroom'.",
        )
    return Parts(chain, umbrella, inside, tuple(stage for stage in leaves if stage not in inside), entry)
