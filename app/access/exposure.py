"""Whether other machines reach the server."""

import socket
from ipaddress import IPv6Address, ip_address

from app.access.exceptions import Exposed
from app.access.key_file import KeyFile
from app.config import Settings


def is_exposed(host: str) -> bool:
    """Whether a server that listens on this address or name can be reached from elsewhere.

    A name that cannot be looked up counts as exposed.
    """
    try:
        # None stands for every address, as it does for a server.
        found = socket.getaddrinfo(host or None, None, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        return True
    return not all(_is_loopback(str(address[0])) for *_, address in found)


def require_keys_if_exposed(settings: Settings) -> None:
    """Refuses to let other machines do everything unless that is meant.

    Raises:
        Exposed: There is no key; the sentence says what to do.
        KeysUnreadable: The file of keys is damaged.
    """
    if settings.open or KeyFile(settings.keys_file).read() or not is_exposed(settings.host):
        return
    raise Exposed(
        f"{settings.host!r} can be reached from other machines, and without keys everybody may "
        "change everything: add one (`pixword keys add NAME --scope admin`), or listen on "
        "127.0.0.1, or say that this is meant (`--open`, PIXWORD_OPEN=true)"
    )


def _is_loopback(address: str) -> bool:
    read = ip_address(address)
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return (mapped or read).is_loopback
