"""Progress bars on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from index.upkeep.journal import Journal

_LOOK_S = 0.1


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s")


class Counter:
    """Moves a bar on."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def __call__(self, count: int) -> None:
        """Moves it on by so many."""
        self._progress.advance(self._task, count)

    def reach(self, count: int) -> None:
        """Moves it to where so many are done."""
        self._progress.update(self._task, completed=count)

    def say(self, line: str) -> None:
        """Prints a line above the bar."""
        self._progress.console.print(line, markup=False, highlight=False)

    def total(self, count: int) -> None:
        """Says where it ends."""
        self._progress.update(self._task, total=count)


@contextmanager
def counting(label: str, total: int | None) -> Iterator[Counter]:
    """Shows a bar with rate and time left; yields what moves it on.

    Args:
        label: Stands before the bar.
        total: Where the bar ends, or None if nobody knows.
    """
    with _progress(transient=False) as progress:
        task = progress.add_task(label, total=total)
        yield Counter(progress, task)


@contextmanager
def watching(journal: Journal) -> Iterator[None]:
    """Shows what a journal says is being done inside the block."""
    finished = Event()
    with _progress(transient=True) as progress:
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


def _progress(*, transient: bool) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=transient)
