"""What the upkeep of indexes is at, while a command waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from rich.progress import Progress

from app.cli.progress import bars
from index.upkeep.journal import Journal

_LOOK_S = 0.1


@contextmanager
def watching(journal: Journal) -> Iterator[None]:
    """Shows what a journal says is being done inside the block."""
    finished = Event()
    with bars(transient=True) as progress:
        watcher = Thread(target=_watch, args=(journal, progress, finished), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            finished.set()
            watcher.join()


def _watch(journal: Journal, progress: Progress, finished: Event) -> None:
    task = progress.add_task("opening", total=None)
    while not finished.wait(_LOOK_S):
        if activity := journal.activity:
            progress.update(
                task,
                description=activity.what,
                completed=activity.done,
                total=activity.total or None,
            )
