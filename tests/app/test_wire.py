"""What a fuzzed request says on the wire is judged as narrowly as it has to be."""

from types import SimpleNamespace

import pytest
from schemathesis import GenerationMode

from tests.app.wire import says_what_is_right

PARAMETERS = [
    {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "minLength": 2}},
    {
        "name": "tag",
        "in": "query",
        "required": False,
        "schema": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
    },
    {
        "name": "kind",
        "in": "query",
        "required": False,
        "schema": {"$ref": "#/components/schemas/Kind"},
    },
    {"name": "k", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 1}},
]
FORM = {
    "type": "object",
    "properties": {
        "query": {"type": "string"},
        "pictures": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
}
MULTIPART = "multipart/form-data"
ADDRESS = "http://host/path?q=ab"


def case_of(body=None, wrong=("query",), media_type=MULTIPART):
    raw = {
        "parameters": PARAMETERS,
        "requestBody": {"content": {media_type: {"schema": FORM}}},
    }
    components = {
        place: SimpleNamespace(
            mode=GenerationMode.NEGATIVE if place in wrong else GenerationMode.POSITIVE
        )
        for place in ("query", "body", "path_parameters")
    }
    return SimpleNamespace(
        body=body,
        media_type=media_type,
        meta=SimpleNamespace(components=components),
        operation=SimpleNamespace(
            definition=SimpleNamespace(raw=raw),
            schema=SimpleNamespace(
                raw_schema={"components": {"schemas": {"Kind": {"enum": ["a"]}}}}
            ),
        ),
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "tag=a",
        "q=",
        "q=ab&q=c",
        "q=ab&k=0",
        "q=ab&kind=b",
        "q=ab&k=true",
        "q=ab&k=x",
        "q=ab&k=NaN",
        "q=ab&tag=a&tag=b&tag=c&tag=d",
        "q=ab&other=1",
    ],
)
def test_what_is_wrong_in_an_address_stays_wrong(query):
    assert not says_what_is_right(case_of(), f"http://host/path?{query}")


@pytest.mark.parametrize("query", ["q=ab&tag=false", "q=true", "q=12&tag=x&kind=a", "q=ab&k=3"])
def test_a_value_reads_as_its_text_and_as_a_list_of_one(query):
    assert says_what_is_right(case_of(), f"http://host/path?{query}")


@pytest.mark.parametrize(
    "body",
    [
        {"query": ["a", "b"]},
        {"query": [1]},
        {"query": {"a": 1}},
        {"pictures": "a"},
        {"pictures": [1]},
        {"other": "a"},
        "a",
    ],
)
def test_what_is_wrong_in_a_form_stays_wrong(body):
    assert not says_what_is_right(case_of(body, ("body",)), ADDRESS)


@pytest.mark.parametrize(
    "body", [{"query": [None]}, {"query": []}, {"query": ["{}"]}, {"pictures": [b"x"]}]
)
def test_a_list_of_one_or_none_reads_as_its_value_or_nothing(body):
    assert says_what_is_right(case_of(body, ("body",)), ADDRESS)
    assert not says_what_is_right(case_of(body, ("body",), "text/plain"), ADDRESS)


def test_all_else_must_be_right():
    assert says_what_is_right(case_of(), ADDRESS)
    assert not says_what_is_right(case_of(wrong=("query", "path_parameters")), ADDRESS)
    assert says_what_is_right(case_of({"query": []}, ("query", "body")), ADDRESS)
    assert not says_what_is_right(case_of({"query": [1]}, ("query", "body")), ADDRESS)
