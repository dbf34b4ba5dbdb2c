"""What may be fetched for one request, so that it leaves something for others."""

import anyio

from app.exceptions import RequestTooLarge


class Allowance:
    """Bytes that all pictures of a request may have together, and turns to fetch them.

    Attributes:
        turns: Each picture that is being fetched takes one.
    """

    def __init__(self, max_bytes: int, at_once: int) -> None:
        """Takes the limits of a request.

        Args:
            max_bytes: Most bytes of all answers.
            at_once: Most pictures that are fetched at once.
        """
        self.turns = anyio.Semaphore(at_once)
        self._max_bytes = max_bytes
        self._taken = 0

    def take(self, count: int) -> None:
        """Counts bytes that have come.

        Raises:
            RequestTooLarge: There are too many now.
        """
        self._taken += count
        self.check()

    def check(self) -> None:
        """Looks whether too many bytes have come.

        Raises:
            RequestTooLarge: There are too many.
        """
        if self._taken > self._max_bytes:
            raise RequestTooLarge(
                f"what lies at the addresses of the request has more than {self._max_bytes:,} "
                "bytes together: send several requests"
            )
