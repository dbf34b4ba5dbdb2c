"""What a generated request says once it is sent: an address and a form know texts only."""

import json
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs


def says_what_is_right(case, address):
    """Says whether a wrong request reads, on the wire, as one that the document allows.

    A value cannot be told from its text, one in the place of a list not from a list of one, nor a
    list of one or none in a form from its value or nothing. All else in the request must be right
    as it was generated.

    Args:
        case: As it was generated.
        address: That it was sent to.
    """
    wrong = {
        place for place, component in case.meta.components.items() if component.mode.is_negative
    }
    readings = {
        "query": lambda: _query_is_right(case, parse_qs(urlsplit(address).query, True)),
        "body": lambda: _form_is_right(case),
    }
    return wrong <= set(readings) and all(readings[place]() for place in wrong)


def _query_is_right(case, sent):
    declared = {own["name"]: own for own in _raw(case)["parameters"] if own["in"] == "query"}
    needed = {name for name, own in declared.items() if own["required"]}
    return needed <= set(sent) <= set(declared) and all(
        any(
            jsonschema_rs.is_valid(_resolvable(case, declared[name]["schema"]), reading)
            for reading in _readings(texts)
        )
        for name, texts in sent.items()
    )


def _readings(texts):
    """Yields what a parameter may mean: a list, a text (the last counts), a number or a truth."""
    yield texts
    yield texts[-1]
    with suppress(ValueError):
        value = json.loads(texts[-1])
        if isinstance(value, (bool, int, float)) and value == value:  # noqa: PLR0124 - is a number
            yield value


def _form_is_right(case):
    if case.media_type != "multipart/form-data" or not isinstance(case.body, dict):
        return False
    schema = _raw(case)["requestBody"]["content"][case.media_type]["schema"]
    if "properties" not in schema:
        return False
    schema = _resolvable(case, schema) | {"additionalProperties": False}
    one = [name for name, own in schema["properties"].items() if not _is_list(own)]
    sent = {name: _as_sent(value) for name, value in case.body.items()}
    for name in one:
        if isinstance(sent.get(name), list) and len(sent[name]) <= 1:
            (sent[name],) = sent[name] or [None]
        if sent.get(name, "") is None:  # nothing is sent
            del sent[name]
    return jsonschema_rs.is_valid(schema, sent)


def _as_sent(value):
    """A file is anything: the document calls it text."""
    if isinstance(value, list):
        return [_as_sent(own) for own in value]
    return value if type(value) in {str, int, float, bool, dict, type(None)} else "a file"


def _resolvable(case, schema):
    """Puts what a schema may refer to beside it."""
    return schema | {"components": case.operation.schema.raw_schema["components"]}


def _raw(case):
    return case.operation.definition.raw


def _is_list(schema):
    return "array" in [own.get("type") for own in (schema, *schema.get("anyOf", []))]
