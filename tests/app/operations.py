"""Requests that the OpenAPI document itself gives as examples."""

from tests.conftest import make_picture


def operations_of(document):
    """Lists path, method and description of every operation."""
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def examples_of(operation):
    """Yields arguments of requests, one for each example of an operation."""
    query = {
        p["name"]: next(iter(p["examples"].values()))["value"]
        for p in operation.get("parameters", [])
        if p["in"] == "query" and p.get("examples")
    }
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        examples = content["application/json"].get("examples", {})
        assert examples, operation["summary"]
        for example in examples.values():
            if "picture" not in str(example["value"]):
                yield {"json": example["value"], "params": query}
    elif "multipart/form-data" in content:
        yield {"files": {"picture": ("x.png", make_picture("blue"))}, "params": query}
    else:
        yield {"params": query}
