"""Commands whose question may begin with a minus, as in `- butter + olive oil`."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from typer.core import TyperCommand, TyperOption


class AskingCommand(TyperCommand):
    """Takes an argument that begins with a minus, but not like an option, for the question."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads arguments, the questions among them behind the options."""
        if "--" in args:
            return super().parse_args(ctx, args)
        questions = list(self._questions(args))
        others = [own for at, own in enumerate(args) if at not in questions]
        behind = ["--", *(args[at] for at in questions)] if questions else []
        return super().parse_args(ctx, others + behind)

    def _questions(self, args: list[str]) -> Iterator[int]:
        """Yields the places of arguments that are a question."""
        options = [own for own in self.params if isinstance(own, TyperOption)]
        names = {name for own in options for name in own.opts}
        valued = {name for own in options if not own.is_flag for name in own.opts}
        for at, (before, own) in enumerate(pairwise(["", *args])):
            if before not in valued and own[:2] not in names and _begins_with_minus(own):
                yield at


def _begins_with_minus(argument: str) -> bool:
    """Says whether an argument is no option: `- butter`, `-2*butter`, `-butter + oil`."""
    if len(argument) == 1 or not argument.startswith("-") or argument.startswith("--"):
        return False
    return not argument[1].isalpha() or any(map(str.isspace, argument))
