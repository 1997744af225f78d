"""The model that weighs the evidence: estimated on the records themselves, kept as an artefact, read back.

Fellegi and Sunter's model (1969), estimated by Splink (Linacre and others 2022, International Journal of Population
Data Science 7:3): ``u``, how often two strangers agree, from random pairs; ``m``, how often two records of one person
agree, by expectation maximisation within pairs that share a date of birth, a name or an address. Parameters are
rounded before they are used, so that what is linked follows from the artefact alone, to the last bit.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from ketenzicht.linkage.comparisons import comparisons

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator
    from splink.internals.splink_dataframe import SplinkDataFrame

SEED = 1
PAIRS = 2_000_000
"""Random pairs from which is learned how often strangers agree."""

TRAINING_PAIRS = 2_000_000
"""Pairs that one round of expectation maximisation looks at, at most."""

DIGITS = 6
"""Significant digits of a parameter in the artefact."""

ROUNDS = 3
"""Rounds of expectation maximisation, at most; each is within pairs that share something else."""

STEPS = (25, 10, 5, 2)
"""Steps of a round, fewer when more cannot be taken."""

RARE = 0.001
"""The least share of pairs of one person with a mistake of some kind: few pairs do not show that it never occurs."""

PRESUMED = 0.0001
"""Share of the pairs that is taken to be one person when no certain rule finds any."""

RECALL = 0.8
"""Share of the true pairs that the certain rules are taken to find; it only sets where the estimation starts."""

Shares = dict[tuple[str, str], float]
"""A share for each level: name of the comparison and of the level."""

Rule = tuple[frozenset[str], str]
"""The fields that a rule needs, and the condition on a pair."""


def _same(*columns: str) -> str:
    return " and ".join(f"l.{column} = r.{column}" for column in columns)


_SWAPPED = "l.given_name = r.surname and l.surname = r.given_name"

CERTAIN: tuple[Rule, ...] = (
    (frozenset({"bsn"}), _same("bsn")),
    (frozenset({"number"}), _same("number")),
    (frozenset({"email"}), _same("email")),
    (frozenset({"given_names", "surname", "birth_date"}), _same("given_name", "surname", "birth_date")),
)
"""Pairs that are almost surely one person: they say how many pairs there are to find."""

COMPARED: tuple[Rule, ...] = (
    (frozenset({"bsn"}), _same("bsn_written")),
    (frozenset({"number"}), _same("number")),
    (frozenset({"email"}), _same("email")),
    (frozenset({"birth_date"}), _same("birth_date")),
    (frozenset({"given_names", "surname"}), _same("given_name", "surname")),
    (frozenset({"given_names", "surname"}), _SWAPPED),
    (frozenset({"postcode", "house_number"}), _same("postcode", "house_number")),
    (frozenset({"surname", "birth_date"}), _same("surname", "birth_year")),
    (frozenset({"postcode", "surname"}), _same("postcode", "surname")),
    (frozenset({"postcode", "given_names"}), _same("postcode", "given_name")),
    (frozenset({"postcode", "birth_date"}), _same("postcode", "birth_year")),
    (frozenset({"given_names", "birth_date", "place"}), _same("given_name", "birth_year", "place")),
    (frozenset({"surname", "place"}), _same("surname", "place")),
)
"""Pairs that are looked at. Two records of one person that share none of these are not found."""

LEARNED: tuple[Rule, ...] = (
    (frozenset({"birth_date"}), _same("birth_date")),
    (frozenset({"given_names", "surname"}), _same("given_name", "surname")),
    (frozenset({"postcode"}), _same("postcode")),
    (frozenset({"number"}), _same("number")),
    (frozenset({"email"}), _same("email")),
)
"""Pairs within which agreement on the other fields is learned; two rules together reach every field."""


@dataclass(frozen=True)
class LinkageModel:
    """An estimated model.

    Args:
        settings: what Splink needs to score pairs again: comparisons with m and u, rules, the share of pairs that
            are one person. It holds no value of any record.
    """

    settings: dict[str, Any]

    @property
    def prior(self) -> float:
        """The share of all pairs that is taken to be one person."""
        return float(self.settings["probability_two_random_records_match"])

    def as_json(self) -> str:
        """The artefact: the same model has the same bytes."""
        return json.dumps(self.settings, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> LinkageModel:
        """The model that :meth:`as_json` wrote."""
        return cls(json.loads(text))


def rules(kind: tuple[Rule, ...], present: frozenset[str]) -> list[str]:
    """The conditions of which all fields are there."""
    return [condition for needed, condition in kind if needed <= present]


def estimate(table: SplinkDataFrame, records: int, present: frozenset[str]) -> LinkageModel:
    """Estimate a model on the records of a table.

    Args:
        table: the records as Splink knows them.
        records: how many there are.
        present: the fields that the records have.
    """
    from splink import Linker

    with quiet():
        linker = Linker(table, _unestimated(present), log_level=None)
        _estimate_prior(linker, rules(CERTAIN, present))
        linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
        settings = linker.misc.save_model_to_json()
        settings["probability_two_random_records_match"] = (
            settings["probability_two_random_records_match"] or PRESUMED
        )
        learned = [
            found
            for rule in rules(LEARNED, present)[:ROUNDS]
            if (found := _learned(table, settings, rule)) is not None
        ]
    pairs = min(PAIRS, records * (records - 1) // 2)
    return LinkageModel(_rounded(_completed(settings, learned, pairs)))


def _unestimated(present: frozenset[str]) -> SettingsCreator:
    """What is compared and how, without a parameter."""
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[*comparisons(present)],
        blocking_rules_to_generate_predictions=[{"blocking_rule": rule} for rule in rules(COMPARED, present)],
        linker_uid="ketenzicht",
        retain_intermediate_calculation_columns=True,
    )


def asks_what_we_ask(settings: Mapping[str, Any], present: frozenset[str]) -> bool:
    """Whether a model holds no other texts than those that we write for these fields.

    Its conditions are run as SQL, which could read any file of this machine; so of a model from elsewhere
    nothing counts but its numbers.
    """
    ours = _unestimated(present).create_settings_dict(sql_dialect_str="duckdb")
    return set(_texts(settings)) <= {*_texts(ours), "duckdb"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _estimate_prior(linker: Linker, certain: list[str]) -> None:
    """How many pairs there are to find; without certain rules, or when nearly all fit, what Splink presumes."""
    if certain:
        with suppress(ValueError):
            linker.training.estimate_probability_two_random_records_match([*certain], recall=RECALL)


def _learned(table: SplinkDataFrame, settings: dict[str, Any], rule: str) -> Shares | None:
    """The m of each level that one round of expectation maximisation finds; None when it finds none.

    Where none of the pairs is one person, each step makes the m of some level smaller, until Splink refuses it
    as too small for a number. Then fewer steps are taken.
    """
    from splink import Linker
    from splink.internals.exceptions import EMTrainingException

    for steps in STEPS:
        linker = Linker(table, settings | {"max_iterations": steps}, log_level=None)
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=TRAINING_PAIRS
            )
        except EMTrainingException:
            return None
        except ValueError:
            continue
        made = linker.misc.save_model_to_json()["comparisons"]
        return {
            (one["output_column_name"], level["label_for_charts"]): level["m_probability"]
            for one in made
            for level in one["comparison_levels"]
            if "m_probability" in level
        }
    return None


def linker_of(model: LinkageModel, table: SplinkDataFrame) -> Linker:
    """What scores pairs of records by a model."""
    from splink import Linker

    with quiet():
        return Linker(table, dict(model.settings), log_level=None)


def _completed(settings: dict[str, Any], learned: list[Shares], pairs: int) -> dict[str, Any]:
    """Every level with an m, the median of the rounds, and a u.

    A field that no round reached keeps the m that Splink presumes. A level that no stranger had in so many pairs has
    at most three in as many (Hanley & Lippman-Hand 1983, Journal of the American Medical Association 249).
    One that was seen in neither kind of pair says nothing: m and u are equal.
    """
    unseen = 3 / max(pairs, 3)
    for comparison in settings["comparisons"]:
        name = comparison["output_column_name"]
        reached = [found for found in learned if any(field == name for field, _ in found)]
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            seen = [found[key] for found in reached if (key := (name, level["label_for_charts"])) in found]
            strangers, same = level.get("u_probability"), median(seen) if seen else 0.0
            level["u_probability"] = strangers or unseen
            if reached:
                level["m_probability"] = unseen if not strangers and not same else max(same, RARE)
    return settings


def _rounded(value: Any) -> Any:
    """The same settings with every number to so many significant digits."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


@contextmanager
def quiet() -> Iterator[None]:
    """Splink's own messages are for who builds models in a notebook; what matters is in the result."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
