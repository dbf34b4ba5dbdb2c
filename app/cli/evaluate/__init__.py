"""`pixword evaluate`: how good a space is, on your own pictures, and how good word vectors are."""

import typer

from app.cli.lazy import lazy_group

EVALUATED = {
    "joint": "app.cli.evaluate.joint:joint",
    "aids": "app.cli.evaluate.aids:aids",
    "arithmetic": "app.cli.evaluate.arithmetic:arithmetic",
    "tags": "app.cli.evaluate.tags:tags",
    "relevance": "app.cli.evaluate.relevance:relevance",
    "words": "app.cli.evaluate.words:words",
    "recipes": "app.cli.evaluate.recipes:recipes",
}
"""What can be judged, and where its command is."""

evaluate = typer.Typer(
    cls=lazy_group(EVALUATED),
    help="Judge a space on your own pictures, word vectors, or a recipe space.",
    no_args_is_help=True,
)


@evaluate.callback()
def group() -> None:
    """Judge a space on your own pictures, word vectors, or a recipe space."""
