"""The connection to a Spark Connect server, with errors that a user can mend."""

from __future__ import annotations

import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ketenzicht.errors import UserError

PORT = 15002
PATIENCE = 10.0
"""Seconds to wait for somebody to answer."""


def connect(url: str) -> Any:
    """A session of its own on the server at ``spark://host:port`` or ``sc://host:port``.

    Raises:
        UserError: no such address, the client is not installed, or nobody answers.
    """
    session = client().builder.remote(address(url)).create()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    return session


def client() -> Any:
    """The client of Spark Connect.

    Raises:
        UserError: it is not installed.
    """
    try:
        with _a_program_with_a_file(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions of pandas; tables cross as Arrow
            import sqlglot  # noqa: F401
            from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise UserError(
            "Wat met een rekenserver praat, is niet geïnstalleerd.",
            why="Het is een extra van ketenzicht: op deze machine rekenen kan zonder.",
            fix='Installeer het met: pip install "ketenzicht[spark]"',
        ) from error
    return SparkSession


@contextmanager
def _a_program_with_a_file() -> Iterator[None]:
    """pyspark takes a program that stands in no file (``python -c``) for a doctest of its own, and ends it."""
    program = sys.modules["__main__"]
    if hasattr(program, "__file__"):
        yield
        return
    program.__file__ = "-c"
    try:
        yield
    finally:
        del program.__file__


def address(url: str) -> str:
    """The address as Spark Connect writes it, once somebody answers there.

    Raises:
        UserError: it is no address, or nobody answers.
    """
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host = None
    if parts.scheme not in ("spark", "sc") or not host:
        raise UserError(
            "Dit is geen adres van een rekenserver.",
            why="Een adres ziet eruit als spark://machine:15002.",
            fix="Verbeter het adres na --engine, of laat dat weg om op deze machine te rekenen.",
        )
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        raise UserError(
            f"De rekenserver op {host}:{port} antwoordt niet.",
            why="Hij draait niet, of deze machine mag er niet bij.",
            fix="Start de server, of laat --engine weg om op deze machine te rekenen.",
        ) from error
    name = f"[{host}]" if ":" in host else host
    return f"sc://{name}:{port}{parts.path}"
