"""The command line: `pixword COMMAND`."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from app.cli.lazy import lazy_group
from app.cli.printing import printable
from app.exceptions import KNOWN_ERRORS, describe_problems
from index.exceptions import QuerySyntaxError

FAILED = 1
"""Exit code of a command that could not do what it was asked; usage errors are 2, as ever."""

INTERRUPTED = 130

COMMANDS = {
    "add": "app.cli.add:add",
    "remove": "app.cli.items:remove",
    "list": "app.cli.items:list_items",
    "info": "app.cli.items:info",
    "search": "app.cli.search:search",
    "tag": "app.cli.search:tag",
    "duplicates": "app.cli.duplicates:duplicates",
    "words": "app.cli.words:words",
    "recipes": "app.cli.recipes:recipes",
    "serve": "app.cli.serve:serve",
    "mcp": "app.cli.mcp:serve_assistant",
    "keys": "app.cli.keys:keys",
    "export": "app.cli.transfer:export_collection",
    "import": "app.cli.transfer:import_collection",
    "reembed": "app.cli.reembed:reembed",
    "collections": "app.cli.collections:collections",
    "tags": "app.cli.tags:tags",
    "index": "app.cli.index:index",
    "train": "app.cli.train:train",
    "evaluate": "app.cli.evaluate:evaluate",
    "doctor": "app.cli.doctor:doctor",
    "settings": "app.cli.settings:show_settings",
    "openapi": "app.cli.openapi:show_openapi",
}
"""Where every command is."""

commands = typer.Typer(
    cls=lazy_group(COMMANDS),
    help="One space for pictures and words.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@commands.command("version")
def show_version() -> None:
    """Print the version."""
    print(version("pixword"))


@commands.callback()
def group(
    context: typer.Context,
    collection: Annotated[
        str | None, typer.Option(help="What the command works on; PIXWORD_COLLECTION if left out.")
    ] = None,
) -> None:
    """One space for pictures and words."""
    if collection is not None:
        context.with_resource(_setting("PIXWORD_COLLECTION", collection))


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    """Sets a setting for one command."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name)
        os.environ.update({} if before is None else {name: before})


def main() -> None:
    """Runs a command; a known error is one sentence on standard error and exit code 1."""
    logging.basicConfig(level=logging.WARNING)
    try:
        commands()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except ValidationError as error:
        _fail(f"a setting is wrong: {describe_problems(error.errors())}")
    except QuerySyntaxError as error:
        _fail(f"{error}\n  {error.query}\n  {' ' * error.position}^")
    except KNOWN_ERRORS as error:
        _fail(str(error))


def _fail(message: str) -> None:
    Console(stderr=True, soft_wrap=True).print(
        printable(f"pixword: {message}"), markup=False, style="red"
    )
    sys.exit(FAILED)
