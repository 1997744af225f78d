"""A model file of what was estimated from a study: the parts of :mod:`.model_file_nodes`, filled in.

The numbers are exact figures of real people, so the file belongs in the secure folder of the study, and says so in
its first lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from ketenzicht.chain.model import text_in
from ketenzicht.chain.yaml_text import yaml_text
from ketenzicht.whatif.estimate import AFTER, BEGIN, CLOSING, NO_PLACES, QUANTILES, EstimatedModel
from ketenzicht.whatif.estimate_during import DURING
from ketenzicht.whatif.estimate_ends import NEVER, StageEstimate, Way
from ketenzicht.whatif.estimate_parts import (
    BETWEEN,
    ELSEWHERE,
    HALF_YEAR,
    HALF_YEAR_AFTER,
    LATER,
    PHASE,
    TWO_YEARS,
    TWO_YEARS_AFTER,
)
from ketenzicht.whatif.estimate_returns import MOST_EARLIER
from ketenzicht.whatif.estimate_rows import OUT
from ketenzicht.whatif.model_file_numbers import FROM_CHAIN, NO_LIMIT, NOT_IN_DATA
from ketenzicht.whatif.uncertain import Estimate, Estimates

ON = "verder"
DAYS = {"eenheid": "hele dagen"}
YEARS_AHEAD = 5
WARM_UP = 8.0
UNSEEN = {"waarde": NO_LIMIT, "herkomst": NOT_IN_DATA}
SURE = {"herkomst": FROM_CHAIN, "toelichting": "Volgt uit de keten."}

_HEAD = """\
# GEHEIM: exacte cijfers over echte mensen. Dit bestand hoort in de beveiligde map van de studie en gaat nergens heen.
# Wat een wat-als laat zien, gaat door dezelfde bescherming als de cijfers van de studie.
"""
_MADE_UP = "# Gemaakt uit verzonnen registraties: niemand hierin bestaat.\n"
_ABOUT = """\
# Geschat uit de studie '{title}', met wat er van {since} tot en met {until} gebeurde:
#   ketenzicht whatif estimate
# Elk getal noemt zijn standaardfout (van de logaritme, of van de logit van een aandeel) en het aantal gevallen.
"""


def model_text(model: EstimatedModel, *, title: str, chain: str, synthetic: bool) -> str:
    """The model file as text.

    Args:
        model: what was estimated.
        title: of the study.
        chain: the id of the chain, or its folder.
        synthetic: nobody in the study exists.
    """
    content = model_content(model, title=title, chain=chain, synthetic=synthetic)
    head = (_MADE_UP if synthetic else _HEAD) + _ABOUT.format(
        title=" ".join(title.split()), since=model.since, until=model.until
    )
    body = yaml_text(content, short_lists_on_a_line=True)
    return head + "".join(f"{line}\n" for line in _remarks(model)) + body


def _remarks(model: EstimatedModel) -> Iterator[str]:
    """What is missing, which distribution was taken, and the lengths without one."""
    yield "# Wat niet te schatten is:"
    for one in model.estimates.missing:
        yield f"#   {one.name}: {one.why}"
    yield "# Welke verdeling past, naar het criterium van Akaike (lager is beter):"
    for choice in model.choices:
        both = ", ".join(f"{family} {value:.1f}" for family, value in choice.criterion.items())
        yield f"#   {choice.name}: {choice.chosen} ({both})"
    levels = ", ".join(f"{level:.0%}" for level in QUANTILES)
    yield f"# Zonder verdeling: binnen hoeveel dagen {levels} van de zaken klaar was (-: niet te zien):"
    for observed in model.observed:
        days = ", ".join("-" if day is None else f"{day:g}" for day in observed.quantiles)
        yield f"#   {observed.stage}: {days}"


def model_content(model: EstimatedModel, *, title: str, chain: str, synthetic: bool) -> dict[str, Any]:
    """The model file as data; arguments as :func:`model_text`."""
    return _Content(model).whole(title, chain, synthetic=synthetic)


class _Content:
    def __init__(self, model: EstimatedModel) -> None:
        self.model, self.parts = model, model.parts
        self.during = f"{AFTER}{model.parts.entry.id}-{DURING}" if model.parts.entry else ""
        self.numbers: dict[str, list[Estimate]] = {}
        for one in model.estimates.estimates:
            for name in _wholes(one.name):
                self.numbers.setdefault(name, []).append(one)

    def given(self, name: str, **more: object) -> dict[str, Any]:
        """One parameter: its numbers with origin, errors and cases."""
        found = self.numbers[name]
        keys = [one.name.removeprefix(name).removeprefix(".") for one in found]
        values, errors = ([getattr(one, of) for one in found] for of in ("value", "standard_error"))
        node: dict[str, Any] = {"waarde": _as_value(keys, values), "herkomst": found[0].origin}
        if any(errors):
            node["standaardfout"] = _as_value(keys, errors)
        if found[0].n is not None:
            node["gevallen"] = min(one.events if one.events is not None else one.n or 0 for one in found)
        notes = dict.fromkeys(one.note for one in found if one.note)
        return node | ({"toelichting": " ".join(notes)} if notes else {}) | more

    def whole(self, title: str, chain: str, *, synthetic: bool) -> dict[str, Any]:
        first = self.model.first_day
        last = date(first.year + YEARS_AHEAD, first.month, min(first.day, 28))
        stages = {name: self.stage(name, found) for name, found in self.model.stages.items()}
        returns = self.returns()
        return {
            "naam": f"Geschat uit: {title}",
            "keten": chain,
            **({"verzonnen": True} if synthetic else {}),
            "toelichting": "Alle getallen zijn geschat uit een studie. Wat niet te schatten is staat bovenaan.",
            "periode": {"van": first, "tot": last, "aanloop_jaren": WARM_UP},
            "zaken": {self.model.case_class: self.cases()},
            "organisaties": {
                name: {"plaatsen": UNSEEN | {"toelichting": NO_PLACES}} for name in self.organisations()
            },
            "fasen": stages,
            "routes": self.routes(),
            **({"terugkeer": returns} if returns else {}),
            "samenhang": _together(self.model.estimates),
        }

    def organisations(self) -> list[str]:
        found = (stage.organisation for stage in self.parts.stages)
        return list(dict.fromkeys(name for name in found if name))

    def cases(self) -> dict[str, Any]:
        at = f"zaken.{self.model.case_class}"
        arrivals = {
            key: self.given(f"{at}.aankomst.{key}")
            for key in ("per_dag", "groei_per_jaar", "seizoen", "weekdagen")
            if f"{at}.aankomst.{key}" in self.numbers
        }
        losses = [
            name.removeprefix(f"{at}.verlies.") for name in self.numbers if name.startswith(f"{at}.verlies.")
        ]
        return {
            "aankomst": arrivals,
            "begint_in": self.parts.entry.id if self.parts.entry else BEGIN,
            **({"verschil": self.given(f"{at}.verschil")} if f"{at}.verschil" in self.numbers else {}),
            **({"verlies": {loss: self.given(f"{at}.verlies.{loss}") for loss in losses}} if losses else {}),
        }

    def stage(self, name: str, found: StageEstimate) -> dict[str, Any]:
        of_chain = {stage.id: stage for stage in self.parts.stages}
        node: dict[str, Any] = {}
        if name == BEGIN:
            node["naam"] = "Na de melding"
        elif name == CLOSING:
            node["naam"] = "Afsluiten na overdracht"
        elif name == self.during:
            node["naam"] = "Na een melding tijdens lopende betrokkenheid"
        elif name not in of_chain:
            node["naam"] = f"Na {text_in(of_chain[name.removeprefix(AFTER)].name, 'nl')}"
        elif of_chain[name].organisation:
            node["bij"] = of_chain[name].organisation
        outside = name in of_chain and of_chain[name] in self.parts.outside
        between = name not in of_chain and self.parts.umbrella is None
        if between or (outside and self.parts.umbrella):
            node["betrokken"] = False
        if len(found.ways) > 1:
            node["einde"] = self.given(f"fasen.{name}.einde")
        node["duur"] = {way.name: self.given(f"fasen.{name}.duur.{way.name}", **DAYS) for way in found.ways}
        if found.drop_out:
            node["uitval"] = {end: self.given(f"fasen.{name}.uitval.{end}", **DAYS) for end in found.drop_out}
        if "terugkeer.per_jaar" in self.numbers and not between:
            node["stand"] = self.stands(name, outside=outside)
            ways = (*found.ways, *(Way(end, end, timed=True) for end in found.drop_out))
            left = {way.name: self.leaves(name, way, outside=outside) for way in ways}
            node["laat_na"] = {way: levels for way, levels in left.items() if levels}
        return node

    def stands(self, name: str, *, outside: bool) -> dict[str, str]:
        if outside:
            return {ELSEWHERE: name}
        return {PHASE: name if name in self.parts.phases().values() else BETWEEN}

    def leaves(self, name: str, way: Way, *, outside: bool) -> dict[str, str]:
        if not outside:
            return {PHASE: HALF_YEAR_AFTER}
        if way.end == NEVER:
            return {ELSEWHERE: name}
        if name not in self.parts.left_behind:
            return {}
        dropped_out = way.end in self.parts.dropouts
        return {ELSEWHERE: f"na-{name}-uitval" if dropped_out else f"na-{name}"}

    def routes(self) -> dict[str, Any]:
        found = {}
        for name, estimate in self.model.stages.items():
            if f"{AFTER}{name}" in self.model.stages:
                ways = [way.name for way in estimate.ways if way.end != NEVER]
                all_go_on = len(ways) == len(estimate.ways)
                ends = () if all_go_on else (*ways, *estimate.drop_out)
                found[name] = _route(name, ends, f"{AFTER}{name}")
                if f"{AFTER}{name}-{DURING}" == self.during and self.during in self.model.stages:
                    found[f"{name}-{DURING}"] = {"tijdens": True} | _route(name, ends, self.during)
            elif name.startswith(AFTER):
                for end in dict.fromkeys(way.end for way in estimate.ways):
                    route = self.onward(name, end, [way.name for way in estimate.ways if way.end == end])
                    if route:
                        found[f"{name}-{end}"] = route
            else:
                for way in estimate.ways:
                    following = self.parts.begins_with(way.end)
                    if following and following.id in self.model.stages:
                        found[f"{name}-{way.name}"] = _route(name, (way.name,), following.id)
        return found

    def onward(self, name: str, end: str, ways: list[str]) -> dict[str, Any] | None:
        """From the time after a stage to what began then; beside each other where several began."""
        inside = {stage.id for stage in self.parts.inside}
        begun = [stage for stage in self.combination(end) if stage in self.model.stages]
        if not begun:
            return None
        begun.sort(key=lambda stage: stage not in inside)
        beside = begun[1:]
        if not inside & set(begun) and CLOSING in self.model.stages:
            beside.append(CLOSING)
        return _route(name, tuple(ways), begun[0], beside)

    def combination(self, end: str) -> list[str]:
        """The stages of a way that stands for several at once."""
        known = [stage.id for stage in self.parts.stages]
        if end == OUT:
            return []
        if end in known:
            return [end]
        for first in known:
            if end.startswith(f"{first}-en-") and (rest := self.combination(end[len(first) + 4 :])):
                return [first, *rest]
        return []

    def returns(self) -> dict[str, Any] | None:
        if "terugkeer.per_jaar" not in self.numbers:
            return None
        then = {
            HALF_YEAR_AFTER: {"na_dagen": HALF_YEAR, "dan": TWO_YEARS_AFTER},
            TWO_YEARS_AFTER: {"na_dagen": TWO_YEARS - HALF_YEAR, "dan": LATER},
        }
        levels = {PHASE: self.parts.phases().values(), ELSEWHERE: self.parts.elsewhere().values()}
        earlier = "terugkeer.per_eerdere_melding"
        return {
            "per_jaar": self.given("terugkeer.per_jaar"),
            **({"per_eerdere_melding": self.given(earlier)} if earlier in self.numbers else {}),
            "hoogste": MOST_EARLIER,
            "volgende_dag": True,
            "standen": {
                standing: {
                    name: {"factor": self.given(f"terugkeer.standen.{standing}.{name}.factor")}
                    | then.get(name, {})
                    for name in names
                }
                for standing, names in levels.items()
            },
        }


def _wholes(name: str) -> Iterable[str]:
    """The names of the parameters that a number can be part of."""
    keys = name.split(".")
    return (".".join(keys[:length]) for length in range(1, len(keys) + 1))


def _as_value(keys: list[str], values: list[float]) -> Any:
    if keys == [""]:
        return values[0]
    if keys == [str(place) for place in range(1, len(keys) + 1)]:
        return values
    return dict(zip(keys, values, strict=True))


def _route(stage: str, ends: tuple[str, ...], to: str, beside: Iterable[str] = ()) -> dict[str, Any]:
    node: dict[str, Any] = {"van": stage}
    if ends:
        node["na"] = list(ends)
    node |= {"kans": {"waarde": {ON: 1.0}, **SURE}, "naar": {ON: to}}
    more = [{"bij": ON, "fase": other, "kans": {"waarde": 1.0, **SURE}} for other in beside]
    return node | ({"ernaast": more} if more else {})


def _together(estimates: Estimates) -> list[dict[str, Any]]:
    """The covariance in blocks of parameters that hang together."""
    from scipy.sparse.csgraph import connected_components

    varies = np.array([one.standard_error > 0 for one in estimates.estimates])
    names = [one.name for one, moves in zip(estimates.estimates, varies, strict=True) if moves]
    covariance = estimates.covariance[np.ix_(varies, varies)]
    number, label = connected_components(covariance != 0, directed=False)
    blocks: list[Mapping[str, Any]] = []
    for block in range(number):
        at = np.flatnonzero(label == block)
        blocks.append(
            {
                "parameters": [names[place] for place in at],
                "covariantie": covariance[np.ix_(at, at)].tolist(),
            }
        )
    return [dict(block) for block in blocks if len(block["parameters"]) > 1]
