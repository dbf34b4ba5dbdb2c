"""`pixword evaluate`: how good a space is, on your own pictures."""

import typer

from app.cli.evaluate.aids import aids
from app.cli.evaluate.arithmetic import arithmetic
from app.cli.evaluate.joint import joint
from app.cli.evaluate.relevance import relevance
from app.cli.evaluate.tags import tags

evaluate = typer.Typer(help="Judge a space on your own pictures.", no_args_is_help=True)


@evaluate.callback()
def group() -> None:
    """Judge a space on your own pictures."""


evaluate.command()(joint)
evaluate.command()(aids)
evaluate.command()(arithmetic)
evaluate.command()(tags)
evaluate.command()(relevance)
