"""Ketenzicht: sight of the chain of organisations that help vulnerable people."""

__version__ = "0.1.0"
