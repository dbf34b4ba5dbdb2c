"""Answers that a client may have already."""

from fastapi import Request


def has_already(request: Request, tag: str) -> bool:
    """Says whether a request names an entity tag in `If-None-Match`.

    Whoever compresses an answer on its way makes its tag a weak one, `W/"…"`.
    """
    stated = request.headers.get("if-none-match", "").split(",")
    return tag in {own.strip().removeprefix("W/") for own in stated}
