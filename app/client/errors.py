"""What can go wrong between a client and a server."""

from collections.abc import Mapping
from typing import Any

import httpx2


class PixwordClientError(Exception):
    """Base of everything that the client raises on purpose."""


class ConnectionFailed(PixwordClientError):
    """The server cannot be reached, or did not answer in time."""


class PictureUnreadable(PixwordClientError):
    """A picture that was to be sent cannot be read; nothing was sent."""


class AnswerUnreadable(PixwordClientError):
    """Something answered that is no Pixword server, or one of another version."""


class RequestRefused(PixwordClientError):
    """The server answered with an error; the message is its sentence.

    Attributes:
        status: HTTP status of the answer.
        name: Name of the error, such as `UnknownItem`.
        detail: What is wrong, in a sentence.
        request_id: What the server's log calls the request.
        retry_after: Seconds after which to ask again; None if the answer does not say.
    """

    def __init__(
        self, status: int, name: str, detail: str, request_id: str, retry_after: float | None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.name = name
        self.detail = detail
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        """Returns the sentence with what finds it in the server's log."""
        return f"{self.name} ({self.status}): {self.detail} [request {self.request_id}]"


class InvalidRequest(RequestRefused):
    """400 or 422: something in the request is wrong."""


class Unauthorised(RequestRefused):
    """401: no key, or a wrong one."""


class Forbidden(RequestRefused):
    """403: the key may not do this."""


class NotFound(RequestRefused):
    """404: there is no such item, recipe, word, model or collection."""


class Conflict(RequestRefused):
    """409: it contradicts what is there."""


class TooLarge(RequestRefused):
    """413: the request or a picture is over a limit."""


class UnsupportedContent(RequestRefused):
    """415: this is not a picture that can be read."""


class TooManyRequests(RequestRefused):
    """429: the key or the address has asked too often."""


class ServerFailed(RequestRefused):
    """5xx: the server failed."""


class Unavailable(ServerFailed):
    """503: the server is full, stopping or cannot get at its data; 202: the map is not made yet."""


_CLASSES: Mapping[int, type[RequestRefused]] = {
    400: InvalidRequest,
    401: Unauthorised,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    415: UnsupportedContent,
    422: InvalidRequest,
    429: TooManyRequests,
    503: Unavailable,
}
_FAILED = 500


def refusal_of(response: httpx2.Response) -> RequestRefused:
    """Makes the error of an answer, whoever gave it: a proxy's may have no JSON."""
    status = response.status_code
    fallback = ServerFailed if status >= _FAILED else RequestRefused
    body = _body_of(response)
    name = body.get("error", "HttpError")
    return _CLASSES.get(status, fallback)(
        status=status,
        name=str(name["type"] if isinstance(name, dict) and "type" in name else name),
        detail=str(body.get("detail", response.reason_phrase)),
        request_id=str(body.get("request_id", response.headers.get("x-request-id", ""))),
        retry_after=retry_after(response),
    )


def pending_of(response: httpx2.Response) -> Unavailable:
    """Makes the error of a map that is still being made when nobody waits for it any more."""
    return Unavailable(
        status=response.status_code,
        name="MapPending",
        detail=str(_body_of(response).get("detail", response.reason_phrase)),
        request_id=response.headers.get("x-request-id", ""),
        retry_after=retry_after(response),
    )


def retry_after(response: httpx2.Response) -> float | None:
    """Returns the seconds of `Retry-After`; None if there is none, or if it is a date."""
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isdigit() else None


def _body_of(response: httpx2.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
