"""A PostgreSQL server of the tests' own."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_numbers = itertools.count()


class PostgresServer:
    """A server that listens on a socket in its folder only."""

    def __init__(self, folder: Path) -> None:
        self._host = folder

    def new_database(self) -> str:
        """Makes an empty database and returns its address."""
        name = f"test{next(_numbers)}"
        with psycopg.connect(host=str(self._host), dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        return f"postgresql:///{name}?host={self._host}&user=pixword"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Starts a server, or skips the test where PostgreSQL is not installed."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = str(folder / "data")
    run = [*as_user, str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "pixword"]
    subprocess.run([*run, "-E", "UTF8", "--no-sync"], check=True, capture_output=True)
    control = [*as_user, str(programs / "pg_ctl"), "-D", data, "-w"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    log = str(folder / "log")
    subprocess.run([*control, "-o", options, "-l", log, "start"], check=True, capture_output=True)
    os.environ["PGUSER"] = "pixword"
    try:
        yield PostgresServer(folder)
    finally:
        del os.environ["PGUSER"]
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
        shutil.rmtree(folder)


def _programs() -> Path:
    found = [
        *map(Path, [shutil.which("initdb") or ""]),
        *Path("/usr/lib/postgresql").glob("*/bin/initdb"),
    ]
    for program in found:
        if program.name == "initdb":
            return program.parent
    pytest.skip("PostgreSQL is not installed")
