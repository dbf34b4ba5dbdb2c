"""`pixword mcp`: the tools of assistants over standard input and output."""

import anyio

from app.config import Settings
from app.library.library import Library
from app.mcp.extra import needing_mcp


def serve_assistant() -> None:
    """Let an assistant that starts this command search the collections; nothing can be changed.

    It speaks the Model Context Protocol over standard input and output.
    """
    with needing_mcp("pixword mcp"):
        from app.mcp.assistants import make_assistant_server  # noqa: PLC0415 - an extra
    library = Library.open(Settings())
    try:
        anyio.run(make_assistant_server(library).run_stdio_async)
    finally:
        library.close()
