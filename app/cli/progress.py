"""Progress bars on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

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

_SLOW = 10  # a second; of less, the first decimal tells something


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if speed is None:
            return Text("")
        return Text(f"{speed:,.0f}/s" if speed >= _SLOW else f"{speed:.2g}/s")


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
    with bars(transient=False) as progress:
        task = progress.add_task(label, total=total)
        yield Counter(progress, task)


def bars(*, transient: bool) -> Progress:
    """Returns bars that nothing runs in yet; `transient` ones vanish at the end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=transient)
