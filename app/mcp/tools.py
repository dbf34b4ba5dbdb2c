"""Tools whose failures are one sentence, as everywhere."""

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver.context import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import ValidationError

from app.exceptions import KNOWN_ERRORS, describe_problems, told_to_client


class SentenceTool(Tool):
    """A tool that tells what was wrong in the project's own words, and nothing of its inside."""

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Runs the tool.

        Raises:
            ToolError: What was asked is wrong; the message is one sentence.
            UnexpectedToolError: The server failed; the cause is logged and not told.
        """
        try:
            return await super().run(arguments, context, convert_result)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                raise ToolError(describe_problems(cause.errors())) from None
            if isinstance(cause, KNOWN_ERRORS):
                raise ToolError(told_to_client(cause)) from None
            raise UnexpectedToolError("the server failed; its log says why") from cause


def reading_tool(title: str, function: Callable[..., Any]) -> Tool:
    """Makes a tool that changes nothing; its docstring is what an assistant reads."""
    hints = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    return SentenceTool.from_function(function, title=title, annotations=hints)
