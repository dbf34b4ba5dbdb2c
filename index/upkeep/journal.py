"""What happened to the indexes, for whoever asks how they are."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

KEPT = 20

_log = logging.getLogger("index")


@dataclass(frozen=True)
class Activity:
    """Something that is being done.

    Attributes:
        what: What it is.
        done: How many vectors are done.
        total: Of how many; 0 when nobody knows yet.
    """

    what: str
    done: int = 0
    total: int = 0


class Journal:
    """The present activity and the latest problems; any thread may write and read."""

    def __init__(self) -> None:
        self._problems: deque[dict[str, str]] = deque(maxlen=KEPT)
        self._activity: Activity | None = None

    def problem(self, message: str) -> None:
        """Notes and logs something that went wrong; what goes on being wrong is noted once."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        if self._problems and self._problems[-1]["problem"] == message:
            self._problems[-1] = {"at": at, "problem": message}
            return
        _log.warning("%s", message)
        self._problems.append({"at": at, "problem": message})

    @property
    def activity(self) -> Activity | None:
        """What is being done, or None."""
        return self._activity

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Shows what is being done inside the block."""
        self._activity = Activity(what)
        try:
            yield
        finally:
            self._activity = None

    def progress(self, done: int, total: int) -> None:
        """Notes how far the present activity is."""
        if self._activity is not None:
            self._activity = Activity(self._activity.what, done, total)

    def describe(self) -> dict[str, Any]:
        """Returns activity and problems, oldest first."""
        activity = self._activity
        return {
            "activity": asdict(activity) if activity else None,
            "problems": list(self._problems),
        }
