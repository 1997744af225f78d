"""Sail in this process: a Spark Connect server without Java, on which the engine on Spark is tested everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def sail_server() -> Iterator[str]:
    """The address of a server that stands until the end."""
    spark = pytest.importorskip("pysail.spark", reason="needs Sail (pysail), a server to count on")
    pytest.importorskip("pyspark", reason="needs the client of Spark Connect (pyspark-client)")
    server = spark.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        host, port = server.listening_address
        yield f"spark://{host}:{port}"
    finally:
        server.stop()
