"""Hits say how large their upright picture is, so that a page can be laid out before it came."""

import io

import pytest
from PIL import Image

from tests.conftest import make_picture

SIDEWAYS = 6  # the orientation of a camera that was held upright


def turned(size):
    """Makes a JPEG whose rows are to be shown as columns."""
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    buffer = io.BytesIO()
    Image.new("RGB", size, "blue").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


PICTURES = {
    "wide.png": (make_picture("red", (400, 3)), (400, 3, "image/png")),
    "tall.webp": (make_picture("green", (5, 300), "WEBP"), (5, 300, "image/webp")),
    "turned.jpg": (turned((90, 40)), (40, 90, "image/jpeg")),
}


def shape(body):
    return body["width"], body["height"], body["media_type"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_hit_has_the_size_of_the_upright_picture(server, name):
    content, expected = PICTURES[name]
    server.http.post("/v1/items", files={"pictures": (name, content)}).raise_for_status()
    [hit] = server.http.get("/v1/search", params={"q": "red"}).json()["hits"]
    assert shape(hit) == expected == shape(server.http.get("/v1/items/1").json())
    shown = Image.open(io.BytesIO(server.http.get(hit["thumbnail"]).content))
    assert (shown.width > shown.height) == (hit["width"] > hit["height"])


def test_hits_without_a_picture_have_no_size(server):
    server.http.post("/v1/items", json={"items": [{"captions": ["a red kite"]}]})
    params = {"q": "red", "target": "texts"}
    hits = server.http.get("/v1/search", params=params).json()["hits"]
    assert {hit["kind"] for hit in hits} == {"caption", "word"}
    assert {shape(hit) for hit in hits} == {(None, None, None)}


def test_a_caption_has_the_size_of_its_picture(server):
    said = '{"items": [{"picture": "turned.jpg", "captions": ["red sea"]}]}'
    files = {"pictures": ("turned.jpg", PICTURES["turned.jpg"][0])}
    server.http.post("/v1/items", files=files, data={"items": said}).raise_for_status()
    params = {"q": "red", "target": "captions"}
    [hit] = server.http.get("/v1/search", params=params).json()["hits"]
    assert shape(hit) == (40, 90, "image/jpeg")


def test_a_recipe_has_the_size_of_its_photo(server):
    sent = '{"recipes": [{"title": "Soup", "picture": "turned.jpg"}, {"title": "Salt"}]}'
    files = {"pictures": ("turned.jpg", PICTURES["turned.jpg"][0])}
    server.http.post("/v1/recipes", files=files, data={"recipes": sent}).raise_for_status()
    hits = server.http.post("/v1/recipes/search", json={"q": "salt"}).json()["hits"]
    sizes = {hit["title"]: shape(hit) for hit in hits}
    assert sizes == {"Soup": (40, 90, "image/jpeg"), "Salt": (None, None, None)}
    assert shape(server.http.get("/v1/recipes/1").json()) == sizes["Soup"]
