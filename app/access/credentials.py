"""Which key a request came with."""

from starlette.datastructures import Headers

from app.access.exceptions import Unauthorised


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


def _bearer(authorization: str) -> str | None:
    scheme, _, key = authorization.partition(" ")
    return key.strip(" ") if scheme.lower() == "bearer" else None
