"""Which IP addresses belong to the public internet.

Python's `is_global` is not enough: 3.11 lets through multicast, 64:ff9b::/96, 64:ff9b:1::/48,
::/96, fec0::/10, 3fff::/20 and 6to4 of private addresses.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_NOT_PUBLIC_4 = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"))
# Global by their numbers, but answered by whoever runs the cloud, from inside it alone.
_INSIDE_CLOUDS = (
    ip_network("168.63.129.16/32"),  # Azure: the host of a virtual machine
    ip_network("161.26.0.0/16"),  # IBM: services of a private network
    ip_network("166.8.0.0/14"),  # IBM: services of a private network
    ip_network("199.36.153.4/30"),  # Google: restricted.googleapis.com
    ip_network("199.36.153.8/30"),  # Google: private.googleapis.com
)
_UNICAST_6 = IPv6Network("2000::/3")  # all that was ever given out
_NOT_PUBLIC_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocols: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_TRANSLATED = tuple(
    IPv6Network(block)
    for block in (
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
    )
)
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
_LOW_32 = 2**32 - 1


def is_public(text: str) -> bool:
    """Says whether an IP address, and whatever it carries inside, is on the public internet.

    NAT64 of local use (64:ff9b:1::/48) and Teredo (2001::/32) are not, whatever they carry.

    Args:
        text: The address; one with a zone is not public.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_4(address)
    if any(address in block for block in _TRANSLATED):
        return _is_public_4(IPv4Address(int(address) & _LOW_32))
    return _is_public_6(address) and all(map(_is_public_4, _carried(address)))


def _is_public_4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in block for block in (*_NOT_PUBLIC_4, *_INSIDE_CLOUDS))
    )


def _is_public_6(address: IPv6Address) -> bool:
    return (
        address.scope_id is None
        and address in _UNICAST_6
        and not any(address in block for block in _NOT_PUBLIC_6)
    )


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """Yields the IPv4 addresses that packets to this one may end up at."""
    value = int(address)
    if address in _SIX_TO_FOUR:
        yield IPv4Address(value >> 80 & _LOW_32)
    if value >> 32 & _LOW_32 in _ISATAP:
        yield IPv4Address(value & _LOW_32)
