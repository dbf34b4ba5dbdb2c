"""Long answers are sent in pieces, each when the one before it is on its way."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PIECE = 64 * 1024  # bytes


class PiecesMiddleware:
    """Makes an answer wait for its reader: a whole one would lie in uvicorn's buffer unseen.

    A request whose answer is being read is one that is being answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wraps the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""

        async def send_pieces(message: Message) -> None:
            body = message.get("body", b"")
            for start in range(0, len(body) - _PIECE, _PIECE):
                piece = body[start : start + _PIECE]
                await send({**message, "body": piece, "more_body": True})
            if len(body) > _PIECE:
                rest = len(body) % _PIECE or _PIECE
                message = {**message, "body": body[-rest:]}
            await send(message)

        await self._app(scope, receive, send_pieces)
