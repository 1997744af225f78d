"""Events to spells to cases, and the count tables."""

from ketenzicht.history.build import History, build_history
from ketenzicht.history.settings import HistorySettings

__all__ = ["History", "HistorySettings", "build_history"]
