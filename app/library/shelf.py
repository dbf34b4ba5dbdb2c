"""The place of one collection: lends its workspace to requests, and changes it between them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from typing import Literal

from app.exceptions import KNOWN_ERRORS, told_to_client
from app.workspace import Workspace

ShelfState = Literal["open", "closed"]

PAUSE_S = 5.0
"""Seconds that requests wait at most while a collection changes its space.

Ten thousand items take less than one; with a million, requests go on with the old space until the
new indexes are filled.
"""

FAILED_S = 5.0
"""Seconds in which a collection that could not be opened is not tried again."""


@dataclass(eq=False)
class Loan:
    """A workspace that is open.

    Attributes:
        workspace: What requests use.
        users: How many do.
    """

    workspace: Workspace
    users: int = 0
    _serving: ExitStack = field(default_factory=ExitStack)

    def serve(self) -> None:
        """Follows other processes and tidies the indexes from now on."""
        for collection in self.workspace.opened_collections:
            self._serving.enter_context(collection.serving())

    def rest(self) -> None:
        """Stops following and tidying; searches go on."""
        self._serving.close()


class Shelf:
    """Where one collection is found.

    A request keeps the workspace that it was lent, with space and vectors that belong together,
    whatever comes into its place meanwhile. What was replaced is closed by its last user.

    Attributes:
        mark: Tells the collection from another one that is called the same later.
        problem: Why it could not be opened the last time, or None.
    """

    def __init__(self, open_workspace: Callable[[], Workspace], mark: object) -> None:
        """Takes what opens the collection when it is first asked for, and what tells it apart."""
        self.mark = mark
        self.problem: str | None = None
        self._open = open_workspace
        self._opening = Lock()
        self._changed = Condition()
        self._loan: Loan | None = None
        self._paused_until = 0.0
        self._closed = False
        self._failure: Exception | None = None
        self._failed_at = 0.0

    @property
    def workspace(self) -> Workspace | None:
        """What is lent now, None while it was not asked for."""
        return self._loan.workspace if self._loan else None

    @property
    def state(self) -> ShelfState:
        """Whether it can be asked."""
        return "open" if self._loan else "closed"

    @property
    def is_paused(self) -> bool:
        """Whether requests are to wait a moment."""
        return time.monotonic() < self._paused_until

    @property
    def is_closed(self) -> bool:
        """Whether nothing will be lent any more."""
        return self._closed

    def take(self) -> Loan | None:
        """Lends the workspace, which is to be given back; None if it is paused or not open."""
        with self._changed:
            if self._loan is None or self.is_paused:
                return None
            self._loan.users += 1
            return self._loan

    def give_back(self, loan: Loan) -> None:
        """Ends a loan."""
        with self._changed:
            loan.users -= 1
            self._changed.notify_all()
            is_last = loan.users == 0 and loan is not self._loan
        if is_last:  # beside whoever gives it back, which may be the event loop
            Thread(target=loan.workspace.close, name="retire").start()

    def open(self) -> None:
        """Opens the workspace if it is not open yet.

        Raises:
            PixwordError, ModelFault, IndexFault: Why it cannot be opened, or could not be a moment
                ago: nobody tries again within `FAILED_S`.
        """
        with self._opening:
            if self._loan is None and not self._closed:
                self._recall_failure()
                self._put(self._started())

    def comes_to_rest(self, patience_s: float) -> bool:
        """Says whether nobody opens it, or is done with that within so many seconds."""
        if is_at_rest := self._opening.acquire(timeout=patience_s):
            self._opening.release()
        return is_at_rest

    def renew(self) -> None:
        """Lends the workspace in its new space from now on, if it was moved, and retires the old.

        Raises:
            PixwordError, ModelFault, IndexFault: Why it cannot be opened; the old one stays.
        """
        with self._opening:
            if self._loan and self._loan.workspace.collection.catalogue.is_outdated:
                self._put(self._started())

    def close(self) -> None:
        """Lends nothing any more."""
        with self._opening:
            self._closed = True
            self._put(None)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Lets new requests wait inside the block, once those in flight are answered.

        Nobody waits longer than `PAUSE_S` in all; then requests go on beside the block.
        """
        deadline = time.monotonic() + PAUSE_S
        with self._changed:
            self._paused_until = deadline
            self._changed.wait_for(lambda: not self._loan or not self._loan.users, PAUSE_S)
            resting = self._loan
        if resting:
            resting.rest()
        try:
            yield
        finally:
            if resting and resting is self._loan:
                resting.serve()
            self._paused_until = 0.0

    def _recall_failure(self) -> None:
        if self._failure and time.monotonic() < self._failed_at + FAILED_S:
            raise self._failure.with_traceback(None)

    def _started(self) -> Workspace:
        try:
            workspace = self._open()
        except KNOWN_ERRORS as error:
            self.problem = told_to_client(error)
            self._failure, self._failed_at = error, time.monotonic()
            raise
        self.problem = self._failure = None
        return workspace

    def _put(self, workspace: Workspace | None) -> None:
        new = Loan(workspace) if workspace else None
        if new:
            new.serve()
        with self._changed:
            old, self._loan = self._loan, new
            is_unused = old is not None and not old.users
        if old:
            old.rest()
        if old and is_unused:
            old.workspace.close()
