"""`pixword train`: heads of your own, and words of your own."""

import typer

from app.cli.lazy import lazy_group

TRAINED = {
    "joint": "app.cli.train.joint:joint",
    "words": "app.cli.train.words:words",
    "chars": "app.cli.train.chars:chars",
    "recipes": "app.cli.train.recipes:recipes",
}
"""What can be trained, and where its command is."""

train = typer.Typer(
    cls=lazy_group(TRAINED),
    help="Train heads, word vectors, spellings, recipe towers.",
    no_args_is_help=True,
)


@train.callback()
def group() -> None:
    """Train heads on frozen encoders, word vectors, spellings, and recipe towers."""
