"""A server with keys."""

from datetime import timedelta

import httpx2
import pytest

from app.access import Scope
from app.access.key_file import KeyFile
from tests.conftest import running, weightless

UNLIMITED = {"PIXWORD_RATE_PER_MINUTE": "0", "PIXWORD_FAILURES_PER_MINUTE": "0"}


class LockedServer:
    """A server that needs keys, and one key of each scope."""

    def __init__(self, http: httpx2.Client, file: KeyFile) -> None:
        self.http = http
        self.file = file
        self.keys = {scope: file.add(scope, scope, None) for scope in Scope}
        self.expired = file.add("expired", Scope.ADMIN, timedelta(seconds=-1))


@pytest.fixture(scope="package")
def locked(tmp_path_factory):
    """A server that needs keys, without limits of rates."""
    folder = tmp_path_factory.mktemp("locked")
    environment = weightless(folder) | UNLIMITED
    with running(environment) as started:
        yield LockedServer(started.http, KeyFile(folder / "data" / "keys.json"))
