"""Sends requests, and sends them again when the server asks for that."""

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from app.client.errors import (
    AnswerUnreadable,
    ConnectionFailed,
    PixwordClientError,
    pending_of,
    refusal_of,
    retry_after,
)

Answer = TypeVar("Answer", bound=BaseModel)
Parameters = Mapping[str, Any]
NONE: Parameters = MappingProxyType({})

_BEING_MADE = 202
_LATER = frozenset({429, 503})
_LONGEST_WAIT_S = 60.0


class Transport:
    """One server, one key, one collection."""

    def __init__(
        self, address: str, key: str | None, collection: str | None, timeout_s: float, retries: int
    ) -> None:
        """Keeps connections open until it is closed.

        Args:
            address: Such as `http://127.0.0.1:8000`.
            key: API key; None where the server asks for none.
            collection: Name of the collection; None for the default one.
            timeout_s: Longest time without a byte from the server, in seconds.
            retries: How often a request is sent again that the server could not take.
        """
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self.http = httpx2.Client(base_url=address, headers=headers, timeout=timeout_s)
        self._collection = {} if collection is None else {"collection": collection}
        self._retries = retries

    def ask(
        self,
        answer: type[Answer],
        method: str,
        path: str,
        *,
        answers_also: int | None = None,
        again: bool = True,
        **sent: Any,
    ) -> Answer:
        """Sends a request, and reads its answer.

        Args:
            answer: What the answer is.
            method: HTTP method.
            path: Path of the address.
            answers_also: Status of an error whose body is an answer as well.
            again: Whether it does no harm to send it twice.
            sent: As `httpx2.Client.request` takes it: `params`, `json`, `files`, `data`.

        Raises:
            RequestRefused: The server answered with an error.
            AnswerUnreadable: The answer is not what a Pixword server says.
            ConnectionFailed: There was no answer.
        """
        response = self._exchange(method, path, again=again, **sent)
        if not response.is_success and response.status_code != answers_also:
            raise refusal_of(response)
        return _read(answer, response)

    def ask_until_made(
        self, answer: type[Answer], path: str, *, wait_s: float, **sent: Any
    ) -> Answer:
        """Asks for what the server may have to make first, again when it says so; see `ask`.

        Args:
            answer: What the answer is, once it is made.
            path: Path of the address.
            wait_s: How long to wait for it at most, in seconds.
            sent: As `httpx2.Client.request` takes it.

        Raises:
            Unavailable: It is still being made.
        """
        until = time.monotonic() + wait_s
        while (response := self._exchange("GET", path, **sent)).status_code == _BEING_MADE:
            pause_s = retry_after(response)
            if pause_s is None or time.monotonic() + pause_s > until:
                raise pending_of(response)
            time.sleep(pause_s)
        if not response.is_success:
            raise refusal_of(response)
        return _read(answer, response)

    def fetch(self, method: str, path: str, **sent: Any) -> bytes:
        """Sends a request, and returns the bytes of its answer; see `ask`."""
        response = self._exchange(method, path, **sent)
        if response.is_success:
            return response.content
        raise refusal_of(response)

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        again: bool = True,
        params: Parameters = NONE,
        **sent: Any,
    ) -> httpx2.Response:
        stated = {name: value for name, value in params.items() if value is not None}
        for left in range(self._retries if again else 0, -1, -1):
            response = self._send(method, path, params=stated | self._collection, **sent)
            wait_s = _wait_before_next(response)
            if wait_s is None or left == 0:
                break
            time.sleep(wait_s)
        return response

    def _send(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        try:
            return self.http.request(method, path, **sent)
        except httpx2.TimeoutException:
            raise ConnectionFailed(f"{self.http.base_url} did not answer in time") from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ConnectionFailed(f"{self.http.base_url} cannot be reached: {error}") from None


def _read(answer: type[Answer], response: httpx2.Response) -> Answer:
    try:
        return answer.model_validate_json(response.content)
    except ValidationError:
        raise _misread(response) from None


def _misread(response: httpx2.Response) -> PixwordClientError:
    """Makes the error of an answer that has not the shape it should have."""
    if not response.is_success:
        return refusal_of(response)
    kind = response.headers.get("content-type", "something without a type")
    return AnswerUnreadable(
        f"{response.url.copy_with(query=None)} answered with {kind} that this client cannot read: "
        "name the address of a Pixword server, of this version, with no other page in between"
    )


def _wait_before_next(response: httpx2.Response) -> float | None:
    """Returns after how many seconds to send a request again; None if that is no use."""
    if response.status_code not in _LATER:
        return None
    wait_s = retry_after(response)
    return wait_s if wait_s is not None and wait_s <= _LONGEST_WAIT_S else None
