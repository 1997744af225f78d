"""Events to spells to cases, and the count tables."""

from ketenzicht.history.build import History, build_history
from ketenzicht.history.settings import HistorySettings, Population

__all__ = ["History", "HistorySettings", "Population", "build_history"]
