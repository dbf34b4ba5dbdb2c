"""What the commands of `pixword evaluate` share: options, and ways to show a result."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from app.cli.printing import show_table
from app.exceptions import PlotFailed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_KIND = ".png"
_DOTS_PER_INCH = 120


def _check_place(path: Path | None) -> Path | None:
    """Refuses a place for a plot before minutes of encoding are spent on it."""
    if path is not None and path.suffix.lower() != _KIND:
        raise PlotFailed(f"a plot is a {_KIND} file, and {path.name} is not")
    if path is not None and not path.parent.is_dir():
        raise PlotFailed(f"the plot cannot be saved: there is no folder {path.parent}")
    return path


Data = Annotated[Path, typer.Option(help="Folder with a JSONL or CSV of captioned pictures.")]
Split = Annotated[str, typer.Option(help="Split to judge on, or 'all'.")]
SpaceName = Annotated[str | None, typer.Option(help="Space to judge; PIXWORD_SPACE if left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Plot = Annotated[
    Path | None, typer.Option(help="Draw the result: FILE.png.", callback=_check_place)
]

FitSplit = Annotated[str, typer.Option(help="Split that aids to ranking are fitted on.")]
AidName = Annotated[
    str,
    typer.Option(
        "--aid",
        help="Aid to ranking: centre, rotate, first-N, and one of sample-N, clusters-N, moments-N, "
        "joined by +.",
    ),
]


def show(result: Mapping[str, Any], table: RenderableType, *, as_json: bool) -> None:
    """Prints a result on standard output, as one line of JSON or as a table."""
    print(json.dumps(result)) if as_json else show_table(table)


def save_plot(figure: "Figure", path: Path) -> None:
    """Saves a figure as PNG.

    Raises:
        PlotFailed: The file cannot be written.
    """
    try:
        figure.savefig(path, dpi=_DOTS_PER_INCH, format="png")
    except OSError as error:
        raise PlotFailed(f"the plot cannot be saved as {path}: {error.strerror}") from error
