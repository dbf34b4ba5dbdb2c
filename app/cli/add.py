"""`pixword add`: folders, pictures and manifests into the collection."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.cli.context import opened, tidy
from app.cli.printing import printable
from app.cli.progress import counting
from app.exceptions import NothingAdded
from app.ingest.adding import add_all
from app.ingest.pipeline import AddOutcome, Candidate
from app.ingest.sources import find_candidates
from app.manifests import ManifestRow
from index.upkeep.service import searches_first

_console = Console(stderr=True, soft_wrap=True)


def add(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Folders (with all below), pictures, and JSONL or CSV files."),
    ],
) -> None:
    """Add pictures; those already there are not encoded again.

    Exit code 0 if everything is in, 1 if something was refused.
    """
    add_rows(list(find_candidates(paths)), f"there are no pictures in {', '.join(map(str, paths))}")


def add_rows(rows: Sequence[ManifestRow], nothing: str) -> None:
    """Adds what was found and says what became of it; exit code 1 if something was refused.

    Args:
        rows: What to add.
        nothing: Says that there is nothing.

    Raises:
        NothingAdded: There is nothing.
    """
    candidates = [Candidate(row) for row in rows]
    if not candidates:
        raise NothingAdded(nothing)
    counts = Counter(_add(candidates))
    print(f"added {counts['added']}, known {counts['known']}, refused {counts['refused']}")
    if counts["refused"]:
        raise typer.Exit(1)


def _add(candidates: list[Candidate]) -> Iterator[str]:
    with opened() as workspace:
        # What is added is written to the index on the way: a million vectors would take 2 GB.
        serving = workspace.collection.serving()
        with searches_first(), serving, counting("adding", len(candidates)) as progress:
            for outcome in add_all(workspace, candidates):
                progress(1)
                yield _report(outcome)
        tidy(workspace)


def _report(outcome: AddOutcome) -> str:
    if outcome.error is not None:
        _console.print(printable(f"refused {outcome.name}: {outcome.error}"), markup=False)
        return "refused"
    return "known" if outcome.known else "added"
