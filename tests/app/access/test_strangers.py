"""What a server with keys tells whoever has none."""

import pytest

from app.access import Scope
from app.access.key_file import KeyFile
from tests.app.access.conftest import UNLIMITED, LockedServer
from tests.conftest import assert_error, running, weightless

SECRET = {"name": "secret", "space": "colour-names@8"}


@pytest.fixture(scope="module")
def reopened(tmp_path_factory):
    """A server with keys whose collection `secret` nobody has asked for since it was started."""
    folder = tmp_path_factory.mktemp("strangers")
    with running(weightless(folder)) as server:
        server.http.post("/v1/collections", json=SECRET).raise_for_status()
    with running(weightless(folder) | UNLIMITED) as server:
        yield LockedServer(server.http, KeyFile(folder / "data" / "keys.json"))


def bearer(locked, scope=Scope.READ):
    return {"Authorization": f"Bearer {locked.keys[scope]}"}


def state_of(locked, name):
    answer = locked.http.get(f"/v1/collections/{name}", headers=bearer(locked))
    return answer.json()["state"]


@pytest.mark.parametrize("path", ["/", "/readyz", "/version", "/livez", "/docs", "/openapi.json"])
@pytest.mark.parametrize("name", ["secret", "nothing"])
def test_nothing_is_opened_for_them(reopened, path, name):
    answer = reopened.http.get(path, params={"collection": name})
    assert answer.status_code == (401 if path == "/version" else 200)
    given = f"?collection={name}"  # whoever signs in goes on there
    assert "secret" not in answer.text.replace(given, "")
    assert state_of(reopened, "secret") == "closed"


def test_they_get_the_state_of_each_part_and_no_more(reopened):
    told = reopened.http.get("/readyz").json()
    assert told.pop("status") == "ready"
    parts = told.pop("parts")
    assert {part["says"] for part in parts.values()} == {""}
    assert parts["catalogue"]["state"] == "ok"
    assert set(told.values()) == {None}
    assert_error(reopened.http.get("/version"), 401, "Unauthorised")


def test_readers_see_everything(reopened):
    told = reopened.http.get("/readyz", headers=bearer(reopened)).json()
    assert told["collections"]["default"] == "open"
    assert set(told["collections"]) == {"default", "secret"}
    assert (told["space"], told["items"]) == ("colour-names", 0)
    version = reopened.http.get("/version", headers=bearer(reopened)).json()
    assert version["space"] == "colour-names"
