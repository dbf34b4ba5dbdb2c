"""`/v1/embeddings`: the vectors of the space, in the shape that OpenAI's clients read."""

import base64
import io
import json
from functools import partial

import numpy as np
import pytest
from PIL import Image

from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.ranking.dimensions import shorten
from models.space import Space
from tests.app.remote.origin import serving
from tests.calibrated import save_calibrated
from tests.conftest import assert_error, make_picture, running

RED = "data:image/png;base64," + base64.b64encode(make_picture("red")).decode()
TOKENS = b"Y2F0 9\nIA== 3\n8J+Y 5\n"  # cat, a space, and three of the four bytes of an emoji


@pytest.fixture(scope="module")
def space():
    return Space("colour-names", ColourNamesImageEncoder(), ColourNamesTextEncoder())


def test_no_client_is_told_where_heads_lie(environment, tmp_path):
    heads = tmp_path / "secret" / "mine.safetensors"
    heads.parent.mkdir()
    save_calibrated(heads, None)
    with running(environment | {"PIXWORD_SPACE": str(heads)}) as server:
        models = server.http.get("/v1/models").json()
        names = [model["id"] for model in models["data"]]
        assert names == ["pixword", heads.name]
        answer = server.http.post("/v1/embeddings", json={"input": "red", "model": heads.name})
        assert len(answer.json()["data"]) == 1
        unknown = server.http.post("/v1/embeddings", json={"input": "red", "model": str(heads)})
        assert unknown.status_code == 404


@pytest.fixture
def embed(shared_server):
    def post(given, **more):
        return shared_server.http.post("/v1/embeddings", json={"input": given, **more})

    return post


def vectors_of(response):
    assert response.status_code == 200, response.text
    data = response.json()["data"]
    assert [row["index"] for row in data] == list(range(len(data)))
    return np.array([row["embedding"] for row in data], dtype=np.float32)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "at least 1 character"),
        (" \n", "blank"),
        (["red", ""], "at least 1 character"),
        ([], "at least 1 item"),
        (None, "a text, a picture as a data URI, token ids, or a list"),
        ([None], "a text, a picture as a data URI, or token ids"),
        ([1, "red"], "integer"),
        ([-1], "greater than or equal to 0"),
        ([[]], "at least 1 item"),
        ("data:image/png;base64,Ä", "not base64"),
        ("data:image/png,abc", "data:image/TYPE;base64"),
        ([{"type": "audio"}], "a text, a picture"),
        ("\ud800", "unicode"),
    ],
)
def test_what_cannot_be_embedded_is_refused(shared_server, given, sentence):
    body = json.dumps({"input": given})
    headers = {"content-type": "application/json"}
    answer = shared_server.http.post("/v1/embeddings", content=body, headers=headers)
    assert sentence in assert_error(answer, 422, "InvalidRequest")


def test_pictures_of_the_web_are_refused_unless_they_are_allowed(embed):
    part = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    assert "PIXWORD_IMAGE_URL" in assert_error(embed([part]), 403, "RemoteOff")


def test_pictures_of_the_web_are_those_of_the_file(environment):
    with serving() as origin:
        settings = {
            "PIXWORD_IMAGE_URL": "hosts",
            "PIXWORD_REMOTE_HOSTS": "127.0.0.1",
            "PIXWORD_REMOTE_PORTS": str(origin.port),
            "PIXWORD_MAX_PICTURES": "1",
        }
        address = f"http://127.0.0.1:{origin.port}/red.png"
        part = {"type": "image_url", "image_url": {"url": address}}
        bad = {"type": "image_url", "image_url": {"url": address.replace("red.png", "text")}}
        with running(environment | settings) as server:
            ask = partial(server.http.post, "/v1/embeddings")
            one, other = (vectors_of(ask(json={"input": own})) for own in ([part], [RED]))
            assert (one == other).all()
            assert_error(ask(json={"input": [bad]}), 422, "RemotePictureUnusable")
            many = ask(json={"input": [part, bad]})
            assert "1 pictures" in assert_error(many, 422, "InvalidRequest")


def test_damaged_pictures_are_refused(embed):
    picture = base64.b64encode(b"not a picture").decode()
    assert_error(embed(f"data:image/png;base64,{picture}"), 415, "UnreadablePicture")


@pytest.mark.parametrize("dimensions", [0, 1, 65, 2**40, -3, "many"])
def test_dimensions_have_bounds(embed, dimensions):
    assert "dimensions" in assert_error(embed("red", dimensions=dimensions), 422, "InvalidRequest")


def test_unknown_names_are_refused(embed, shared_server):
    for answer in (embed("red", model="gpt"), shared_server.http.get("/v1/models/gpt")):
        assert "'gpt'; there are pixword, colour-names" in assert_error(answer, 404, "UnknownModel")
    assert_error(embed("red", encoding_format="hex"), 422, "InvalidRequest")
    assert_error(embed("red", colour="red"), 422, "InvalidRequest")


def test_requests_have_limits(environment):
    limits = {
        "PIXWORD_MAX_EMBEDDING_INPUTS": "3",
        "PIXWORD_MAX_EMBEDDING_CHARACTERS": "20",
        "PIXWORD_MAX_PICTURES": "1",
    }
    with running(environment | limits) as server:
        for given, what in (
            (["a"] * 4, "3 inputs"),
            (["a" * 21], "20 char"),
            ([RED, RED], "1 pic"),
        ):
            answer = server.http.post("/v1/embeddings", json={"input": given})
            assert what in assert_error(answer, 422, "InvalidRequest")
        fits = server.http.post("/v1/embeddings", json={"input": ["a", RED, "a" * 19]})
        assert fits.status_code == 200


def test_vectors_are_those_of_the_space(embed, space):
    texts = ["a red kite", "snow", "blue"]
    assert (vectors_of(embed(texts)) == space.encode_texts(texts)).all()
    assert (vectors_of(embed("snow")) == space.encode_texts(["snow"])).all()
    assert (
        vectors_of(embed({"type": "text", "text": "snow"})) == space.encode_texts(["snow"])
    ).all()


def test_pictures_stand_among_texts(embed, space):
    blue = base64.b64encode(make_picture("blue", kind="JPEG")).decode()
    part = {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{blue}"}}
    found = vectors_of(embed([RED, "red", part, "green"]))
    pictures = [Image.open(io.BytesIO(make_picture("red")))]
    pictures.append(Image.open(io.BytesIO(make_picture("blue", kind="JPEG"))))
    assert (found[[0, 2]] == space.encode_pictures(pictures)).all()
    assert (found[[1, 3]] == space.encode_texts(["red", "green"])).all()
    assert found[0] @ found[1] > 0.9
    assert found[2] @ found[1] < 0.5


def test_base64_is_the_same_vector(embed):
    packed = embed(["red", RED], encoding_format="base64", model="colour-names").json()
    rows = [np.frombuffer(base64.b64decode(row["embedding"]), "<f4") for row in packed["data"]]
    assert (np.array(rows) == vectors_of(embed(["red", RED]))).all()
    assert packed["model"] == "colour-names"
    assert packed["object"] == "list"


def test_fewer_dimensions_are_those_of_the_shortened_space(embed, space):
    texts = ["red blue snow", "kite"]
    found = vectors_of(embed(texts, dimensions=12))
    assert (found == shorten(space.encode_texts(texts), 12)).all()
    assert (found == space.shortened(12).encode_texts(texts)).all()
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert (vectors_of(embed(texts, dimensions=64)) == space.encode_texts(texts)).all()


def test_tokens_of_texts_are_counted(embed):
    usage = embed(["a red kite", RED, "snow"]).json()["usage"]
    assert usage == {"prompt_tokens": 4, "total_tokens": 4}


def test_names_are_listed(shared_server):
    listed = shared_server.http.get("/v1/models").json()
    assert [model["id"] for model in listed["data"]] == ["pixword", "colour-names"]
    one = shared_server.http.get("/v1/models/colour-names").json()
    assert one == listed["data"][1]
    assert one["dimensions"] == 64


def test_token_ids_are_refused_without_a_vocabulary(embed):
    for given in ([9, 3], [[9], [3, 9]]):
        sentence = assert_error(embed(given), 422, "InvalidRequest")
        assert "check_embedding_ctx_length=False" in sentence
        assert "PIXWORD_TOKEN_VOCABULARY" in sentence


def test_token_ids_are_the_text_that_they_came_from(environment, tmp_path, space):
    file = tmp_path / "own.tiktoken"
    file.write_bytes(TOKENS)
    with running(environment | {"PIXWORD_TOKEN_VOCABULARY": str(file)}) as server:
        found = server.http.post("/v1/embeddings", json={"input": [[9, 3, 9], [9, 5], "cat"]})
        expected = space.encode_texts(["cat cat", "cat", "cat"])
        assert (vectors_of(found) == expected).all()
        unknown = server.http.post("/v1/embeddings", json={"input": [9, 4]})
        assert "no token 4" in assert_error(unknown, 422, "InvalidRequest")


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"cat\n", "not a file of tiktoken"), (None, "cannot be read")]
)
def test_a_damaged_vocabulary_is_named(environment, tmp_path, content, sentence):
    file = tmp_path / "own.tiktoken"
    if content is not None:
        file.write_bytes(content)
    with running(environment | {"PIXWORD_TOKEN_VOCABULARY": str(file)}) as server:
        answer = server.http.post("/v1/embeddings", json={"input": [9]})
        assert sentence in assert_error(answer, 503, "VocabularyFailed")
        assert server.http.post("/v1/embeddings", json={"input": "cat"}).status_code == 200
