"""Decides who is let through, and as whom."""

from starlette.datastructures import Headers

from app.access.browsers import BrowserGuard
from app.access.callers import Caller
from app.access.credentials import presented_key, presented_session
from app.access.exceptions import Forbidden, KeysUnreadable, Unauthorised
from app.access.key_ring import KeyRing
from app.access.keys import Key
from app.access.scopes import Scope
from app.access.sessions import Sessions

_OPEN = Caller(None, Scope.ADMIN)
_NOBODY = Caller(None, None)


class AccessPolicy:
    """Without keys everybody may do everything, if the server may be open; else one is needed."""

    def __init__(
        self, ring: KeyRing, sessions: Sessions, browsers: BrowserGuard, *, may_be_open: bool
    ) -> None:
        """Keeps what is asked for every request.

        Args:
            ring: The keys.
            sessions: Of browsers that sent a key.
            browsers: Asked while the server is open, and about sessions.
            may_be_open: Whether no keys means that everybody may do everything.
        """
        self._ring = ring
        self._sessions = sessions
        self._browsers = browsers
        self._may_be_open = may_be_open

    def admit(self, method: str, headers: Headers, needed: Scope | None) -> Caller:
        """Returns as whom a request is let through.

        A public route lets everybody through, and may show more to whoever has a key.

        Args:
            method: Of the request.
            headers: Of the request.
            needed: What its route needs; None if it is public.

        Raises:
            Unauthorised: There is no key, or a wrong one.
            Forbidden: The key's scope is too small.
            ForeignHost: The server is open, and a page of somebody else may have sent it.
            ForeignOrigin: The same, or it came with a session.
            KeysUnreadable: Nobody can be told from anybody.
        """
        try:
            return self._recognise(method, headers, needed or Scope.READ)
        except (Unauthorised, KeysUnreadable):
            if needed is None:
                return _NOBODY
            raise

    def _recognise(self, method: str, headers: Headers, needed: Scope) -> Caller:
        if self._may_be_open and self._ring.is_empty:
            self._browsers.check(method, headers)
            return _OPEN
        key = self._key(method, headers)
        if not key.scope.includes(needed):
            raise Forbidden(f"this needs a key of scope {needed}; this one has {key.scope}")
        return Caller(key.name, key.scope)

    def _key(self, method: str, headers: Headers) -> Key:
        """A key in a header counts before a session: scripts in the page may try another one."""
        presented = presented_key(headers)
        if presented is None:
            return self._key_of_session(method, headers)
        key = self._ring.find(presented)
        if key is None:
            raise Unauthorised("the key is wrong, has expired, or was removed")
        return key

    def _key_of_session(self, method: str, headers: Headers) -> Key:
        session = presented_session(headers)
        if session is None:
            raise Unauthorised("send a key as `Authorization: Bearer KEY` or `X-API-Key: KEY`")
        key = self._sessions.find(session)
        if key is None:
            raise Unauthorised("the session is over: sign in again")
        self._browsers.check_own_page(method, headers)
        return key
