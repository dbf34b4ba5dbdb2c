"""Servers with the endpoint for assistants, and the protocol's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from tests.conftest import COLOURS, make_picture, running, weightless

RECIPES = {
    "recipes": [
        {"title": "Red soup", "ingredients": ["2 tomatoes", "salt"], "instructions": ["Boil."]},
        {"title": "Rice", "ingredients": ["rice", "salt"]},
    ]
}


class Assistant:
    """Asks one server; every question is a session of its own."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        self._address = address
        self._headers = headers or {}

    def ask(self, tool: str, **arguments: Any) -> CallToolResult:
        return asyncio.run(self.within(lambda session: session.call_tool(tool, arguments)))

    def refusal(self, tool: str, **arguments: Any) -> str:
        answer = self.ask(tool, **arguments)
        assert answer.is_error, answer
        assert answer.structured_content is None
        [content] = answer.content
        assert "\n" not in content.text
        return content.text

    async def within(self, use) -> Any:
        async with (
            httpx2.AsyncClient(headers=self._headers, timeout=60) as http,
            streamable_http_client(f"{self._address}/mcp", http_client=http) as (read, write),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await use(session)


def fill(http: httpx2.Client) -> None:
    """Adds red (1), green (2) and blue (3), a text (4), and two recipes."""
    files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
    described = {
        "items": [
            {"picture": "red.png", "captions": ["a red wall"], "tags": ["wall"]},
            {"picture": "green.png", "metadata": {"year": 2020}},
            {"picture": "blue.png"},
            {"captions": ["x" * 1000, *"abcdefgh"], "metadata": {"long": "y" * 5000}},
        ]
    }
    http.post("/v1/items", data={"items": json.dumps(described)}, files=files).raise_for_status()
    http.post("/v1/recipes", json=RECIPES).raise_for_status()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = weightless(tmp_path_factory.mktemp("assistants")) | {"PIXWORD_MCP": "true"}
    with running(environment) as server:
        fill(server.http)
        yield str(server.http.base_url).rstrip("/")


@pytest.fixture
def assistant(address: str) -> Assistant:
    return Assistant(address)


@pytest.fixture
def filled_data(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings of a data folder that was filled and is open nowhere."""
    with running(environment) as server:
        fill(server.http)
    return environment
