"""Where the result of a training goes."""

import tempfile
from pathlib import Path

import typer

from app.exceptions import BadPlace

SUFFIX = ".safetensors"


def check_place(out: Path, what: str) -> None:
    """Refuses a place before minutes of work are spent on it; makes its folder.

    Args:
        out: The file.
        what: What will be in it, such as `the heads`.

    Raises:
        BadParameter: The file's name does not end as it must.
        BadPlace: Nothing can be written there.
    """
    if out.suffix != SUFFIX:
        raise typer.BadParameter(f"{what} must be a file that ends in {SUFFIX}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise BadPlace(f"nothing can be written to {out.parent}: {error.strerror}") from None
