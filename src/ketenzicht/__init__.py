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
    from ketenzicht.measures.adjusted_risks import adjusted_risks
    from ketenzicht.measures.case_rates import rate
    from ketenzicht.measures.compare import gray_test, log_rank
    from ketenzicht.measures.from_spells import incidence, repeats
    from ketenzicht.measures.hazard import baseline_rates, hazard_model
    from ketenzicht.measures.hazard_checks import proportional_hazards_test
    from ketenzicht.measures.hazard_rows import hazard_rows
    from ketenzicht.measures.intervals import wilson
    from ketenzicht.measures.mean_time import restricted_mean_time
    from ketenzicht.measures.recurrent import mean_repeats
    from ketenzicht.measures.recurrent_groups import difference_of_means, pseudo_score_test
    from ketenzicht.measures.recurrent_orders import gap_times, share_with_repeats
    from ketenzicht.measures.repeat_table import repeat_table
    from ketenzicht.measures.survival import aalen_johansen, count_table
    from ketenzicht.publish.tables import protect_table
    from ketenzicht.rules.answers import read_answers
    from ketenzicht.study.run import run_study
    from ketenzicht.study.settings import load_study

__version__ = "0.1.0"

_HOMES = {
    "Guide": "ketenzicht.guide.assess",
    "UserError": "ketenzicht.errors",
    "aalen_johansen": "ketenzicht.measures.survival",
    "adjusted_risks": "ketenzicht.measures.adjusted_risks",
    "baseline_rates": "ketenzicht.measures.hazard",
    "count_table": "ketenzicht.measures.survival",
    "difference_of_means": "ketenzicht.measures.recurrent_groups",
    "gap_times": "ketenzicht.measures.recurrent_orders",
    "gray_test": "ketenzicht.measures.compare",
    "hazard_model": "ketenzicht.measures.hazard",
    "hazard_rows": "ketenzicht.measures.hazard_rows",
    "incidence": "ketenzicht.measures.from_spells",
    "load_chain": "ketenzicht.chain",
    "load_study": "ketenzicht.study.settings",
    "log_rank": "ketenzicht.measures.compare",
    "make_plan": "ketenzicht.guide.plan",
    "mean_repeats": "ketenzicht.measures.recurrent",
    "proportional_hazards_test": "ketenzicht.measures.hazard_checks",
    "protect_table": "ketenzicht.publish.tables",
    "pseudo_score_test": "ketenzicht.measures.recurrent_groups",
    "questions": "ketenzicht.guide.questions",
    "rate": "ketenzicht.measures.case_rates",
    "read_answers": "ketenzicht.rules.answers",
    "repeat_table": "ketenzicht.measures.repeat_table",
    "repeats": "ketenzicht.measures.from_spells",
    "restricted_mean_time": "ketenzicht.measures.mean_time",
    "run_study": "ketenzicht.study.run",
    "share_with_repeats": "ketenzicht.measures.recurrent_orders",
    "shipped_chains": "ketenzicht.chain",
    "wilson": "ketenzicht.measures.intervals",
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
