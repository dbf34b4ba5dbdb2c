"""Swagger UI works offline, and every operation has an example that runs."""

import json
import re

import httpx2
import pytest

from app.cli.main import COMMANDS
from tests.app.operations import examples_of, operations_of
from tests.conftest import ROOT, make_picture


@pytest.fixture(scope="module")
def document(shared_server):
    return shared_server.http.get("/openapi.json").json()


def test_swagger_ui_is_served_by_the_project(shared_server):
    page = shared_server.http.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert addresses
    for address in addresses:
        assert address.startswith("/"), f"{address} is not served by the project"
        assert shared_server.http.get(address).status_code == 200


def test_front_page_links_to_the_documentation_and_searches(shared_server):
    page = shared_server.http.get("/")
    assert 'href="/docs"' in page.text
    found = shared_server.http.get("/", params={"q": "red"})
    assert "/v1/items/1/thumbnail" in found.text
    wrong = shared_server.http.get("/", params={"q": '<b>"'})
    assert "<b>" not in wrong.text.replace("<body>", "")
    assert 'role="alert"' in wrong.text


def test_committed_openapi_document_is_current(document, pixword):
    committed = (ROOT / "openapi.json").read_text()
    renew = "openapi.json is not current: run `pixword openapi > openapi.json` and commit it"
    assert pixword("openapi").stdout == committed, renew
    assert json.loads(committed) == document, renew


def test_every_operation_is_described(document):
    for path, method, operation in operations_of(document):
        assert operation.get("summary"), (method, path)
        assert operation.get("description"), (method, path)


def test_every_reference_of_the_document_exists(document):
    references = re.findall(r"'\$ref': '#/components/schemas/([^']+)'", str(document))
    assert {"SearchBody", "NewItems", "TermBody", "SearchAnswer"} <= set(references)
    assert set(references) <= set(document["components"]["schemas"])


def test_every_example_runs(server, document):
    files = {"pictures": ("red.png", make_picture("red"))}
    items = '{"items": [{"picture": "red.png", "tags": ["animal"]}]}'
    server.http.post("/v1/items", data={"items": items}, files=files)
    recipes = '{"recipes": [{"picture": "red.png", "title": "Red soup"}]}'
    server.http.post("/v1/recipes", data={"recipes": recipes}, files=files)
    ran = 0
    for path, method, operation in operations_of(document):
        if method == "delete":
            continue
        for arguments in examples_of(operation):
            address = path.format(
                item_id=1, recipe_id=1, word="red", kind="svg", name="colours", model="pixword"
            )
            response = server.http.request(method, address, **arguments)
            assert response.status_code < 400, (method, path, response.text)
            ran += 1
    assert ran >= len(operations_of(document))


def test_readme_names_every_command():
    readme = (ROOT / "README.md").read_text()
    for name in (*COMMANDS, "version"):
        assert re.search(rf"pixword {name}\b", readme), f"the README does not mention {name}"


def test_nothing_in_the_page_comes_from_elsewhere(shared_server):
    for path in ("/", "/docs", "/?q=red"):
        page: httpx2.Response = shared_server.http.get(path)
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)
