"""Whatever the OpenAPI document allows, and what it does not, gets an answer that it describes."""

import itertools
import json
from collections import Counter

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.config import Settings
from app.server import create_server
from tests.app.operations import examples_of, operations_of
from tests.app.wire import says_what_is_right
from tests.conftest import make_picture, running, weightless

CASES = 50
MANY_CASES = 1000
PATIENCE_S = 120
TOO_LARGE = 413  # a refusal that schemathesis does not count as one
LONGEST_ADDRESS = 60_000  # characters; uvicorn answers longer ones itself, and in plain text


def refuses_what_is_wrong(context, response, case):
    if response.status_code == TOO_LARGE or says_what_is_right(case, response.request.url):
        return None
    return negative_data_rejection(context, response, case)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    refuses_what_is_wrong,
]
HOSTILE = [
    '"\\ud800"',
    '"\\u0000"',
    '""',
    '" "',
    '"\\u202e\\ufeff"',
    json.dumps("a" * 20_000),
    "NaN",
    "-Infinity",
    "1e999",
    "-0.0",
    "0",
    str(2**63),
    str(-(2**63) - 1),
    "9" * 400,
    "null",
    "true",
    "[]",
    "{}",
    "[" * 400 + "]" * 400,
]
DOCUMENT = create_server(Settings()).openapi()
OPERATIONS = {own["operationId"]: (path, method) for path, method, own in operations_of(DOCUMENT)}
_numbers = itertools.count()
# Matplotlib warns of words in scripts that its font has not, and draws boxes.
pytestmark = pytest.mark.filterwarnings("ignore:Glyph")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(weightless(tmp_path_factory.mktemp("fuzzed"))) as started:
        yield started


@pytest.fixture(scope="module")
def address(server):
    return str(server.http.base_url)


@pytest.fixture(scope="module")
def schema(server):
    document = server.http.get("/openapi.json").json()
    for _, _, operation in operations_of(document):
        operation.pop("security", None)  # keys have tests of their own; this server asks for none
    return schemathesis.openapi.from_dict(document)


@pytest.fixture
def session():
    with requests.Session() as opened:
        yield opened


@pytest.fixture
def known(server):
    """Adds what a request may name."""
    number = next(_numbers)
    files = {"pictures": ("a.png", make_picture((number, 20, 220)))}
    words = {"words": [f"word {number}"]}
    item = server.http.post("/v1/items", files=files).json()["outcomes"][0]["item"]["id"]
    sent = '{"recipes": [{"picture": "a.png", "title": "Soup"}]}'
    recipes = server.http.post("/v1/recipes", files=files, data={"recipes": sent})
    server.http.post("/v1/tags/vocabulary", json=words).raise_for_status()
    while server.http.get("/v1/map").raise_for_status().status_code == 202:
        pass
    server.http.post("/v1/collections", json={"name": "known", "space": "colour-names@16"})
    return {
        "item_id": item,
        "recipe_id": recipes.json()["outcomes"][0]["recipe"]["id"],
        "word": words["words"][0],
        "kind": "svg",
        "model": "pixword",
        "name": "known",
    }


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_document_describes(
    name, address, schema, known, session, request
):
    path, method = OPERATIONS[name]
    operation = schema[path][method]
    seen = Counter()

    def note(response):
        seen[response.status_code // 100] += 1

    for arguments in examples_of(operation.definition.raw):
        note(
            checked(operation, session.request(method, address + path.format(**known), **arguments))
        )
    cases = MANY_CASES if request.config.getoption("--long") else CASES
    for response in fuzzed(operation, address, session, cases):
        note(response)
    assert seen[2], "nothing was answered"
    assert seen[4] or not takes_anything(operation), "nothing was refused"


def fuzzed(operation, address, session, cases):
    """Sends generated requests, checks every answer, and returns them."""
    responses = []

    @hypothesis.settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases_of(operation))
    def send(case):
        prepared = requests.Request(**case.as_transport_kwargs(base_url=address)).prepare()
        hypothesis.assume(len(prepared.url) < LONGEST_ADDRESS)
        responses.append(
            case.call_and_validate(address, session, checks=CHECKS, timeout=PATIENCE_S)
        )

    send()
    return responses


def cases_of(operation):
    modes = [GenerationMode.POSITIVE]
    if takes_anything(operation):
        modes.append(GenerationMode.NEGATIVE)
    return strategies.one_of(*(operation.as_strategy(mode) for mode in modes))


def takes_anything(operation):
    return bool(list(operation.iter_parameters()) or operation.body)


@pytest.mark.parametrize("name", OPERATIONS)
def test_hostile_values_are_refused_or_answered(name, address, schema, known, session):
    path, method = OPERATIONS[name]
    operation = schema[path][method]
    for value in map(json.loads, HOSTILE):
        for parameter in operation.definition.raw.get("parameters", []):
            place, params = known, {}
            if parameter["in"] == "path":
                part = requests.utils.quote(as_text(value), safe="")
                place = known | {parameter["name"]: part or "%20"}  # nothing is another address
            else:
                params = {parameter["name"]: as_text(value)}
            url = address + path.format(**place)
            checked(operation, session.request(method, url, params=params))
    for arguments in examples_of(operation.definition.raw):
        for body in damaged(json.dumps(arguments.get("json"))):
            url = address + path.format(**known)
            headers = {"Content-Type": "application/json"}
            checked(operation, session.request(method, url, data=body, headers=headers))


def as_text(value):
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else json.dumps(value)


def damaged(body):
    """Yields a body with each of its values, in turn, replaced by each hostile one."""
    document = json.loads(body)
    for place in places_of(document):
        for hostile in HOSTILE:
            yield json.dumps(put(document, place, "HERE")).replace('"HERE"', hostile)


def places_of(document, place=()):
    inner = document.items() if isinstance(document, dict) else []
    inner = enumerate(document) if isinstance(document, list) else inner
    for key, value in inner:
        yield (*place, key)
        yield from places_of(value, (*place, key))


def put(document, place, value):
    if not place:
        return value
    copy = dict(document) if isinstance(document, dict) else dict(enumerate(document))
    copy[place[0]] = put(document[place[0]], place[1:], value)
    return copy if isinstance(document, dict) else list(copy.values())


def checked(operation, response):
    """Checks an answer against the document, and returns it."""
    assert response.status_code < 500, (response.request.url, response.request.body, response.text)
    operation.validate_response(response)
    return response
