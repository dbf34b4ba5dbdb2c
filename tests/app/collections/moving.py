"""What tests of moves ask of a server."""

import time

from tests.conftest import COLOURS, make_picture

OLD, NEW = "colour-names@8", "colour-names@24"
ASKED = [{"q": "red"}, {"q": "#1 - red + blue"}, {"q": "#2", "target": "words", "k": 5}]


def make(server, name="c", space=OLD):
    made = server.http.post("/v1/collections", json={"name": name, "space": space})
    made.raise_for_status()
    add(server, *COLOURS, name=name)


def add(server, *colours, name="c"):
    files = [("pictures", (f"{i}.png", make_picture(own))) for i, own in enumerate(colours)]
    added = server.http.post("/v1/items", params={"collection": name}, files=files)
    assert {own["outcome"] for own in added.json()["outcomes"]} == {"added"}, added.text


def order(server, space=NEW, name="c", **rest):
    return server.http.post(f"/v1/collections/{name}/move", json={"space": space} | rest)


def look(server, name="c"):
    return server.http.get(f"/v1/collections/{name}").json()


def ended(server, name="c", timeout_s=60):
    deadline = time.monotonic() + timeout_s
    while look(server, name)["move"]["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return look(server, name)["move"]


def vectors_of(server, name="c"):
    index = server.http.get("/readyz", params={"collection": name}).json()["index"]
    return index["images"]["vectors"] + index["texts"]["vectors"]


def hits(server, asked, name="c"):
    answer = server.http.get("/v1/search", params=asked | {"collection": name})
    assert answer.status_code == 200, answer.text
    return [(hit["id"], hit["text"], hit["score"]) for hit in answer.json()["hits"]]
