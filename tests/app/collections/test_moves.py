"""Moving a collection to another space beside its searches: all at once, or not at all."""

import threading
import time
from pathlib import Path

import pytest

from app.library import shelf as shelf_module
from app.reembedding import collection as reembedding
from tests.app.collections.moving import ASKED, NEW, OLD, add, ended, hits, look, make, order
from tests.conftest import assert_error, running, weightless


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    return weightless(tmp_path_factory.mktemp("moves"))


@pytest.fixture(scope="module")
def running_server(environment):
    with running(environment) as started:
        yield started


@pytest.fixture
def server(running_server):
    """A server without other collections than the default one."""
    yield running_server
    for name in ("c", "truth"):
        running_server.http.delete(f"/v1/collections/{name}")


@pytest.fixture
def held(monkeypatch):
    """Holds every move before its first batch until it is let go."""
    let_go = threading.Event()
    encode = reembedding._encode

    def wait_and_encode(job, work):
        while not let_go.wait(0.02):
            work.progress(0)  # notices that nobody wants the move any more
        return encode(job, work)

    monkeypatch.setattr(reembedding, "_encode", wait_and_encode)
    yield let_go
    let_go.set()


def test_what_cannot_be_moved_is_refused(server, held):
    assert_error(order(server, name="no"), 404, "UnknownCollection")
    assert "PIXWORD_SPACE" in assert_error(order(server, name="default"), 409, "DefaultCollection")
    make(server)
    assert_error(order(server, "/etc/passwd.safetensors"), 422, "BadSpace")
    assert order(server).status_code == 202
    assert look(server)["move"]["state"] == "running"
    assert_error(order(server, "colour-names"), 409, "AlreadyMoving")


def test_a_space_that_cannot_be_started_leaves_everything_as_it_was(server):
    make(server)
    before = [hits(server, asked) for asked in ASKED]
    assert order(server, "colour-names@65").status_code == 202
    move = ended(server)
    assert (move["state"], look(server)["space"]) == ("failed", OLD)
    assert move["problem"]
    assert [hits(server, asked) for asked in ASKED] == before


def test_a_lost_picture_is_named_and_forgotten_only_when_asked(server, environment):
    make(server)
    stored = next(
        p
        for p in (Path(environment["PIXWORD_DATA"]) / "collections/c/pictures").rglob("*")
        if p.is_file()
    )
    stored.write_bytes(b"something else")
    order(server)
    move = ended(server)
    assert move["state"] == "failed"
    assert "1 pictures cannot be read any more" in move["problem"]
    assert "data/collections" not in move["problem"]
    assert look(server)["items"] == 3
    order(server, forget_missing=True)
    assert ended(server)["state"] == "done"
    assert (look(server)["items"], look(server)["space"]) == (2, NEW)


def test_a_moved_collection_answers_as_one_that_was_made_there(server):
    make(server)
    make(server, "truth", NEW)
    order(server)
    move = ended(server)
    assert (move["state"], move["done"]) == ("done", move["total"])
    assert (look(server)["space"], look(server)["dimension"]) == (NEW, 24)
    for asked in ASKED:
        assert hits(server, asked) == hits(server, asked, "truth")


def test_a_cancelled_move_leaves_nothing(server, held):
    make(server)
    before = [hits(server, asked) for asked in ASKED]
    order(server)
    assert server.http.delete("/v1/collections/c/move").status_code == 204
    assert (look(server)["move"]["state"], look(server)["space"]) == ("cancelled", OLD)
    assert [hits(server, asked) for asked in ASKED] == before
    assert server.http.delete("/v1/collections/c/move").status_code == 204
    held.set()
    order(server)
    assert ended(server)["state"] == "done"


def test_what_is_added_and_removed_meanwhile_is_so_in_the_new_space_too(server, held):
    make(server)
    order(server)
    add(server, "yellow")
    server.http.delete("/v1/items/1", params={"collection": "c"}).raise_for_status()
    held.set()
    assert ended(server)["state"] == "done"
    assert {own[0] for own in hits(server, {"q": "yellow"})} == {2, 3, 4}
    assert hits(server, {"q": "yellow"})[0][0] == 4


def test_every_answer_during_moves_is_of_one_space(server):
    make(server)
    order(server)
    ended(server)
    truths = {NEW: [hits(server, asked) for asked in ASKED]}
    order(server, OLD)
    ended(server)
    truths[OLD] = [hits(server, asked) for asked in ASKED]
    seen = [set(), set(), set()]
    stop, wrong = threading.Event(), []

    def search(number):
        while not stop.is_set():
            answer = server.http.get("/v1/search", params=ASKED[number] | {"collection": "c"})
            found = [(h["id"], h["text"], h["score"]) for h in answer.json().get("hits", [])]
            spaces = [space for space, truth in truths.items() if truth[number] == found]
            if answer.status_code != 200 or not spaces:
                wrong.append(answer.text)
                return
            seen[number].update(spaces)

    threads = [threading.Thread(target=search, args=(number % 3,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for space in (NEW, OLD, NEW):
        assert order(server, space).status_code == 202
        assert ended(server)["state"] == "done"
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert seen == [{OLD, NEW}] * 3


def test_nobody_waits_longer_than_the_pause(server, monkeypatch):
    monkeypatch.setattr(shelf_module, "PAUSE_S", 0.2)
    swapping, done = threading.Event(), threading.Event()
    swap = reembedding.Reembedding.swap

    def slow_swap(job):
        swapping.set()
        done.wait(30)
        return swap(job)

    monkeypatch.setattr(reembedding.Reembedding, "swap", slow_swap)
    make(server)
    before = hits(server, {"q": "red"})
    order(server)
    assert swapping.wait(30)
    assert hits(server, {"q": "red"}) == before
    done.set()
    assert ended(server)["state"] == "done"


def test_recipes_stay_where_they_are(server):
    make(server)
    sent = {"recipes": [{"title": "Red soup", "ingredients": ["tomatoes"]}]}
    server.http.post("/v1/recipes", json=sent, params={"collection": "c"}).raise_for_status()
    found = {"q": "tomatoes", "collection": "c"}
    before = server.http.get("/v1/recipes/search", params=found).json()["hits"]
    order(server)
    assert ended(server)["state"] == "done"
    assert server.http.get("/v1/recipes/search", params=found).json()["hits"] == before


def test_a_collection_that_is_moving_can_be_removed(server, held):
    make(server)
    order(server)
    assert server.http.delete("/v1/collections/c").status_code == 204
    assert_error(server.http.get("/v1/collections/c"), 404, "UnknownCollection")
    make(server)
    assert look(server)["move"] is None


def test_a_server_notices_what_a_command_has_moved(server, pixword):
    make(server)
    make(server, "truth", NEW)
    assert pixword("collections", "move", "c", NEW).returncode == 0
    deadline = time.monotonic() + 30
    asked = {"q": "red + #2", "collection": "c"}
    while (answer := server.http.get("/v1/search", params=asked)).status_code == 503:
        assert_error(answer, 503, "SpaceMismatch")
        assert time.monotonic() < deadline
        time.sleep(0.05)
    for asked in ASKED:
        assert hits(server, asked) == hits(server, asked, "truth")
