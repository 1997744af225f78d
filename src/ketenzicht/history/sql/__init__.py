"""Statements of the history room."""
