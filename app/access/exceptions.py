"""Why a request is not let through, and what is wrong with the keys."""

from collections.abc import Mapping

from app.exceptions import PixwordError, RetryLater


class Unauthorised(PixwordError):
    """The request came without a key, or with one that is not valid."""

    status = 401

    @property
    def headers(self) -> Mapping[str, str]:
        """How a client proves who it is."""
        return {"WWW-Authenticate": 'Bearer realm="pixword"'}


class Forbidden(PixwordError):
    """The key's scope is too small for what was asked."""

    status = 403


class ForeignOrigin(PixwordError):
    """A page of another origin wants to change something."""

    status = 403


class PreflightRefused(PixwordError):
    """A browser asks whether a page of another origin may send a request, and it may not."""


class ForeignHost(PixwordError):
    """The request was sent to a name that is not the server's."""

    status = 421


class TooManyRequests(RetryLater):
    """The key or the address has used up its rate."""

    status = 429


class KeysUnreadable(PixwordError):
    """The file of keys is damaged, or cannot be read or written."""

    status = 503


class BadKeyName(PixwordError):
    """The name that a key should have cannot be a name."""

    status = 422


class KeyTaken(PixwordError):
    """There is a key of this name already."""

    status = 409


class UnknownKey(PixwordError):
    """There is no key of this name."""

    status = 404


class Exposed(PixwordError):
    """The server would listen to other machines, and let them do everything."""
