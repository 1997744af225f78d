"""A PostgreSQL server of its own in a temporary folder; without its programs, tests that need it skip."""

from __future__ import annotations

import atexit
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from helpers.survey_web import PATIENCE, free_port, wait_for

NOBODY = "postgres"
"""PostgreSQL refuses to run as root; then this user runs it."""

_again: list[subprocess.Popen[bytes]] = []
"""Servers that were started again after :func:`stopped`."""


def postgresql_programs() -> Path | None:
    """The folder with the programs of the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """The address of an empty database."""
    as_who = {"user": NOBODY} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if as_who:
            pwd.getpwnam(NOBODY)
            shutil.chown(folder, NOBODY)
        data, port = folder / "data", free_port()
        options = ["--auth=trust", "--username=kz", "--encoding=UTF8", "--no-sync"]
        subprocess.run(
            [programs / "initdb", "-D", data, *options], check=True, capture_output=True, cwd=folder, **as_who
        )
        where = [
            "-c",
            f"port={port}",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={folder}",
        ]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *where],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **as_who,
        )
        try:
            address = f"postgresql://kz@127.0.0.1:{port}/postgres"
            wait_for(port)
            _wait_until_ready(address)
            yield address
        finally:
            for one in (server, *_again):
                one.terminate()
                one.wait(60)
            _again.clear()


@contextmanager
def stopped(address: str) -> Iterator[None]:
    """The server of a database is ended as a power cut does, and runs again afterwards."""
    with psycopg.connect(address) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    folder = Path(data)
    command = shlex.split((folder / "postmaster.opts").read_text())
    process = int((folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(process, signal.SIGQUIT)
    until = time.monotonic() + PATIENCE
    while (folder / "postmaster.pid").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    try:
        yield
    finally:
        as_who = {"user": NOBODY} if os.geteuid() == 0 else {}
        again = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_who
        )
        _again.append(again)
        _wait_until_ready(address)


def _wait_until_ready(address: str) -> None:
    """Until it answers: it listens some time before."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@cache
def _server() -> str:
    """One server for all tests of this process, until it ends."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (Debian: apt-get install postgresql)")
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(postgresql(programs))


@cache
def empty_database(folder: Path) -> str:
    """A database for whatever is in a folder: the same one each time for the same folder."""
    server = _server()
    name = "kz_" + sha256(str(folder).encode()).hexdigest()[:16]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.removesuffix("postgres") + name
