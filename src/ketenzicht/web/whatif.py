"""What-if as a page: a few numbers of a model to change, what follows within seconds, and what it assumes beside it.

The numbers come in a form and nothing of it is kept. A model that was estimated from a study is not served: whoever
may try every change could work out its estimates. The model is run for every answer, so what runs it is imported
when the first question comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.visit import page, site
from ketenzicht.web.words import Words

if TYPE_CHECKING:
    from ketenzicht.publish.whatif_shown import PublishedWhatIf
    from ketenzicht.whatif.compare import Baseline
    from ketenzicht.whatif.model_file import ModelFile
    from ketenzicht.whatif.model_file_nodes import DialNode
    from ketenzicht.whatif.scenario import Scenario
    from ketenzicht.whatif.tornado import Bar

REPLICATIONS, DRAWS = 2, 3
"""Few, so that the answer comes within two seconds; the intervals are wide accordingly."""
PERCENT = 100


@dataclass(frozen=True)
class Problem:
    """An answer that cannot be."""

    field: str
    what: Label


@dataclass(frozen=True)
class Field:
    """A number of the form: its id, name, unit, what stands in it, and what it is in the model."""

    id: str
    name: Label
    percent: bool
    typed: str
    model: str
    problem: Label | None


@dataclass
class Desk:
    """A model to ask; the model as it is runs once, so that a question only runs its change.

    Raises:
        UserError: the model was estimated from a study.
    """

    model: ModelFile
    baseline: Baseline | None = field(default=None, repr=False)
    bars: tuple[Bar, ...] = field(default=(), repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        from ketenzicht.publish.whatif import refuse_estimated

        refuse_estimated(self.model)

    @property
    def dials(self) -> tuple[DialNode, ...]:
        """The numbers that may change."""
        return self.model.content.dials

    def is_percent(self, dial: DialNode) -> bool:
        """Whether a number is shown as a percentage."""
        return self.model.numbers[dial.parameter].kind in ("chance", "share")

    @property
    def values(self) -> tuple[float, ...]:
        """The dials as they stand in the model."""
        return tuple(self.model.values[dial.parameter] for dial in self.dials)

    def prepare(self) -> None:
        """Answer a first question, at the start of a server: so no visitor waits for what is run or loaded once."""
        from ketenzicht.publish.whatif_words import whatif_view

        lowest = tuple(dial.lowest for dial in self.dials[:1])
        whatif_view(self.ask((*lowest, *self.values[1:]), "-"), "nl")

    def rank(self) -> None:
        """Work out which numbers matter most, some ten seconds; answers say so from then on."""
        from ketenzicht.whatif.tornado import tornado

        self.bars = tornado(self.model, replications=1)

    def ask(self, values: tuple[float, ...], name: str) -> PublishedWhatIf:
        """What follows when the dials have these values; one question at a time is worked out."""
        from ketenzicht.publish.whatif import release_whatif
        from ketenzicht.whatif.compare import compare, run_baseline

        scenario = self.scenario(values, name)
        with self.lock:
            if self.baseline is None:
                self.baseline = run_baseline(self.model, replications=REPLICATIONS, draws=DRAWS)
            return release_whatif(compare(self.model, [scenario], baseline=self.baseline), bars=self.bars)

    def scenario(self, values: tuple[float, ...], name: str) -> Scenario:
        """The dials that differ from the model, from the first day on."""
        from ketenzicht.whatif.scenario import ChangeNode, Scenario, ScenarioContent

        before = self.model.values
        changes = tuple(
            ChangeNode(parameter=dial.parameter, to=value)
            for dial, value in zip(self.dials, values, strict=True)
            if value != before[dial.parameter]
        )
        content = ScenarioContent(name=name, start=self.model.span.first, changes=changes)
        return Scenario(content, {})


def whatif(request: HttpRequest, language: Language) -> HttpResponse:
    """The page: the form, and below it what follows."""
    from ketenzicht.publish.whatif_words import whatif_view

    desk = site(request).whatif
    if desk is None:
        raise Http404
    words = Words(language)
    posted = request.POST if request.method == "POST" else {}
    values, problems = read_dials(desk, posted, words)
    shown = desk.ask(values, words.text(message("Uw keuze"))) if not problems else None
    return page(
        request,
        "whatif.html.j2",
        language,
        status=422 if problems else 200,
        model=desk.model.content,
        fields=_fields(desk, posted, problems, words),
        problems=problems,
        view=whatif_view(shown, language) if shown else None,
        changed=bool(shown and shown.scenarios[0].changes),
    )


def read_dials(
    desk: Desk, posted: Mapping[str, str], words: Words
) -> tuple[tuple[float, ...], tuple[Problem, ...]]:
    """The values of the dials as they came in, and what is wrong with them; the model's own where none came in."""
    from ketenzicht.whatif.scenario import changed_values

    values, problems = [], []
    for number, dial in enumerate(desk.dials):
        value = desk.model.values[dial.parameter]
        typed = posted.get(f"n{number}", "").strip()
        if typed and typed != _as_typed(desk, dial, words):
            scale = PERCENT if desk.is_percent(dial) else 1
            try:
                value = float(typed.replace(",", ".").rstrip("% ")) / scale
            except ValueError:
                problems.append(
                    Problem(f"n{number}", message("Dit is geen getal. Schrijf bijvoorbeeld: 12,5"))
                )
                continue
            if not dial.lowest <= value <= dial.highest:
                limits = message(
                    "Kies een getal van {laag} tot en met {hoog}.",
                    laag=words.number(dial.lowest * scale, digits=None),
                    hoog=words.number(dial.highest * scale, digits=None),
                )
                problems.append(Problem(f"n{number}", limits))
        values.append(value)
    if not problems:
        try:
            changed_values(desk.scenario(tuple(values), "-").content, desk.model.numbers, desk.model.values)
        except ValueError:
            problems.append(
                Problem("n0", message("Deze getallen kunnen niet samen: hun delen zijn meer dan 100 %."))
            )
    return tuple(values), tuple(problems)


def _as_typed(desk: Desk, dial: DialNode, words: Words) -> str:
    """The number of the model as it stands in the form."""
    return words.number(
        desk.model.values[dial.parameter] * (PERCENT if desk.is_percent(dial) else 1), digits=None
    )


def _fields(
    desk: Desk, posted: Mapping[str, str], problems: tuple[Problem, ...], words: Words
) -> tuple[Field, ...]:
    found = {problem.field: problem.what for problem in problems}
    fields = []
    for number, dial in enumerate(desk.dials):
        id_, model = f"n{number}", _as_typed(desk, dial, words)
        fields.append(
            Field(id_, dial.name, desk.is_percent(dial), posted.get(id_, "") or model, model, found.get(id_))
        )
    return tuple(fields)
