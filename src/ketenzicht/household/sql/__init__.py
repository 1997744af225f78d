"""Statements of this room, in the dialect of DuckDB."""
