"""The head of a request is bounded as well: uvicorn keeps as many headers as somebody sends."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LONGEST_HEAD = 64 * 1024  # bytes; browsers and proxies send at most half of it


class BoundedHeadProtocol(HttpToolsProtocol):
    """Ends a connection that sends bytes that are neither a head nor a body.

    Trailers and extensions of chunks are bounded in the same way.
    """

    def __init__(self, *arguments: object, **named: object) -> None:
        """Takes what uvicorn gives."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self._is_getting_on = False
        self._waiting_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Reads what came."""
        self._is_getting_on = False
        super().data_received(data)
        self._waiting_bytes = 0 if self._is_getting_on else self._waiting_bytes + len(data)
        if self._waiting_bytes > _LONGEST_HEAD:
            self.send_400_response(f"The head of the request has more than {_LONGEST_HEAD} bytes.")

    def on_headers_complete(self) -> None:
        """Begins to answer."""
        self._is_getting_on = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Passes a piece of the body on."""
        self._is_getting_on = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends the body."""
        self._is_getting_on = True
        super().on_message_complete()
