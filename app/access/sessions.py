"""Sessions: how a browser that sent a key once goes on without it."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from app.access.exceptions import Unauthorised
from app.access.key_ring import KeyRing
from app.access.keys import Key
from app.access.rates import Rate

LIFETIME_S = 7 * 24 * 3600
_SECRET_BYTES = 32


class Sessions:
    """Signs which key a browser sent, and until when that counts.

    Cookies go to every port of a host, so the key itself is in none. Nothing is kept of a session:
    it ends with its key, with its time, and with the server, whose secret is in its memory alone.
    """

    def __init__(
        self, ring: KeyRing, failures: Rate, clock: Callable[[], float] = time.time
    ) -> None:
        """Makes a secret.

        Args:
            ring: The keys.
            failures: How often each address may come with a wrong one.
            clock: Seconds since 1970.
        """
        self._ring = ring
        self._failures = failures
        self._clock = clock
        self._secret = secrets.token_bytes(_SECRET_BYTES)

    def begin(self, presented: str, address: str) -> str:
        """Begins a session.

        Args:
            presented: The key.
            address: Of the client.

        Returns:
            What the browser sends from now on.

        Raises:
            Unauthorised: The key is wrong, removed or expired.
            TooManyRequests: The address came with too many wrong ones.
            KeysUnreadable: Nobody can be told from anybody.
        """
        key = self._ring.find(presented)
        if key is None:
            self._failures.take(address)
            raise Unauthorised("the key is wrong, has expired, or was removed")
        signed = f"{key.id}.{int(self._clock()) + LIFETIME_S}"
        return f"{signed}.{self._signature(signed)}"

    def find(self, session: str) -> Key | None:
        """Returns the key that a session was begun with; None if it is over or forged.

        Raises:
            KeysUnreadable: Nobody can be told from anybody.
        """
        signed, _, signature = session.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        key_id, _, ends = signed.partition(".")
        return self._ring.named(key_id) if self._clock() < int(ends) else None

    def _signature(self, signed: str) -> str:
        return hmac.new(self._secret, signed.encode(), hashlib.sha256).hexdigest()
