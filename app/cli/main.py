"""The command line: `pixword COMMAND`."""

import logging
import sys
from importlib.metadata import version

import typer
from pydantic import ValidationError
from rich.console import Console

from app.cli.add import add
from app.cli.duplicates import duplicates
from app.cli.evaluate import evaluate
from app.cli.index import index
from app.cli.items import info, list_items, remove
from app.cli.printing import printable
from app.cli.reembed import reembed
from app.cli.search import search, tag
from app.cli.serve import serve
from app.cli.tags import tags
from app.cli.train import train
from app.exceptions import KNOWN_ERRORS
from app.http import describe_problems
from app.settings_page import settings_page
from index.exceptions import QuerySyntaxError

FAILED = 1
"""Exit code of a command that could not do what it was asked; usage errors are 2, as ever."""

INTERRUPTED = 130

commands = typer.Typer(
    help="One space for pictures and words.", no_args_is_help=True, pretty_exceptions_enable=False
)
commands.command()(add)
commands.command()(remove)
commands.command("list")(list_items)
commands.command()(info)
commands.command()(search)
commands.command()(tag)
commands.command()(duplicates)
commands.command()(serve)
commands.command()(reembed)
commands.add_typer(tags, name="tags")
commands.add_typer(index, name="index")
commands.add_typer(train, name="train")
commands.add_typer(evaluate, name="evaluate")


@commands.command("version")
def show_version() -> None:
    """Print the version."""
    print(version("pixword"))


@commands.command("settings")
def show_settings() -> None:
    """Print every setting with its default, bounds and meaning, as Markdown."""
    print(settings_page(), end="")


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
