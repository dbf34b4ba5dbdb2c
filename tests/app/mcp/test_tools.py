"""What an assistant finds is what every other client finds."""

from __future__ import annotations

import asyncio
import base64
import io
import os

import httpx2
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from PIL import Image

from app.config import Settings
from app.server import create_server
from tests.conftest import PIXWORD, running

TOOLS = {
    "list_collections",
    "look_at_item",
    "look_at_recipe",
    "search_pictures",
    "search_recipes",
    "similar_items",
    "word_analogy",
    "word_neighbours",
    "words_for_picture",
}


def test_every_tool_is_described_and_only_reads(assistant):
    listed = asyncio.run(assistant.within(lambda session: session.list_tools())).tools
    assert {tool.name for tool in listed} == TOOLS
    for tool in listed:
        assert tool.title
        assert len(tool.description or "") > 20
        assert tool.annotations.read_only_hint
        assert tool.output_schema
        for name, argument in tool.input_schema["properties"].items():
            assert argument.get("description"), (tool.name, name)


def test_a_search_finds_what_http_finds(assistant, address):
    query = "#1 - red + blue"
    found = assistant.ask("search_pictures", q=query, k=2).structured_content["hits"]
    http = httpx2.get(f"{address}/v1/search", params={"q": query, "k": 2}, timeout=60)
    expected = [(hit["id"], round(hit["score"], 4)) for hit in http.json()["hits"]]
    assert [(hit["item"], hit["score"]) for hit in found] == expected
    assert found[0]["item"] == 3


def test_targets_tags_and_text_of_answers_are_bounded(assistant):
    captions = assistant.ask("search_pictures", q="x", target="captions", k=9)
    longest = next(hit for hit in captions.structured_content["hits"] if hit["item"] == 4)
    assert len(longest["captions"]) == 5
    assert max(map(len, longest["captions"])) == 300
    assert len(longest["metadata"]["long"]) == 300
    words = assistant.ask("search_pictures", q="red", target="words", k=3)
    assert {hit["kind"] for hit in words.structured_content["hits"]} == {"word"}
    tagged = assistant.ask("search_pictures", q="blue", tags=["Wall"])
    assert [hit["item"] for hit in tagged.structured_content["hits"]] == [1]


def test_an_item_is_shown_with_its_picture(assistant):
    answer = assistant.ask("look_at_item", item=1)
    assert answer.structured_content["captions"] == ["a red wall"]
    [text, image] = answer.content
    assert '"a red wall"' in text.text
    assert image.mime_type == "image/jpeg"
    shown = Image.open(io.BytesIO(base64.b64decode(image.data)))
    red, green, blue = shown.convert("RGB").getpixel((5, 5))
    assert red > 180
    assert max(green, blue) < 60
    assert len(assistant.ask("look_at_item", item=4).content) == 1


def test_similar_items_words_and_recipes(assistant):
    similar = assistant.ask("similar_items", item=1, k=5).structured_content["hits"]
    assert {hit["item"] for hit in similar} == {2, 3}
    words = assistant.ask("words_for_picture", item=1, k=3).structured_content["tags"]
    assert words[0]["tag"] == "red"
    recipes = assistant.ask("search_recipes", q="rice", k=1).structured_content["recipes"]
    assert recipes[0]["title"] == "Rice"
    recipe = assistant.ask("look_at_recipe", recipe=1).structured_content
    assert (recipe["title"], recipe["instructions"]) == ("Red soup", ["Boil."])
    names = assistant.ask("list_collections").structured_content
    assert names == {"collections": ["default"]}


def test_words_alone(assistant):
    near = assistant.ask("word_neighbours", word="strawberry", k=3).structured_content
    assert len(near["neighbours"]) == 3
    analogy = assistant.ask("word_analogy", q="king - man + woman", k=1).structured_content
    assert analogy["neighbours"][0]["word"] == "queen"


def test_questions_are_seen_among_the_others(assistant, address):
    assistant.ask("list_collections")
    metrics = httpx2.get(f"{address}/metrics", timeout=60).text
    assert 'route="/mcp"' in metrics


def test_many_assistants_ask_at_once(assistant):
    async def ask_twenty() -> list[int]:
        def search(session):
            return session.call_tool("search_pictures", {"q": "red", "k": 1})

        answers = await asyncio.gather(*(assistant.within(search) for _ in range(20)))
        return [answer.structured_content["hits"][0]["item"] for answer in answers]

    assert asyncio.run(ask_twenty()) == [1] * 20


def test_servers_start_again_and_beside_each_other(environment, tmp_path):
    fields = {name.removeprefix("PIXWORD_").lower(): v for name, v in environment.items()}
    for _ in range(3):
        create_server(Settings(**fields, mcp=True))
    for _ in range(2):
        with running(environment | {"PIXWORD_MCP": "true"}) as server:
            assert server.http.get("/livez").status_code == 200


def test_an_assistant_starts_a_process_and_asks_it(filled_data):
    async def ask() -> object:
        command = StdioServerParameters(
            command=str(PIXWORD), args=["mcp"], env={**os.environ, **filled_data}
        )
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            found = await session.call_tool("search_pictures", {"q": "green", "k": 1})
            refused = await session.call_tool("look_at_item", {"item": 77})
            return found.structured_content["hits"][0]["item"], refused.content[0].text

    assert asyncio.run(ask()) == (2, "no item has the number #77")
