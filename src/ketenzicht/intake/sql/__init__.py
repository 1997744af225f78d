"""Statements of the intake room."""
