"""Commands that are imported when they are asked for.

The libraries of all commands take two seconds and 300 MB to import; `pixword words` needs a tenth.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from app.cli.asking import AskingCommand


def lazy_group(homes: Mapping[str, str]) -> type[TyperGroup]:
    """Makes a kind of group for `typer.Typer(cls=...)`.

    Args:
        homes: For each command, in the order of the help, `MODULE:NAME` of the function or of the
            `typer.Typer` that it is.
    """

    class LazyGroup(TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            # The names alone are enough for the help's list, and to suggest one for a mistyped one.
            names: dict[str, Any] = dict.fromkeys(homes)
            self.commands = names | dict(self.commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in homes:
                return super().get_command(ctx, cmd_name)
            return load_command(cmd_name, homes[cmd_name])

    return LazyGroup


def load_command(name: str, home: str) -> Any:
    """Imports a command.

    Args:
        name: What a user types.
        home: `MODULE:NAME` of a function, or of a `typer.Typer` with commands of its own.
    """
    module, _, attribute = home.partition(":")
    found = getattr(import_module(module), attribute)
    command = get_group(found) if isinstance(found, typer.Typer) else _command_of(name, found)
    command.name = name
    return command


def _command_of(name: str, function: Callable[..., None]) -> Any:
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=AskingCommand)(function)
    return get_command(alone)
