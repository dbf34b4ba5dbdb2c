"""The OpenAPI document: the committed one is current, and what it says can be relied on."""

import json
from collections import Counter

import pytest

from tests.app.operations import operations_of
from tests.conftest import ROOT

COMMITTED = json.loads((ROOT / "openapi.json").read_text())


def test_settings_do_not_change_the_document(pixword):
    other = pixword("openapi", PIXWORD_MAX_K="7", PIXWORD_MAX_PICTURES="3", PIXWORD_PORT="9")
    assert json.loads(other.stdout) == COMMITTED


@pytest.mark.parametrize(("path", "method", "operation"), operations_of(COMMITTED))
def test_every_operation_says_what_it_takes_and_answers(path, method, operation):
    assert operation["operationId"].startswith(operation["tags"][0] + "_")
    assert any(status.startswith("2") for status in operation["responses"])
    assert {"4XX", "5XX"} <= set(operation["responses"])
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), (path, parameter["name"])


def test_names_of_operations_are_their_own():
    names = Counter(operation["operationId"] for _, _, operation in operations_of(COMMITTED))
    assert max(names.values()) == 1
