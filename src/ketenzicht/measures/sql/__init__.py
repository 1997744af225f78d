"""Statements of the measures room."""
