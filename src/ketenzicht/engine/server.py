"""Where a study is counted: on this machine, or on a server that several machines work for."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.engine.engine import Engine


@dataclass(frozen=True)
class Server:
    """A Spark Connect server.

    Args:
        url: ``spark://host:port`` or ``sc://host:port``.
        folder: shared folder or address of object storage for tables on the way; the secure folder when left out.
    """

    url: str
    folder: str | None = None


def demand_answer(server: Server) -> None:
    """Make sure that a server answers and that its client is installed: before long work, not after it.

    Raises:
        UserError: it does not, or is not.
    """
    from ketenzicht.engine.spark_session import address, client

    client()
    address(server.url)


def open_engine(server: Server | None, *, spill: Path, memory_limit: str | None = None) -> Engine:
    """The engine of a study.

    Args:
        server: DuckDB in this process when None.
        spill: folder in the secure folder for what does not fit in memory, and for tables on the way to a server;
            what a run that was killed left there is removed.
        memory_limit: of DuckDB, for instance ``"8GB"``.

    Raises:
        UserError: the server cannot be used; it says how to mend that.
    """
    if server is None:
        return Engine(memory_limit=memory_limit, spill=spill)
    from ketenzicht.engine.spark import SparkEngine

    for left in spill.glob("ketenzicht-*"):
        shutil.rmtree(left, ignore_errors=True)
    return SparkEngine(server.url, server.folder or spill)
