"""Items over HTTP: add, look, change, list, remove."""

import io
import json

import pytest
from PIL import Image

from tests.conftest import COLOURS, assert_error, make_picture


def add(server, *pictures, items=None):
    data = {} if items is None else {"items": json.dumps({"items": items})}
    files = [("pictures", (name, content)) for name, content in pictures]
    response = server.http.post("/v1/items", data=data, files=files)
    response.raise_for_status()
    return response.json()["outcomes"]


def test_a_bad_picture_fails_alone(server):
    outcomes = add(
        server,
        ("red.png", make_picture("red")),
        ("bad.png", b"nothing"),
        ("blue.png", make_picture("blue")),
    )
    assert [o["outcome"] for o in outcomes] == ["added", "refused", "added"]
    assert [o["name"] for o in outcomes] == ["red.png", "bad.png", "blue.png"]
    assert outcomes[1]["error"] == "UnreadablePicture"
    assert [i["id"] for i in server.http.get("/v1/items").json()["items"]] == [1, 2]


def test_nothing_to_add_is_refused(server):
    response = server.http.post("/v1/items", json={"items": []})
    assert_error(response, 422, "InvalidRequest")


def test_item_without_picture_and_caption_is_refused_alone(server):
    outcomes = server.http.post(
        "/v1/items", json={"items": [{"tags": ["a"]}, {"captions": ["a red kite"]}]}
    ).json()["outcomes"]
    assert [o["outcome"] for o in outcomes] == ["refused", "added"]
    assert outcomes[0]["error"] == "BadItem"


def test_item_with_a_tag_that_cannot_be_kept_is_refused_alone(server):
    outcomes = server.http.post(
        "/v1/items", json={"items": [{"captions": ["a"], "tags": ["\0"]}, {"captions": ["b"]}]}
    ).json()["outcomes"]
    assert [o["outcome"] for o in outcomes] == ["refused", "added"]
    assert outcomes[0]["error"] == "BadItem"


def test_item_naming_a_picture_that_did_not_come_is_refused_alone(server):
    outcomes = add(
        server,
        ("red.png", make_picture("red")),
        items=[{"picture": "red.png"}, {"picture": "blue.png"}],
    )
    assert [o["outcome"] for o in outcomes] == ["added", "refused"]
    assert outcomes[1]["error"] == "UnknownPicture"


def test_what_is_said_of_a_picture_is_kept(server):
    said = {
        "picture": "red.png",
        "captions": ["a red wall"],
        "tags": ["wall", "Red"],
        "metadata": {"year": 2024, "place": "Oslo", "sold": True, "makers": ["a", "b"], "x": None},
    }
    (outcome,) = add(server, ("red.png", make_picture("red", (64, 32))), items=[said])
    item = server.http.get(f"/v1/items/{outcome['item']['id']}").json()
    assert item["captions"] == ["a red wall"]
    assert item["tags"] == ["wall", "Red"]
    assert item["metadata"] == said["metadata"]
    assert (item["width"], item["height"]) == (64, 32)
    assert item["media_type"] == "image/png"


def test_the_same_picture_is_known(server):
    add(server, ("red.png", make_picture("red")))
    (again,) = add(server, ("other-name.png", make_picture("red")))
    assert (again["outcome"], again["item"]["id"]) == ("known", 1)
    assert len(server.http.get("/v1/items").json()["items"]) == 1


def test_the_same_text_without_a_picture_is_known(server):
    """Whatever is told of it besides makes it another."""
    said = {"captions": ["A kite", "the sea"], "tags": ["kite"], "metadata": {"year": 2024}}
    others = [
        said | {"captions": ["A kite"]},
        said | {"captions": ["a kite", "the sea"]},
        said | {"tags": []},
        said | {"metadata": {"year": 2023}},
    ]
    body = {"items": [said, *others, said, said | {"tags": ["Kite"]}]}
    for outcomes in (["added"] * 5 + ["known"] * 2, ["known"] * 7):
        found = server.http.post("/v1/items", json=body).json()["outcomes"]
        assert [own["outcome"] for own in found] == outcomes
        assert [own["item"]["id"] for own in found] == [1, 2, 3, 4, 5, 1, 1]


def test_image_and_thumbnail_are_served_with_fixed_types(server):
    content = make_picture("green", (900, 300))
    add(server, ("green.png", content))
    image = server.http.get("/v1/items/1/image")
    assert image.content == content
    assert image.headers["content-type"] == "image/png"
    assert image.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in image.headers["content-security-policy"]
    thumbnail = server.http.get("/v1/items/1/thumbnail")
    assert thumbnail.headers["content-type"] == "image/jpeg"
    shown = Image.open(io.BytesIO(thumbnail.content))
    assert shown.size == (320, 107)
    red, green, blue = shown.convert("RGB").getpixel((160, 50))
    assert abs(red - 20) + abs(green - 150) + abs(blue - 20) < 12
    tag = image.headers["etag"]
    assert server.http.get("/v1/items/1/image", headers={"If-None-Match": tag}).status_code == 304


def test_text_item_has_no_picture(server):
    server.http.post("/v1/items", json={"items": [{"captions": ["a red kite"]}]})
    assert server.http.get("/v1/items/1").json()["image"] is None
    assert_error(server.http.get("/v1/items/1/image"), 404, "NoPicture")
    assert_error(server.http.get("/v1/items/1/thumbnail"), 404, "NoPicture")
    hits = server.http.get("/v1/search", params={"q": "red", "target": "captions"}).json()["hits"]
    assert (hits[0]["id"], hits[0]["text"], hits[0]["kind"]) == (1, "a red kite", "caption")


def test_file_that_changed_since_is_not_served(server, pixword, pictures):
    assert pixword("add", pictures).returncode == 0
    assert server.http.get("/readyz").status_code == 200  # it has followed by now
    item = server.http.get("/v1/search", params={"q": "red", "k": 1}).json()["hits"][0]
    (pictures / "red.png").write_bytes(b"root:x:0:0:root:/root:/bin/bash")
    assert_error(server.http.get(item["image"]), 404, "PictureGone")
    (pictures / "red.png").unlink()
    assert_error(server.http.get(item["image"]), 404, "PictureGone")


def test_patch_replaces_what_it_names(server):
    add(server, ("red.png", make_picture("red")), items=[{"picture": "red.png", "tags": ["old"]}])
    changed = server.http.patch("/v1/items/1", json={"captions": ["blue sea"], "tags": ["sea"]})
    assert changed.json()["captions"] == ["blue sea"]
    assert changed.json()["tags"] == ["sea"]
    words = server.http.get("/v1/search", params={"q": "blue", "target": "captions"}).json()["hits"]
    assert words[0]["text"] == "blue sea"
    assert_error(server.http.patch("/v1/items/1", json={"tag": ["x"]}), 422, "InvalidRequest")
    assert_error(server.http.patch("/v1/items/9", json={"tags": ["x"]}), 404, "UnknownItem")
    emptied = server.http.patch("/v1/items/1", json={"captions": []})
    assert emptied.json()["captions"] == []
    assert emptied.json()["tags"] == ["sea"]


def test_delete_is_immediate_and_ids_are_not_used_again(server):
    add(server, *((f"{name}.png", make_picture(name)) for name in COLOURS))
    assert server.http.delete("/v1/items/3").status_code == 204
    assert_error(server.http.delete("/v1/items/3"), 404, "UnknownItem")
    ids = [hit["id"] for hit in server.http.get("/v1/search", params={"q": "blue"}).json()["hits"]]
    assert sorted(ids) == [1, 2]
    (again,) = add(server, ("blue.png", make_picture("blue")))
    assert (again["outcome"], again["item"]["id"]) == ("added", 4)
    assert server.http.get("/v1/items/4/image").content == make_picture("blue")


def test_listing_pages_reach_every_item_once(server):
    add(server, *((f"{n}.png", make_picture("red", (n, 9))) for n in range(1, 8)))
    seen, cursor = [], None
    while True:
        page = server.http.get(
            "/v1/items", params={"k": 3} | ({"cursor": cursor} if cursor else {})
        )
        seen += [item["id"] for item in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            break
    assert seen == [1, 2, 3, 4, 5, 6, 7]


def listed(server, **params):
    """Follows the pages of a listing; yields their ids."""
    while True:
        page = server.http.get("/v1/items", params=params)
        page.raise_for_status()
        yield [item["id"] for item in page.json()["items"]]
        if page.json()["next"] is None:
            return
        params["cursor"] = page.json()["next"]


def test_a_cursor_belongs_to_the_order_of_its_listing(server):
    add(server, *((f"{n}.png", make_picture("red", (n, 9))) for n in range(1, 4)))
    for order in (False, True):
        params = {"k": 1, "newest_first": order}
        cursor = server.http.get("/v1/items", params=params).json()["next"]
        other = {"k": 1, "newest_first": not order, "cursor": cursor}
        assert_error(server.http.get("/v1/items", params=other), 400, "BadCursor")
    for cursor in ("-", "--1", "-x", "-1" + "0" * 18):
        params = {"newest_first": True, "cursor": cursor}
        assert_error(server.http.get("/v1/items", params=params), 400, "BadCursor")


def test_the_newest_are_listed_first_while_others_come_and_go(server):
    add(server, *((f"{n}.png", make_picture("red", (n, 9))) for n in range(1, 8)))
    assert [*listed(server, k=3, newest_first=True)] == [[7, 6, 5], [4, 3, 2], [1]]
    pages = listed(server, k=3, newest_first=True)
    assert next(pages) == [7, 6, 5]
    server.http.delete("/v1/items/5")  # which the cursor names
    server.http.delete("/v1/items/3")
    add(server, ("8.png", make_picture("red", (8, 9))))
    assert [*pages] == [[4, 2, 1]]
    assert [*listed(server, k=9, newest_first=True)] == [[8, 7, 6, 4, 2, 1]]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF", "BMP", "TIFF", "PNG"])
def test_every_format_is_added_and_served_as_it_came(server, kind):
    content = make_picture("blue", kind=kind)
    (outcome,) = add(server, ("no-extension", content))
    assert outcome["outcome"] == "added"
    served = server.http.get("/v1/items/1/image")
    assert served.content == content
    assert served.headers["content-type"] == f"image/{kind.lower()}"
