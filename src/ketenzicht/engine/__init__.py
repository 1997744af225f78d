"""Statements on DuckDB, behind one seam.

Nothing outside this room imports DuckDB. Statements are written in DuckDB's dialect, stand in ``.sql`` files
where they can be read and tested, take values as named parameters (``$name``), and give Arrow tables back.
"""

from ketenzicht.engine.engine import Engine, literal, quoted, script, statement

__all__ = ["Engine", "literal", "quoted", "script", "statement"]
