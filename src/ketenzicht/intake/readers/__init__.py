"""Readers: each gives the rows of a file as a relation in the engine, all columns text, in file order."""

from ketenzicht.intake.readers.open import open_source
from ketenzicht.intake.readers.source import Source

__all__ = ["Source", "open_source"]
