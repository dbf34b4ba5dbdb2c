"""Which key a request came with, or which session of a browser."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from app.access.exceptions import Unauthorised

SESSION_COOKIE = "pixword_session"
"""Name of the cookie that whoever signed in on the page sends."""


def presented_key(headers: Headers) -> str | None:
    """Returns the key in `Authorization: Bearer` or `X-API-Key`; None if there is none.

    Other schemes of `Authorization` are a proxy's business and are passed over.

    Raises:
        Unauthorised: There are several: which one counts would be a guess.
    """
    authorizations = headers.getlist("authorization")
    keys = [key for value in authorizations if (key := _bearer(value)) is not None]
    keys += headers.getlist("x-api-key")
    if len(keys) > 1 or len(authorizations) > 1:
        raise Unauthorised("the request has several keys: send one")
    return keys[0] if keys else None


def presented_session(headers: Headers) -> str | None:
    """Returns the session in the cookie; None if there is none."""
    return cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE)


def _bearer(authorization: str) -> str | None:
    scheme, _, key = authorization.partition(" ")
    return key.strip(" ") if scheme.lower() == "bearer" else None
