"""Statements on DuckDB or on a Spark Connect server, behind one seam.

Nothing outside this room imports DuckDB, SQLGlot or the client of Spark. Statements are written in DuckDB's dialect,
stand in ``.sql`` files where they can be read and tested, take values as named parameters (``$name``), and give Arrow
tables back.
"""

from ketenzicht.engine.engine import Engine, is_damage, literal, quoted, script, statement
from ketenzicht.engine.server import Server, open_engine

__all__ = ["Engine", "Server", "is_damage", "literal", "open_engine", "quoted", "script", "statement"]
