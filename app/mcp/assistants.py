"""The server that assistants speak to."""

from importlib.metadata import version

from mcp.server.mcpserver import MCPServer

from app.library.library import Library
from app.mcp.pictures import PictureTools
from app.mcp.recipes import RecipeTools
from app.mcp.words import WordTools

_INSTRUCTIONS = (
    "Search a collection of pictures by what they show, find words for a picture, and do "
    "arithmetic on both. Start with search_pictures; look_at_item shows what was found. Nothing "
    "can be changed."
)


def make_assistant_server(library: Library) -> MCPServer[None]:
    """Makes a server of tools that read the collections of a library and change nothing."""
    families = (PictureTools(library), WordTools(library), RecipeTools(library))
    return MCPServer(
        "pixword",
        title="Pixword",
        version=version("pixword"),
        instructions=_INSTRUCTIONS,
        tools=[tool for family in families for tool in family.tools()],
        log_level="WARNING",
    )
