"""Statements on DuckDB, behind one seam."""
