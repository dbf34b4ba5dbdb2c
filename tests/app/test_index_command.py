"""`pixword index`, `pixword duplicates`, and what `/readyz` says of the index."""

import json

import pytest

from index.snapshots.store import SnapshotStore
from tests.conftest import assert_error, make_picture


@pytest.fixture
def many(tmp_path):
    """A folder of a hundred pictures, two of which nearly repeat another."""
    folder = tmp_path / "many"
    folder.mkdir()
    for at in range(100):
        size = (40, 30 + at)
        (folder / f"{at:02}.png").write_bytes(
            make_picture(f"#{(at * 37) % 256:02x}{at:02x}a0", size)
        )
    for side, name in enumerate("abc", 50):
        (folder / f"copy-{name}.png").write_bytes(make_picture("#00fe01", (side, side)))
    return folder


def test_there_must_be_a_collection(pixword):
    for command in ("build", "verify", "compact", "info"):
        refused = pixword("index", command)
        assert refused.returncode == 1
        assert "there is no catalogue yet" in refused.stderr
    assert pixword("index", "build", "--kind", "wrong").returncode == 2


def test_an_unknown_kind_is_refused(pixword):
    refused = pixword("info", PIXWORD_INDEX="hnsw")
    assert refused.returncode == 1
    assert "index: Input should be 'auto', 'exact', 'flat' or 'ivf'" in refused.stderr


def test_an_index_is_built_verified_and_compacted(pixword, many, environment):
    assert pixword("add", many).returncode == 0
    built = json.loads(pixword("index", "build", "--kind", "ivf").stdout)
    assert (built["kind"], built["images"]["segments"], built["images"]["recent"]) == (
        "ivf",
        [103],
        0,
    )
    verified = pixword("index", "verify", PIXWORD_INDEX="ivf")
    assert verified.returncode == 0, verified.stdout
    images = json.loads(verified.stdout)["images"]
    assert images == {"vectors": 103, "missing": 0, "different": 0, "superfluous": 0, "recall": 1.0}
    assert pixword("remove", "1", "2", "3", PIXWORD_INDEX="ivf").returncode == 0
    info = json.loads(pixword("index", "info", PIXWORD_INDEX="ivf").stdout)
    assert (info["images"]["vectors"], info["images"]["removed"]) == (100, 3)
    compacted = json.loads(pixword("index", "compact", PIXWORD_INDEX="ivf").stdout)
    assert (compacted["images"]["segments"], compacted["images"]["removed"]) == ([100], 0)
    assert compacted["snapshot_sequence"] == compacted["sequence"]
    flat = json.loads(pixword("index", "compact", PIXWORD_INDEX="flat").stdout)
    assert (flat["images"]["segments"], flat["images"]["recent"]) == ([], 100)


def test_a_damaged_snapshot_is_found_and_got_over(pixword, many, environment, tmp_path):
    pixword("add", many)
    pixword("index", "build", "--kind", "ivf")
    store = SnapshotStore(tmp_path / "data" / "index")
    newest = store.folder / store.names()[0]
    [vectors] = newest.glob("images-*.vectors")
    content = bytearray(vectors.read_bytes())
    content[1000] ^= 4
    vectors.write_bytes(content)
    found = pixword("index", "verify", PIXWORD_INDEX="ivf")
    assert found.returncode == 1
    assert json.loads(found.stdout)["snapshots"][0]["fault"] == f"{vectors.name} was changed"
    ok = pixword("search", "green", "-k", "1", "--json", PIXWORD_INDEX="ivf")
    assert ok.returncode == 0


def test_readyz_tells_how_the_index_is(server, picture):
    files = {"pictures": ("a.png", picture("red"), "image/png")}
    server.http.post("/v1/items", files=files).raise_for_status()
    ready = server.http.get("/readyz").json()
    assert ready["sequence"] == ready["index"]["sequence"] > 0
    assert ready["index"]["kind"] == "auto"
    assert ready["index"]["images"] == {
        "vectors": 1, "recent": 1, "removed": 0, "segments": [], "lists": 0,
    }  # fmt: skip
    assert ready["index"]["texts"]["vectors"] > 2000
    assert ready["index"]["problems"] == []


def test_near_duplicates_are_reported(pixword, many):
    pixword("add", many)
    shown = pixword("duplicates", "--threshold", "0.999999", "--json")
    assert shown.returncode == 0
    groups = [json.loads(line) for line in shown.stdout.splitlines()]
    copies = [g for g in groups if any("copy-" in item["path"] for item in g["items"])]
    assert len(copies) == 1
    names = sorted(item["path"].rsplit("/")[-1] for item in copies[0]["items"])
    assert names == ["copy-a.png", "copy-b.png", "copy-c.png"]
    assert copies[0]["lowest"] > 0.999999
    assert "3 pictures, 1.000" in pixword("duplicates", "--threshold", "0.999999").stdout
    assert pixword("duplicates", "--threshold", "0.1").returncode == 2


def test_near_duplicates_are_collapsed(server, pixword, many):
    pixword("add", many)
    server.http.get("/readyz")
    assert_error(
        server.http.get("/v1/search", params={"q": "x", "collapse": 0.1}), 422, "InvalidRequest"
    )
    assert_error(
        server.http.post("/v1/search", json={"q": "x", "collapse": 2}), 422, "InvalidRequest"
    )
    plain = server.http.get("/v1/search", params={"q": "green", "k": 3}).json()["hits"]
    assert [hit["same"] for hit in plain] == [[], [], []]
    query = {"q": "green", "k": 3, "collapse": 0.999999}
    once = server.http.get("/v1/search", params=query).json()
    assert once["query"]["collapse"] == 0.999999
    hits = once["hits"]
    assert [hit["id"] for hit in plain] == sorted([hits[0]["id"], *hits[0]["same"]])
    assert hits[1]["id"] not in {hit["id"] for hit in plain}
    assert server.http.post("/v1/search", json=query).json() == once
    similar = f"/v1/items/{hits[0]['id']}/similar"
    near = server.http.get(similar, params={"k": 2, "collapse": 0.999999}).json()["hits"]
    assert len(near[0]["same"]) == 1
