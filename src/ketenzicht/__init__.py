"""Ketenzicht: sight of the chain of organisations that help vulnerable people.

A small, flat interface for notebooks: ``import ketenzicht as kz``. Everything is imported at first use, so that
the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketenzicht.chain import load_chain, shipped_chains
    from ketenzicht.errors import UserError
    from ketenzicht.guide.assess import Guide
    from ketenzicht.guide.plan import make_plan
    from ketenzicht.guide.questions import questions
    from ketenzicht.measures.estimators.case_rates import rate
    from ketenzicht.measures.estimators.compare import gray_test, log_rank
    from ketenzicht.measures.estimators.intervals import wilson
    from ketenzicht.measures.estimators.mean_time import restricted_mean_time
    from ketenzicht.measures.estimators.recurrent import mean_repeats
    from ketenzicht.measures.estimators.recurrent_groups import difference_of_means, pseudo_score_test
    from ketenzicht.measures.estimators.recurrent_orders import gap_times, share_with_repeats
    from ketenzicht.measures.estimators.repeat_table import repeat_table
    from ketenzicht.measures.estimators.survival import aalen_johansen, count_table
    from ketenzicht.measures.from_tables.from_spells import incidence, repeats
    from ketenzicht.measures.from_tables.hazard_from_table import hazard
    from ketenzicht.measures.hazards.adjusted_risks import adjusted_risks
    from ketenzicht.measures.hazards.model import baseline_rates, hazard_model
    from ketenzicht.measures.hazards.proportional import proportional_hazards_test
    from ketenzicht.measures.hazards.rows import hazard_rows
    from ketenzicht.publish.tables import protect_table
    from ketenzicht.rules.answers import read_answers
    from ketenzicht.study.run import run_study
    from ketenzicht.study.settings import load_study

__version__ = "0.1.0"

_HOMES = {
    "Guide": "ketenzicht.guide.assess",
    "UserError": "ketenzicht.errors",
    "aalen_johansen": "ketenzicht.measures.estimators.survival",
    "adjusted_risks": "ketenzicht.measures.hazards.adjusted_risks",
    "baseline_rates": "ketenzicht.measures.hazards.model",
    "count_table": "ketenzicht.measures.estimators.survival",
    "difference_of_means": "ketenzicht.measures.estimators.recurrent_groups",
    "gap_times": "ketenzicht.measures.estimators.recurrent_orders",
    "gray_test": "ketenzicht.measures.estimators.compare",
    "hazard": "ketenzicht.measures.from_tables.hazard_from_table",
    "hazard_model": "ketenzicht.measures.hazards.model",
    "hazard_rows": "ketenzicht.measures.hazards.rows",
    "incidence": "ketenzicht.measures.from_tables.from_spells",
    "load_chain": "ketenzicht.chain",
    "load_study": "ketenzicht.study.settings",
    "log_rank": "ketenzicht.measures.estimators.compare",
    "make_plan": "ketenzicht.guide.plan",
    "mean_repeats": "ketenzicht.measures.estimators.recurrent",
    "proportional_hazards_test": "ketenzicht.measures.hazards.proportional",
    "protect_table": "ketenzicht.publish.tables",
    "pseudo_score_test": "ketenzicht.measures.estimators.recurrent_groups",
    "questions": "ketenzicht.guide.questions",
    "rate": "ketenzicht.measures.estimators.case_rates",
    "read_answers": "ketenzicht.rules.answers",
    "repeat_table": "ketenzicht.measures.estimators.repeat_table",
    "repeats": "ketenzicht.measures.from_tables.from_spells",
    "restricted_mean_time": "ketenzicht.measures.estimators.mean_time",
    "run_study": "ketenzicht.study.run",
    "share_with_repeats": "ketenzicht.measures.estimators.recurrent_orders",
    "shipped_chains": "ketenzicht.chain",
    "wilson": "ketenzicht.measures.estimators.intervals",
}

__all__ = [
    "Guide",
    "UserError",
    "aalen_johansen",
    "adjusted_risks",
    "baseline_rates",
    "count_table",
    "difference_of_means",
    "gap_times",
    "gray_test",
    "hazard",
    "hazard_model",
    "hazard_rows",
    "incidence",
    "load_chain",
    "load_study",
    "log_rank",
    "make_plan",
    "mean_repeats",
    "proportional_hazards_test",
    "protect_table",
    "pseudo_score_test",
    "questions",
    "rate",
    "read_answers",
    "repeat_table",
    "repeats",
    "restricted_mean_time",
    "run_study",
    "share_with_repeats",
    "shipped_chains",
    "wilson",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ketenzicht' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
