"""What a generated request says once it is sent: an address and a form know texts only."""

import json

import jsonschema_rs


def says_what_is_right(case):
    """Says whether a wrong request reads, on the wire, as one that the document allows.

    A scalar cannot be told from its text, one value in the place of a list not from a list of one,
    nor a list of one or none in a form from its value or nothing. All else in the request must be
    right as it was generated.
    """
    wrong = {
        place for place, component in case.meta.components.items() if component.mode.is_negative
    }
    readings = {"query": _query_is_right, "body": _form_is_right}
    return wrong <= set(readings) and all(readings[place](case) for place in wrong)


def _query_is_right(case):
    declared = {own["name"]: own for own in _raw(case)["parameters"] if own["in"] == "query"}
    needed = {name for name, own in declared.items() if own["required"]}
    return needed <= set(case.query) <= set(declared) and all(
        _is_right(_resolvable(case, declared[name]["schema"]), value)
        for name, value in case.query.items()
    )


def _is_right(schema, value):
    """Tries a scalar as it is, as text, and as a list of one."""
    readings = [value]
    if isinstance(value, (bool, int, float, str)):
        text = json.dumps(value) if not isinstance(value, str) else value
        readings += [text, [text]]
    return any(jsonschema_rs.is_valid(schema, reading) for reading in readings)


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
