"""The client: every operation, what goes wrong, and what it does not drag in."""

import contextlib
import http.server
import io
import json
import re
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from PIL import Image

from app.client import (
    AnswerUnreadable,
    ConnectionFailed,
    InvalidRequest,
    NotFound,
    PictureUnreadable,
    PixwordClient,
    RequestRefused,
    ServerFailed,
    TooManyRequests,
    Unavailable,
    UnsupportedContent,
)
from models.encoders.colour_names import ColourNamesTextEncoder
from tests.app.operations import operations_of
from tests.conftest import make_picture, running, weightless

LATER = {"error": "Overloaded", "detail": "ask again", "request_id": "r1"}


@pytest.fixture
def client(server):
    with PixwordClient(str(server.http.base_url)) as opened:
        yield opened


@pytest.fixture
def filled(client, pictures):
    client.items.add(sorted(pictures.iterdir()))
    return client


def test_refusals_are_errors_of_their_kind(client):
    with pytest.raises(NotFound, match="42") as missing:
        client.items.look(42)
    error = missing.value
    assert (error.status, error.name, error.retry_after) == (404, "UnknownItem", None)
    assert re.fullmatch(r"[0-9a-f]{32}", error.request_id)
    assert error.request_id in str(error)
    with pytest.raises(InvalidRequest, match="k must be"):
        client.search("red", k=0)
    with pytest.raises(UnsupportedContent):
        client.search(pictures=[b"not a picture"])
    with pytest.raises(NotFound, match="no model") as unknown:
        client.embeddings.of_texts(["red"], model="gpt")
    assert unknown.value.name == "UnknownModel"


def test_nobody_there_is_an_error_of_its_own():
    with (
        PixwordClient("http://127.0.0.1:9", timeout_s=5) as client,
        pytest.raises(ConnectionFailed, match="cannot be reached"),
    ):
        client.health.alive()


def test_pictures_are_paths_bytes_or_pillow_pictures(filled, pictures):
    red = Image.new("RGB", (40, 30), (220, 20, 20))
    path = pictures / "red.png"
    for picture in (path, str(path), path.read_bytes(), red):
        first = filled.search(pictures=[picture], target="words", k=1).hits[0]
        assert first.text == "red"
        assert filled.tags.of(picture, k=1).tags[0].tag == "red"
    mixed = filled.search("red.png + blue", pictures=[path])
    assert [term.picture or term.text for term in mixed.query.terms] == ["red.png", "blue"]


def test_pages_follow_each_other(filled):
    assert [item.id for item in filled.items.each(a_page=1)] == [1, 2, 3]
    assert [hit.rank for hit in filled.each_hit("red", k=1)] == [1, 2, 3]
    words = [word.word for word in filled.tags.each(a_page=1000)]
    assert len(words) == len(set(words)) > 1000
    assert filled.items.page(k=2).next is not None


def test_vectors_are_those_of_the_server(client):
    expected = ColourNamesTextEncoder()
    raw = expected.encode(expected.preprocess(["red snow"]))[0]
    answer = client.embeddings.of_texts(["red snow"])
    assert np.allclose(answer.vectors[0], raw / np.linalg.norm(raw), atol=1e-6)
    assert answer.usage.prompt_tokens == 2
    picture = client.embeddings.of_pictures([make_picture("red")], dimensions=12).vectors[0]
    red = client.embeddings.of_texts(["red"], dimensions=12).vectors[0]
    assert np.dot(picture, red) > 0.9
    assert len(picture) == 12


def test_every_operation_has_a_method(server, client):
    asked = set()
    client._transport.http.event_hooks["request"] = [
        lambda request: asked.add((request.method.lower(), request.url.path))
    ]
    use_everything(client)
    document = server.http.get("/openapi.json").json()
    missing = [
        f"{method.upper()} {path}"
        for path, method, _ in operations_of(document)
        if not any(method == own and fits(path, address) for own, address in asked)
    ]
    assert not missing, f"app/client has no method for {missing}"


def fits(template, address):
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), address)


def use_everything(pixword):
    """Calls every method of the client."""
    red = make_picture("red")
    about = [{"captions": ["a red kite"], "tags": ["kite"]}]
    outcomes = pixword.items.add([red], about).outcomes
    text, picture = (outcome.item.id for outcome in outcomes)
    assert pixword.items.look(text).captions == ["a red kite"]
    assert pixword.items.change(text, metadata={"year": 2024}).metadata == {"year": 2024}
    assert [own.id for own in pixword.items.page(tags=["kite"]).items] == [text]
    assert [own.id for own in pixword.items.each(filter={"field": "year", "gte": 2024})] == [text]
    newest = pixword.items.each(a_page=1, newest_first=True)
    assert [own.id for own in newest] == sorted((text, picture), reverse=True)
    assert [(own.tag, own.count) for own in pixword.items.facets(["kite"]).tags] == [("kite", 1)]
    assert pixword.items.facets(k=1).fields[0].greatest == 2024
    assert pixword.items.image(picture) == red
    assert Image.open(io.BytesIO(pixword.items.thumbnail(picture))).size == (40, 30)
    assert pixword.search("red").hits[0].id == picture
    assert pixword.search(terms=[{"text": "red"}, {"text": "blue", "weight": -0.5}]).hits
    assert pixword.similar(picture, target="captions").hits[0].text == "a red kite"
    assert pixword.map().items.id == [picture]
    assert pixword.tags.add_words(["grandmother's house"]).added == 1
    assert pixword.tags.page(k=1).words[0].word
    pixword.tags.remove_word("grandmother's house")
    assert pixword.tags.of(red, k=1).tags[0].tag == "red"
    use_words(pixword.words)
    use_recipes(pixword.recipes, red)
    assert [model.id for model in pixword.embeddings.models()] == ["pixword", "colour-names"]
    assert pixword.embeddings.model("colour-names").dimensions == 64
    assert pixword.embeddings.of_texts(["red"]).vectors
    pixword.items.remove(text)
    use_collections(pixword.collections)
    assert pixword.health.alive().status == "alive"
    assert pixword.health.ready().status == "ready"
    assert pixword.health.version().pixword
    assert "pixword" in pixword.health.metrics()


def use_collections(collections):
    assert collections.make("colours", "colour-names").dimension == 64
    assert [own.name for own in collections.all()] == ["default", "colours"]
    assert collections.move("colours", "colour-names@8").move.space == "colour-names@8"
    while collections.look("colours").move.state not in ("done", "failed"):
        time.sleep(0.05)
    with contextlib.suppress(RequestRefused):
        collections.cancel_move("colours")
    collections.remove("colours")


def use_words(words):
    assert words.neighbours("strawberry", k=3).neighbours[0].word
    assert words.analogy("king - man + woman", k=1).neighbours[0].word == "queen"
    assert words.similarity("strawberry", "raspberry") > 0.5
    assert len(words.map(around="strawberry", k=4).words) == 5
    assert words.draw_map(["red", "green", "blue"], kind="svg").startswith(b"<?xml")


def use_recipes(recipes, photo):
    soup = {"title": "Red soup", "ingredients": ["1 salt"], "picture": "picture1"}
    number = recipes.add([soup], [photo]).outcomes[0].recipe.id
    assert recipes.look(number).title == "Red soup"
    assert [own.id for own in recipes.page().recipes] == [number]
    assert [own.id for own in recipes.each()] == [number]
    assert recipes.search("salt").hits[0].id == number
    assert recipes.search(photos=[photo]).hits[0].id == number
    assert [hit.id for hit in recipes.each_hit("salt", k=1)] == [number]
    assert recipes.image(number) == photo
    assert recipes.thumbnail(number)[:2] == b"\xff\xd8"
    recipes.remove(number)


def test_answers_have_the_fields_of_the_schemas(server):
    schemas = server.http.get("/openapi.json").json()["components"]["schemas"]
    for name, own in answers().items():
        schema = schemas.get(name) or schemas[f"{name}Body"]
        assert set(own.model_fields) == set(schema["properties"]), name
        for field, described in schema["properties"].items():
            nullable = {"type": "null"} in described.get("anyOf", [])
            kinds = getattr(own.model_fields[field].annotation, "__args__", ())
            assert nullable == (type(None) in kinds), (name, field)


def answers():
    """Returns the classes of `app.client.answers` by name."""
    modules = [own for name, own in sys.modules.items() if name.startswith("app.client.answers.")]
    found = [own for module in modules for own in vars(module).values()]
    return {
        own.__name__: own
        for own in found
        if isinstance(own, type) and own.__module__.startswith("app.client.answers.")
        if own.__name__ != "Answer"
    }


def test_a_request_is_sent_again_when_the_server_says_when():
    door = [(503, {"retry-after": "0"}, LATER), (429, {"retry-after": "0"}, LATER)]
    with answering([*door, (200, {}, {"status": "alive"})]) as (address, paths):
        with PixwordClient(address) as client:
            assert client.health.alive().status == "alive"
        assert paths == ["/livez"] * 3


@pytest.mark.parametrize(
    ("status", "headers", "retries", "kind"),
    [
        (503, {"retry-after": "0"}, 0, Unavailable),
        (503, {}, 2, Unavailable),
        (429, {"retry-after": "3600"}, 2, TooManyRequests),
        (500, {"retry-after": "0"}, 2, ServerFailed),
        (418, {}, 2, RequestRefused),
    ],
)
def test_otherwise_it_is_an_error(status, headers, retries, kind):
    with answering([(status, headers, LATER)]) as (address, paths):
        with PixwordClient(address, retries=retries) as client, pytest.raises(kind) as refused:
            client.health.alive()
        assert len(paths) == 1
        assert refused.value.detail == "ask again"
        stated = headers.get("retry-after")
        assert refused.value.retry_after == (None if stated is None else float(stated))


def test_what_adds_is_never_sent_twice():
    with answering([(503, {"retry-after": "0"}, LATER)]) as (address, paths):
        with PixwordClient(address) as client, pytest.raises(Unavailable):
            client.items.add([b"picture"])
        assert paths == ["/v1/items"]


def test_errors_of_others_on_the_way_are_errors_too():
    with (
        answering([(502, {}, "<html>Bad gateway</html>")]) as (address, _),
        PixwordClient(address) as client,
        pytest.raises(ServerFailed, match="Bad Gateway"),
    ):
        client.health.alive()


READY = {"space": "colour-names", "items": None, "sequence": None, "index": None, "recipes": None}
READY |= {"status": "failing", "collections": {"default": "open"}, "lag_ms": 0.5}
READY |= {"parts": {"catalogue": {"state": "failing", "says": "the disk is gone"}}}


def test_a_server_that_is_not_ready_says_why():
    with answering([(503, {}, READY)]) as (address, _), PixwordClient(address) as client:
        ready = client.health.ready()
    assert (ready.status, ready.parts["catalogue"].says) == ("failing", "the disk is gone")


def test_who_is_too_busy_to_say_is_unavailable():
    with (
        answering([(503, {}, LATER)]) as (address, _),
        PixwordClient(address) as client,
        pytest.raises(Unavailable, match="ask again"),
    ):
        client.health.ready()


@pytest.mark.parametrize("body", ["<html>Sign in</html>", {"hello": "world"}], ids=["html", "json"])
def test_another_servers_answer_is_an_error_that_says_so(body):
    with (
        answering([(200, {}, body)]) as (address, _),
        PixwordClient(address) as client,
        pytest.raises(AnswerUnreadable, match="address of a Pixword server"),
    ):
        client.search("red")


def test_pictures_that_cannot_be_read_are_named(client, tmp_path):
    with pytest.raises(PictureUnreadable, match=r"none\.png cannot be read \(No such file"):
        client.items.add([tmp_path / "none.png"])
    with pytest.raises(PictureUnreadable, match="convert it to RGB"):
        client.tags.of(Image.new("LAB", (4, 4)))


def test_files_of_one_name_are_told_apart(client, tmp_path):
    files = [tmp_path / folder / "same.png" for folder in ("red", "green", "blue")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(make_picture(file.parent.name))
    own = tmp_path / "same-2.png"
    own.write_bytes(make_picture("grey"))
    outcomes = client.items.add([*files, own], [{"picture": "same-2.png", "tags": ["mine"]}])
    told = {outcome.name: outcome.item for outcome in outcomes.outcomes}
    assert set(told) == {"same.png", "same-2.png", "same-3.png", "same-4.png"}
    assert told["same-2.png"].tags == ["mine"]
    assert client.items.image(told["same-2.png"].id) == own.read_bytes()
    assert client.items.image(told["same-4.png"].id) == files[2].read_bytes()


def test_an_address_that_is_too_long_is_an_error_of_the_client(client):
    with pytest.raises(ConnectionFailed):
        client.search("x" * 100_000)


def test_key_and_collection_go_with_every_request():
    with answering([(200, {}, {"status": "alive"})]) as (address, paths):
        with PixwordClient(address, key="secret", collection="shoes") as client:
            assert client._transport.http.headers["authorization"] == "Bearer secret"
            client.health.alive()
        assert paths == ["/livez?collection=shoes"]


def test_a_collection_is_chosen_by_its_name(tmp_path):
    with running(weightless(tmp_path)) as server:
        address = str(server.http.base_url)
        with PixwordClient(address, collection="default") as client:
            assert client.items.page().items == []
        with PixwordClient(address, collection="shoes") as client, pytest.raises(NotFound):
            client.items.page()


def test_importing_it_needs_none_of_the_models():
    code = (
        "import sys, time; import app.client; used = time.process_time()\n"
        "print(used, *(set(sys.modules) & {'torch', 'numpy', 'fastapi', 'sqlalchemy', 'PIL'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    seconds, *heavy = ran.stdout.split()
    assert heavy == []
    assert float(seconds) < 1.5  # a third of it where nothing else runs


@contextlib.contextmanager
def answering(answers):
    """A server of prepared answers; yields its address and the paths it is asked for."""
    left, paths = list(answers), []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer()

        def do_POST(self):
            self.answer()

        def answer(self):
            paths.append(self.path)
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, headers, body = left.pop(0)
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()
