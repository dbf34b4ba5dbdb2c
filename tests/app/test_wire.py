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


def case_of(query=None, body=None, wrong=("query",), media_type=MULTIPART):
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
        query=query or {},
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
        {},
        {"tag": "a"},
        {"q": ""},
        {"q": "ab", "k": 0},
        {"q": "ab", "kind": "b"},
        {"q": "ab", "k": True},
        {"q": "ab", "k": "x"},
        {"q": "ab", "tag": ["a"] * 4},
        {"q": "ab", "tag": {"a": "b"}},
        {"q": "ab", "other": "1"},
        {"q": ["ab"]},
    ],
)
def test_what_is_wrong_in_an_address_stays_wrong(query):
    assert not says_what_is_right(case_of(query))


@pytest.mark.parametrize(
    "query", [{"q": "ab", "tag": False}, {"q": True}, {"q": 12, "tag": "x", "kind": "a"}]
)
def test_a_scalar_reads_as_its_text_and_as_a_list_of_one(query):
    assert says_what_is_right(case_of(query))


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
    assert not says_what_is_right(case_of(body=body, wrong=("body",)))


@pytest.mark.parametrize(
    "body", [{"query": [None]}, {"query": []}, {"query": ["{}"]}, {"pictures": [b"x"]}]
)
def test_a_list_of_one_or_none_reads_as_its_value_or_nothing(body):
    assert says_what_is_right(case_of(body=body, wrong=("body",)))
    assert not says_what_is_right(case_of(body=body, wrong=("body",), media_type="text/plain"))


def test_all_else_must_be_right():
    right = {"q": True}
    assert says_what_is_right(case_of(right))
    assert not says_what_is_right(case_of(right, wrong=("query", "path_parameters")))
    assert not says_what_is_right(case_of({"k": 0}, {"query": []}, wrong=("query", "body")))
