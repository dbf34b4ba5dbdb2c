"""Nobody waits with a thread in hand, or with a collection that somebody else wants to change."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.library import shared
from app.library.shelf import Shelf
from tests.app.collections.moving import NEW, OLD, ended, look, make, order
from tests.conftest import assert_error, running


class SlowSpaces:
    """Holds whoever loads a space other than that of the default collection."""

    def __init__(self, load):
        self.load = load
        self.entered = threading.Semaphore(0)
        self.release = threading.Event()
        self.loads = 0

    def load_space(self, name, compute):
        self.loads += 1
        self.entered.release()
        assert self.release.wait(60)
        return self.load(name, compute)


@pytest.fixture
def slow(monkeypatch):
    """Loading takes until `release` is set, from `start` on."""
    slow = SlowSpaces(shared.load_space)
    slow.start = lambda: monkeypatch.setattr(shared, "load_space", slow.load_space)
    yield slow
    slow.release.set()


def new(server, name, space="default"):
    return server.http.post("/v1/collections", json={"name": name, "space": space})


def hold_default(monkeypatch, slow):
    """The default space is the weightless one, whose loading is held."""
    load = slow.load
    slow.load = lambda name, compute: load("colour-names", compute)
    slow.start()


def test_while_one_is_made_others_are_refused_and_the_rest_goes_on(environment, slow, monkeypatch):
    with running(environment) as server, ThreadPoolExecutor(1) as pool:
        make(server)
        hold_default(monkeypatch, slow)
        made = pool.submit(new, server, "slow")
        assert slow.entered.acquire(timeout=10)
        refused = new(server, "other", OLD)
        assert_error(refused, 409, "Busy")
        assert refused.headers["retry-after"] == "2"
        assert look(server)["items"] == 3
        order(server, "colour-names@24").raise_for_status()  # its encoders are loaded already
        assert ended(server)["state"] == "done"
        slow.release.set()
        assert made.result(60).status_code == 201
        assert new(server, "other", OLD).status_code == 201


def test_a_move_that_starts_its_space_is_cancelled_without_waiting_for_it(
    environment, slow, monkeypatch
):
    monkeypatch.setattr("app.library.moves._PATIENCE_S", 0.1)
    with running(environment) as server:
        make(server)
        make(server, "d")
        hold_default(monkeypatch, slow)
        order(server, "default").raise_for_status()
        assert slow.entered.acquire(timeout=10)
        assert server.http.delete("/v1/collections/c/move", timeout=10).status_code == 204
        assert look(server)["move"]["state"] == "running"
        assert_error(order(server, NEW), 409, "AlreadyMoving")
        assert_error(server.http.delete("/v1/collections/c", timeout=10), 409, "AlreadyMoving")
        order(server, NEW, "d").raise_for_status()
        assert ended(server, "d")["state"] == "done"
        slow.release.set()
        assert ended(server)["state"] == "cancelled"
        assert look(server)["space"] == OLD
        assert server.http.delete("/v1/collections/c").status_code == 204


def test_one_thread_opens_a_collection_for_all_who_wait(environment, slow, monkeypatch):
    with running(environment) as server:
        make(server)
    with running(environment | {"PIXWORD_WORKERS": "2"}) as server, ThreadPoolExecutor(4) as pool:
        opened = threading.Event()
        open_shelf, opens = Shelf.open, []

        def wait_and_open(shelf):
            opens.append(shelf)
            assert opened.wait(30)
            open_shelf(shelf)

        monkeypatch.setattr(Shelf, "open", wait_and_open)
        asked = [pool.submit(server.http.get, "/v1/items?collection=c") for _ in range(4)]
        while not opens:
            time.sleep(0.01)
        assert server.http.get("/v1/items", timeout=10).status_code == 200
        opened.set()
        assert [own.result(30).status_code for own in asked] == [200] * 4
        assert len(opens) == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/items", "multipart/form-data; boundary=B"),
        ("/v1/items/1", "application/json"),
        ("/v1/search", "application/json"),
        ("/v1/tags", "multipart/form-data; boundary=B"),
        ("/v1/tags/vocabulary", "application/json"),
        ("/v1/embeddings", "application/json"),
        ("/v1/recipes", "application/json"),
        ("/v1/recipes/search", "multipart/form-data; boundary=B"),
    ],
)
def test_a_body_that_never_ends_holds_up_no_removal(environment, path, kind):
    with running(environment) as server:
        make(server)
        address = server.http.base_url
        method = "PATCH" if path == "/v1/items/1" else "POST"
        head = f"{method} {path}?collection=c HTTP/1.1\r\nHost: {address.host}\r\n"
        head += f"Content-Type: {kind}\r\nContent-Length: 9\r\n\r\n"
        with socket.create_connection((address.host, address.port), timeout=20) as half_sent:
            half_sent.sendall(f"{head}{{}}".encode())
            time.sleep(0.2)  # until it is being read
            started = time.monotonic()
            assert server.http.delete("/v1/collections/c", timeout=20).status_code == 204
            assert time.monotonic() - started < 2
