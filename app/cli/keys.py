"""`pixword keys`: who may use the service."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from app.access.key_file import KeyFile
from app.access.keys import Key
from app.access.scopes import Scope
from app.cli.printing import show_table
from app.config import Settings

keys = typer.Typer(help="The API keys of the service.", no_args_is_help=True)

_LONGEST_DAYS = 36_500

Name = Annotated[str, typer.Argument(help="What the key is called: letters, digits and _ . @ -")]


@keys.command()
def add(
    name: Name,
    scope: Annotated[
        Scope, typer.Option(help="`read` looks, `write` changes items, `admin` collections too.")
    ],
    expires_days: Annotated[
        int | None,
        typer.Option(min=1, max=_LONGEST_DAYS, help="For how many days; for ever if left out."),
    ] = None,
) -> None:
    """Add a key and print it; it cannot be seen again."""
    lifetime = None if expires_days is None else timedelta(days=expires_days)
    print(_file().add(name, scope, lifetime))
    typer.echo("Keep it: only its hash is kept here. Every request needs a key now.", err=True)


@keys.command("list")
def list_keys() -> None:
    """List the keys: names, scopes and times, not the keys themselves."""
    table = Table("name", "scope", "id", "created", "expires")
    for key in _file().read():
        table.add_row(key.name, key.scope, key.id, f"{key.created:%Y-%m-%d}", _expiry(key))
    show_table(table)


@keys.command()
def remove(name: Name) -> None:
    """Remove a key; a running server refuses it from its next request on."""
    file = _file()
    file.remove(name)
    print("removed 1")
    if not file.read():
        typer.echo(
            "No key is left: a server on the loopback address is open to all.",
            err=True,
        )


def _expiry(key: Key) -> str:
    if key.expires is None:
        return "never"
    return f"{key.expires:%Y-%m-%d}{' (expired)' if key.has_expired else ''}"


def _file() -> KeyFile:
    return KeyFile(Settings().keys_file)
