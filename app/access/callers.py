"""Who sends a request, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

from app.access.scopes import Scope

_NEIGHBOURHOOD = 64


@dataclass(frozen=True)
class Caller:
    """Who was let through.

    Attributes:
        key: Name of the key; None without one.
        scope: What may be done; None for public routes alone.
    """

    key: str | None
    scope: Scope | None

    def may(self, scope: Scope) -> bool:
        """Whether what needs a scope is allowed."""
        return self.scope is not None and self.scope.includes(scope)


def caller_of(request: HTTPConnection) -> Caller:
    """Returns who sent a request that was let through."""
    caller: Caller = request.state.caller
    return caller


def address_of(scope: Mapping[str, object]) -> str:
    """Returns what the rate of a client without a key is counted for.

    Of IPv6 that is the /64 network: a single host may have all the addresses in one.
    """
    client = scope.get("client")
    if not isinstance(client, tuple | list):
        return "local socket"
    try:
        address = ip_address(client[0])
    except ValueError:
        return str(client[0])
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(ip_network((int(address), _NEIGHBOURHOOD), strict=False))
    return str(address)
