"""The server of Apache Spark that somebody started: it needs Java, and its client may not be installed beside it."""

from __future__ import annotations

import os

import pytest

ADDRESS = "KETENZICHT_TEST_SPARK"


def apache_spark() -> str:
    """The address of the server; the test skips when there is none."""
    url = os.environ.get(ADDRESS)
    if url is None:
        pytest.skip(f"needs a server of Apache Spark: `just spark-server`, and its address in {ADDRESS}")
    return url
