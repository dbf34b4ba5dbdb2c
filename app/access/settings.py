"""Kinds of settings that say who is let in."""

import re
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

_PORTS = {"http": 80, "https": 443}
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^/?#@:\[\]\s]+)(?::[0-9]+)?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST_NAME = 253


def _split(value: object) -> object:
    """Reads a list with commas between."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _check_network(value: str) -> str:
    ip_network(value)  # says what is wrong with it
    return value


def _read_origin(value: str) -> str:
    """Writes an origin as browsers do: in small letters, without the usual port."""
    parts = urlsplit(value)
    found = _ORIGIN.fullmatch(value.lower())
    if found is None:
        raise ValueError(f"{value!r} is no origin: name scheme and host, https://example.org")
    host = found["host"] if found["host"].startswith("[") else _read_host(found["host"])
    usual = parts.port in (None, _PORTS[found["scheme"]])  # says itself if there is no such port
    return f"{found['scheme']}://{host}" + ("" if usual else f":{parts.port}")


def _read_host(value: str) -> str:
    """Writes the name of a host as requests are compared with it."""
    name = value.lower().removesuffix(".")
    if not name.isascii():
        raise ValueError(f"{value!r} has letters beyond ASCII: write it in Punycode, xn--…")
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, name.split("."))):
        raise ValueError(f"{value!r} is no host name")
    return name


LISTED = (NoDecode, BeforeValidator(_split))
"""What makes a tuple of a list with commas between."""

Hosts = Annotated[tuple[Annotated[str, AfterValidator(_read_host)], ...], *LISTED]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_check_network)], ...], *LISTED]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_read_origin)], ...], *LISTED]
