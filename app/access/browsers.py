"""What pages of others could do to a server that asks for no key.

A page in the user's browser may send requests to 127.0.0.1. It can send forms, hence the check of
the origin; and it can read the answers if its own name is made to resolve to 127.0.0.1, hence the
check of the host.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from app.access.exceptions import ForeignHost, ForeignOrigin

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


class BrowserGuard:
    """Lets through what no foreign page could have sent."""

    def __init__(self, hosts: Sequence[str], origins: Sequence[str]) -> None:
        """Keeps what is allowed.

        Args:
            hosts: Names of the server beside `localhost` and addresses.
            origins: Origins whose pages may do everything.
        """
        self._hosts = {"localhost", *hosts}
        self._origins = frozenset(origins)

    def check(self, method: str, headers: Headers) -> None:
        """Looks at the host and the origin of a request.

        Raises:
            ForeignHost: It was sent to a name that is not the server's.
            ForeignOrigin: A page of another origin wants to change something.
        """
        for host in headers.getlist("host"):
            if not self._is_own(host):
                raise ForeignHost(
                    "the server does not know itself by the host name of this request: "
                    "add the name to PIXWORD_HOSTS, or add a key"
                )
        origin = headers.get("origin")
        if method not in _HARMLESS and origin is not None and not self._is_allowed(origin, headers):
            raise ForeignOrigin(
                "a page of another origin may not change anything here: "
                "add its origin to PIXWORD_CORS_ORIGINS"
            )

    def check_own_page(self, method: str, headers: Headers) -> None:
        """Looks whether a page of the server sent what a browser adds its cookies to.

        Cookies belong to a host: pages of its other ports make browsers send them, too. Browsers
        name the origin of whatever may change something.

        Raises:
            ForeignOrigin: It was another page, or nobody says that it was not.
        """
        origin = headers.get("origin")
        if method not in _HARMLESS and (origin is None or not self._is_allowed(origin, headers)):
            raise ForeignOrigin("with a session, only pages of this server may change something")

    def _is_own(self, host: str) -> bool:
        name = _name(f"//{host}")
        return name in self._hosts or _is_address(name)

    def _is_allowed(self, origin: str, headers: Headers) -> bool:
        scheme, _, place = origin.lower().partition("://")
        own = bool(scheme and place) and place == headers.get("host", "").lower()
        # Behind a proxy the host may be the proxy's; its names are told as `hosts`.
        return own or origin in self._origins or _name(origin) in self._hosts - {"localhost"}


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    """A name that resolves to 127.0.0.1 is needed for rebinding; an address is none."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
