"""The connection to a Spark Connect server, with errors that a user can mend."""

from __future__ import annotations

import socket
import warnings
from typing import Any
from urllib.parse import urlsplit

from ketenzicht.errors import UserError

PORT = 15002
PATIENCE = 10.0
"""Seconds to wait for a server to answer the door."""


def connect(url: str) -> Any:
    """A session of its own on the server at ``spark://host:port`` or ``sc://host:port``.

    Raises:
        UserError: no such address, the client is not installed, or nobody answers.
    """
    address = _address(url)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the client warns of versions of pandas that are not used here
            from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise UserError(
            "Voor een rekenserver ontbreekt het programma dat ermee praat.",
            why="Het hoort bij een extra van ketenzicht die niet is geïnstalleerd.",
            fix='Installeer: pip install "ketenzicht[spark]"',
        ) from error
    session = SparkSession.builder.remote(address).create()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    return session


def _address(url: str) -> str:
    """The address as Spark Connect writes it, once somebody answers there."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host = None
    if parts.scheme not in ("spark", "sc") or not host:
        raise UserError(
            "Dit is geen adres van een rekenserver.",
            why="Een adres ziet eruit als spark://machine:15002.",
            fix="Laat --engine weg om op deze machine te rekenen.",
        )
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        raise UserError(
            f"De rekenserver op {host}:{port} antwoordt niet.",
            why="Hij draait niet, of deze machine mag er niet bij.",
            fix="Start de server, of laat --engine weg om op deze machine te rekenen.",
        ) from error
    host = f"[{host}]" if ":" in host else host
    return f"sc://{host}:{port}{parts.path or '/'}"
