"""The clients that people have already, unchanged but for the address."""

import asyncio
import http.server
import json
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx2
import llama_index.core
import numpy as np
import openai
import pytest
from langchain_openai import OpenAIEmbeddings
from llama_index.embeddings.openai import OpenAIEmbedding

from app.access import Scope
from app.access.key_file import KeyFile
from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.ranking.dimensions import shorten
from models.space import Space
from tests.app.embeddings.test_embeddings import RED
from tests.conftest import running, weightless

TEXTS = ["a red kite", "snow on the mountain", "blue"]
CACHE = Path(llama_index.core.__file__).parent / "_static" / "tiktoken_cache"
CL100K = CACHE / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"  # tiktoken's name of cl100k_base


@pytest.fixture(scope="module")
def vectors():
    space = Space("colour-names", ColourNamesImageEncoder(), ColourNamesTextEncoder())
    return space.encode_texts(TEXTS)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    environment = weightless(tmp_path_factory.mktemp("openai"))
    with running(environment | {"PIXWORD_TOKEN_VOCABULARY": str(CL100K)}) as server:
        yield f"{server.http.base_url}/v1"


@pytest.fixture
def client(address):
    with openai.OpenAI(api_key="none", base_url=address, max_retries=0) as opened:
        yield opened


def test_errors_have_their_class_and_their_sentence(client, address):
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt'") as missing:
        client.embeddings.create(input="red", model="gpt")
    assert missing.value.code == "UnknownModel"
    assert missing.value.request_id == missing.value.response.json()["request_id"]
    with pytest.raises(openai.UnprocessableEntityError, match="from 2 to 64"):
        client.embeddings.create(input="red", model="pixword", dimensions=65)
    with pytest.raises(openai.UnprocessableEntityError, match="at least 1 character"):
        client.embeddings.create(input="", model="pixword")
    with pytest.raises(openai.APIStatusError, match="not a picture") as unreadable:
        client.embeddings.create(input="data:image/png;base64,AAAA", model="pixword")
    assert unreadable.value.status_code == 415
    with pytest.raises(openai.NotFoundError, match="no model"):
        client.models.retrieve("gpt")


def test_keys_are_those_of_the_server(environment, vectors):
    key = KeyFile(Path(environment["PIXWORD_DATA"]) / "keys.json").add("mine", Scope.READ, None)
    with running(environment) as server:
        address = f"{server.http.base_url}/v1"
        with (
            openai.OpenAI(api_key=key[:-1], base_url=address, max_retries=0) as wrong,
            pytest.raises(openai.AuthenticationError, match="the key is wrong"),
        ):
            wrong.embeddings.create(input=TEXTS, model="pixword")
        with openai.OpenAI(api_key=key, base_url=address) as right:
            assert_same(right.embeddings.create(input=TEXTS, model="pixword"), vectors)


def test_openai_reads_floats_and_base64(client, vectors):
    assert_same(client.embeddings.create(input=TEXTS, model="pixword"), vectors)
    as_floats = client.embeddings.create(input=TEXTS, model="pixword", encoding_format="float")
    assert_same(as_floats, vectors)
    assert as_floats.usage.prompt_tokens == 8
    short = client.embeddings.create(input=TEXTS, model="pixword", dimensions=8, user="me")
    assert_same(short, shorten(vectors, 8))


def test_openai_sends_pictures(client):
    found = client.embeddings.create(input=[RED, "red", "blue"], model="colour-names")
    picture, red, blue = (np.array(row.embedding) for row in found.data)
    assert picture @ red > 0.9
    assert picture @ blue < 0.5


def test_openai_lists_models(client):
    assert [model.id for model in client.models.list()] == ["pixword", "colour-names"]
    assert client.models.retrieve("colour-names").owned_by == "pixword"


def test_asynchronous_openai_reads_the_same(address, vectors):
    async def ask():
        async with openai.AsyncOpenAI(api_key="none", base_url=address) as client:
            return await client.embeddings.create(input=TEXTS, model="pixword")

    assert_same(asyncio.run(ask()), vectors)


def test_langchain_embeds_what_it_has_cut_into_tokens(address, vectors, monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(CACHE))
    chain = OpenAIEmbeddings(model="pixword", base_url=address, api_key="none")
    assert np.allclose(chain.embed_documents(TEXTS), vectors, atol=1e-7)
    assert np.allclose(chain.embed_query(TEXTS[0]), vectors[0], atol=1e-7)

    async def ask():
        async with chain.async_client._client:  # who made it never closes it
            return await chain.aembed_query(TEXTS[1])

    assert np.allclose(asyncio.run(ask()), vectors[1], atol=1e-7)


def test_langchain_embeds_texts_as_they_are(address, vectors):
    chain = OpenAIEmbeddings(
        model="pixword",
        base_url=address,
        api_key="none",
        dimensions=16,
        check_embedding_ctx_length=False,
    )
    assert np.allclose(chain.embed_documents(TEXTS), shorten(vectors, 16), atol=1e-7)


def test_llama_index_embeds(address, vectors):
    index = OpenAIEmbedding(model_name="pixword", api_base=address, api_key="none", max_retries=0)
    assert np.allclose(index.get_text_embedding_batch(TEXTS), vectors, atol=1e-7)
    assert np.allclose(index.get_query_embedding(TEXTS[2]), vectors[2], atol=1e-7)

    async def ask():
        async with index._get_aclient():  # who made it never closes it
            return await index.aget_text_embedding(TEXTS[0])

    assert np.allclose(asyncio.run(ask()), vectors[0], atol=1e-7)


@pytest.mark.parametrize("status", [429, 503])
def test_openai_comes_back_when_it_is_told_to(address, status, vectors):
    with refusing_once(address, status) as door:
        with openai.OpenAI(api_key="none", base_url=door.address, max_retries=1) as client:
            began = time.monotonic()
            assert_same(client.embeddings.create(input=TEXTS, model="pixword"), vectors)
        assert time.monotonic() - began > 0.9  # Retry-After: 1
        assert door.refused == 1


def assert_same(answer, vectors):
    found = np.array([row.embedding for row in answer.data], dtype=np.float32)
    assert (found == vectors).all()


class Door(http.server.ThreadingHTTPServer):
    """Stands before a server and sends the first request away."""

    daemon_threads = True

    def __init__(self, behind, status):
        super().__init__(("127.0.0.1", 0), Doorkeeper)
        self.behind, self.status, self.refused = behind, status, 0
        self.address = f"http://127.0.0.1:{self.server_port}/v1"


class Doorkeeper(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["content-length"]))
        if not self.server.refused:
            self.server.refused += 1
            return self.answer(self.server.status, {"error": {"message": "later"}})
        answer = httpx2.post(
            self.server.behind + self.path.removeprefix("/v1"),
            content=content,
            headers={"content-type": "application/json"},
        )
        return self.answer(answer.status_code, answer.json())

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("retry-after", "1")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextmanager
def refusing_once(behind, status):
    with Door(behind, status) as door:
        thread = threading.Thread(target=door.serve_forever)
        thread.start()
        yield door
        door.shutdown()
        thread.join()
