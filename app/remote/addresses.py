"""Addresses of pictures, read so strictly that no two programs can read them differently."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urljoin, urlsplit

LONGEST_ADDRESS = 2000
_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-\[\]-~]+")  # ASCII that is seen, without the backslash
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST_NAME = 253


class BadAddress(Exception):
    """An address is not one of a picture on the web."""


@dataclass(frozen=True)
class Address:
    """An address as it will be asked for.

    Attributes:
        scheme: `http` or `https`.
        host: A name, or an IP address without brackets.
        port: Its port.
        target: Path and query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def read(cls, text: str) -> "Address":
        """Reads an address.

        Raises:
            BadAddress: It is no plain address, or programs differ about what it means.
        """
        if len(text) > LONGEST_ADDRESS or not _PLAIN.fullmatch(text):
            raise BadAddress("it is too long, or has characters that must be written as %XX")
        try:
            parts = urlsplit(text)
        except ValueError:
            raise BadAddress("it cannot be taken apart") from None
        if parts.scheme not in _PORTS:
            raise BadAddress("it does not begin with http:// or https://")
        authority = _AUTHORITY.fullmatch(parts.netloc.lower())
        if authority is None:
            raise BadAddress("its host has a user, a zone, or odd characters")
        port = int(authority["port"] or _PORTS[parts.scheme])
        if not 0 < port < 2**16:
            raise BadAddress("it has no such port")
        query = f"?{parts.query}" if parts.query else ""
        return cls(parts.scheme, _host(authority["host"]), port, (parts.path or "/") + query)

    def follow(self, location: str) -> "Address":
        """Reads where a redirection leads.

        Raises:
            BadAddress: It is no plain address, or leads from https to http.
        """
        if not _PLAIN.fullmatch(location):
            raise BadAddress("it redirects to something that is no address")
        following = Address.read(urljoin(str(self), location))
        if (self.scheme, following.scheme) == ("https", "http"):
            raise BadAddress("it redirects from https to http")
        return following

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address; the usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address(text[1:-1]))
        except AddressValueError:
            raise BadAddress("its host is no IPv6 address") from None
    labels = text.split(".")
    if len(text) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise BadAddress("its host is no name")
    if not labels[-1][0].isdigit():
        return text
    try:
        # 127.1, 0x7f.1, 017700000001 and 2130706433 are loopback to some and names to others.
        return str(IPv4Address(text))
    except AddressValueError:
        raise BadAddress("its host ends in a number and is no IPv4 address") from None
