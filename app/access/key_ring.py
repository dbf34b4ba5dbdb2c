"""The keys as a running server knows them."""

from collections.abc import Mapping

from app.access.exceptions import KeysUnreadable
from app.access.key_file import KeyFile
from app.access.keys import Key, id_of


class KeyRing:
    """Follows the file of keys: what is added or removed counts from the next request on."""

    def __init__(self, file: KeyFile) -> None:
        """Reads nothing yet."""
        self._file = file
        self._signature: object = None
        self._keys: Mapping[str, Key] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is no key at all; one that has expired is one.

        Raises:
            KeysUnreadable: The file is damaged, or it is gone though it had keys.
        """
        return not self._current()

    def find(self, presented: str) -> Key | None:
        """Returns the valid key that a client sent; None if it is wrong, removed or expired.

        Raises:
            KeysUnreadable: As above.
        """
        key = self.named(id_of(presented) or "")
        return key if key and key.fits(presented) else None

    def named(self, key_id: str) -> Key | None:
        """Returns the key with a public part; None if it was removed or has expired.

        Raises:
            KeysUnreadable: As above.
        """
        key = self._current().get(key_id)
        return key if key and not key.has_expired else None

    def _current(self) -> Mapping[str, Key]:
        signature = self._file.signature()
        if signature is None and self._keys:
            # Removing the last key leaves a file. Without one, nobody meant to open the server.
            raise KeysUnreadable("the file of keys is gone: nobody is let in until it is back")
        if signature != self._signature:
            self._keys = {key.id: key for key in self._file.read()}
            self._signature = signature
        return self._keys
