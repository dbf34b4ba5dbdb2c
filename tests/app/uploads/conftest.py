"""A server process that stays for all tests of this folder."""

import pytest

from tests.app.uploads.ways import WAYS
from tests.conftest import ServerProcess, make_picture, weightless


@pytest.fixture(scope="session")
def guarded(tmp_path_factory):
    """A server process whose decoders have less time: other jobs share the machine."""
    folder = tmp_path_factory.mktemp("guarded")
    environment = weightless(folder) | {"PIXWORD_MAX_DECODE_SECONDS": "0.4"}
    server = ServerProcess(environment, folder / "server.log")
    for way in WAYS.values():
        assert way(server.http, make_picture("red")).status_code == 200
    yield server
    assert server.stop() == 0
